"""The analyst's edits of harm spots: retired, renamed, moved, added, taken back; with a reason."""
