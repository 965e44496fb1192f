"""Wards for Street Weeks: measures, ranking, what to know of one."""
