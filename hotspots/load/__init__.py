"""Sources in, validated tables out: one file a source."""
