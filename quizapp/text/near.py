"""The known word that a misspelt one was meant to be. Writes no message."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The closest of the known words, or None when none is close.

    Of those that share enough letters, the one with the fewest slips between: ``Adma`` shares
    more with ``Adamax``, but is one slip away from ``Adam``.
    """
    from difflib import get_close_matches  # only what is misspelt pays for it

    word = word[:80]
    folded = {one.casefold(): one for one in known}
    close = get_close_matches(word.casefold(), folded, n=5, cutoff=cutoff)
    near = min(close, key=lambda one: _slips(word.casefold(), one), default=None)
    return None if near is None else folded[near]


def those_near(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """So many of the known words, the closest first, however far they are."""
    from difflib import get_close_matches

    return get_close_matches(word[:80], list(known), n=count, cutoff=0.0)


def _slips(one: str, other: str) -> int:
    """Letters put in, left out, mistaken or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, before, row = before, row, [at]
        for to, wanted in enumerate(other, 1):
            best = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            swapped = one[at - 2 : at] == other[to - 2 : to][::-1] if at > 1 and to > 1 else False
            row.append(min(best, last[to - 2] + 1) if swapped else best)
    return row[-1]
