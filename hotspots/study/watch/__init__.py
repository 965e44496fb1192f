"""The week's watch."""
