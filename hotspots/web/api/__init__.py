"""The interface for programs: JSON, CSV and GeoJSON, by token or session."""
