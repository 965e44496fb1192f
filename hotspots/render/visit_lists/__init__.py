"""The lists of homes to visit."""
