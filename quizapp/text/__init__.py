"""Text as people see it: the cleaning door, widths, maths, languages. Knows nothing of decks."""
