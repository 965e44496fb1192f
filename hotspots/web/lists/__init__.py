"""The room of the Community Policing Team: homes to visit, and what came of each door."""
