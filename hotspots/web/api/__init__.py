"""The interface for programs: JSON, CSV, GeoJSON and GeoParquet, by token or session."""
