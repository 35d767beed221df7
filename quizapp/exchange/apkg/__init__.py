"""Anki's packages (``.apkg``): cards and reviews out of them and into them. No interface."""
