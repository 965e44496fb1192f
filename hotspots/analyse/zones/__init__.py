"""What a planner must know of a zone: its homes, its rounds, its baseline, where to brief."""
