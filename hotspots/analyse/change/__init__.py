"""What changed, and what comes."""
