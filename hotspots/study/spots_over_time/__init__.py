"""Harm spots from run to run: identity, edits, keep or retire."""
