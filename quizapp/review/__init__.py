"""Studying: grading an answer, scheduling a card, choosing the next one, one session."""
