"""Products: tables in, files out; one file a product."""
