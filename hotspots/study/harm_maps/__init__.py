"""The main job: where harm concentrates."""
