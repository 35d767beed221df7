"""How large a deck may be. Every refusal states the number; nothing here enforces it."""

from __future__ import annotations

FILE_BYTES = 8 * 1024 * 1024
"""Bytes of one deck file."""

DEPTH = 24
"""Lists and maps inside one another."""

NODES = 1_000_000
"""Values (scalars, lists, maps) of one file."""

ITEMS = 50_000
"""Items of one list, and keys of one map."""

TEXT = 20_000
"""Characters of one text."""

CARDS = 50_000
"""Cards of a deck, with everything that it includes."""

FILES = 200
"""Files of a deck."""

DECK_BYTES = 32 * 1024 * 1024
"""Bytes of all of a deck's files together."""

INCLUDE_DEPTH = 10
"""Files that include one another in a chain."""

SCANNED = 10_000
"""Files and folders in a folder of the library, which is looked through at each start."""

OPTIONS = 8
"""Options of a choice, and items of an order: the letters A to H pick them."""

COMBINATIONS = 24
"""Combinations of a card's ``vary`` values that ``verify`` proves."""

PROBLEMS = 500
"""Problems after which a deck is not read on."""

SHOWN = 20
"""Problems that are shown at once; the rest is counted."""
