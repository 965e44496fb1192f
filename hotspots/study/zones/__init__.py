"""A zone: what its planner needs, from an outline to rounds, a baseline and a place to brief."""
