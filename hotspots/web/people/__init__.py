"""The administrator's room: who may sign in, as what, and for which districts."""
