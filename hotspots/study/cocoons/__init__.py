"""Cocooning: whom to visit after a burglary."""
