"""The commander's room: harm map, harm spots, briefing and patrols of a district."""
