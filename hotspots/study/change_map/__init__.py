"""Where offences moved: two periods beside each other on one grid, and by fixed areas."""
