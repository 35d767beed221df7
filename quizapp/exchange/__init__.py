"""Cards from elsewhere into decks, and decks to elsewhere: CSV, Markdown, Anki. No interface."""
