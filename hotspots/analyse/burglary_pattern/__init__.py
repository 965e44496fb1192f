"""The pattern of burglary: kinds, streets, and series."""
