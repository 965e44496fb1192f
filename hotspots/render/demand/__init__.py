"""A month's demand and performance, written."""
