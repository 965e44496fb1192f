"""The pattern of burglary: the problem profile that a tasking meeting reads."""
