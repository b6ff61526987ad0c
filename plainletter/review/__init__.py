"""Reviewed copies of letters: the writer's own file, with changes to accept and comments to read."""
