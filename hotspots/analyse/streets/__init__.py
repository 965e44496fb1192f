"""Offences on streets: how dense along them, where they concentrate, and what a place is called."""
