"""Decks: model, limits, loading with located errors, cache, templates. No scheduling, no labs run."""
