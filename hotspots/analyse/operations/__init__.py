"""Whether an operation worked."""
