"""The sergeant's room: figures of cocooning and patrols by week."""
