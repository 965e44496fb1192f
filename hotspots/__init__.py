"""Where harm concentrates, whom to visit after a burglary, and which ward to choose next."""

__version__ = "0.1.0"
