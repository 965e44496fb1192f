"""The week's watch: bands, moving windows, moving circles."""
