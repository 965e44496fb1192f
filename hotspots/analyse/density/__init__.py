"""The density surface."""
