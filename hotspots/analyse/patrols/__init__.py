"""Patrols of harm spots: when to go, and what was done."""
