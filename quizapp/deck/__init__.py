"""Decks: model, limits, loading with located errors, cache, templates. No labs are run."""
