"""The planner's room: the ranking of wards, two of them side by side, packs, deployments."""
