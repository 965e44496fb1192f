"""Near repeat: the test, its evidence, its labels."""
