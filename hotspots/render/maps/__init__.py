"""The maps, tables and briefings of harm spots, and what other maps are drawn with."""
