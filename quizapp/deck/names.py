"""What the names in a deck look like. Which keys hold them is in ``spec`` and ``spec_checks``."""

from __future__ import annotations

from quizapp.deck.kinds import Word

_OTHER = "\u0080-\U0010ffff"
DECK_NAME = Word(
    r"[a-z0-9][a-z0-9._-]*", "lower-case letters, digits, '.', '_', '-'", 64, "a deck's name"
)
CARD_ID = Word(
    rf"[A-Za-z0-9{_OTHER}][A-Za-z0-9._{_OTHER}-]*",
    "letters, digits, '.', '_', '-', no spaces",
    called="a card's id",
)
OLD_ID = Word(
    rf"([a-z0-9][a-z0-9._-]*/)?[A-Za-z0-9{_OTHER}][A-Za-z0-9._{_OTHER}-]*",
    "an earlier id, or deck/id if it was in another deck",
    165,
    "an earlier id",
)
TAG = Word(
    rf"[A-Za-z0-9_{_OTHER}][A-Za-z0-9_.+:/{_OTHER}-]*", "one word without spaces", called="a tag"
)
NAME = Word(r"[A-Za-z_][A-Za-z0-9_.-]*", "a letter, then letters, digits, '_', '.', '-'")
VARIABLE = Word(r"[A-Za-z_][A-Za-z0-9_]*", "a letter, then letters, digits, '_'")
MEASURE = Word(
    r"[A-Za-z_][A-Za-z0-9_.\[\]-]*", "a name such as x.delta", called="a measurement's name"
)
