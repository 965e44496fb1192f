"""The analyst's room: uploads, the dry run, and runs in the worker."""
