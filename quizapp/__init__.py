"""quizapp: flashcards whose answers are proven by running code."""

__version__ = "0.1.0"
