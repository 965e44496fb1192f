"""The pattern of burglary, written."""
