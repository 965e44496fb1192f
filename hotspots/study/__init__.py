"""Journeys: the only place where loading, analysing and rendering meet; one file a journey."""
