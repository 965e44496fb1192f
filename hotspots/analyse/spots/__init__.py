"""Harm spots: found, divided, ranked, described; and how concentrated harm is."""
