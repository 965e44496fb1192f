"""Demand and performance of a month, for the strategic coordination group."""
