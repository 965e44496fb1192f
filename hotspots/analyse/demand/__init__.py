"""Demand and performance of a month: counts by ward, outcomes, and what was delivered."""
