"""The patrols' room: the nearest harm spot and why, and a patrol from its start to its end."""
