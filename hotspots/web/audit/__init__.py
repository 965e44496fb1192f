"""The audit log, as the administrator reads it; and where the rooms enter what they show."""
