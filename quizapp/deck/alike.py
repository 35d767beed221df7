"""Which of several cards an earlier one may be, by what they look like. Decides; says nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizapp.deck.face import Face
from quizapp.deck.model import CardKey

_LEAST = 0.6
"""Likeness below which nobody would see the same card."""

STRANGE = 0.3
"""Likeness below which a card was not reworded but is another: of two cards of a course, nine in
ten are less alike, and one half of whose words were changed is more.
"""

_OTHER_TYPE = 0.98
"""What another type takes off: little, but it decides between two that read the same."""

_CLEARER = 2.0
"""The next best must be this many times as far from alike as the best."""

_HAN = re.compile("[\u2e80-\u9fff]")

Grams = tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The cards that an earlier one may be, likeliest first; it is ``clear`` when there is one
    that no other card of either side comes near to.
    """

    card: CardKey
    likely: tuple[CardKey, ...]
    clear: bool


def likeness(one: Face, other: Face) -> float:
    """From 0, nothing in common, to 1, the same words: in the language in which it is largest."""
    return _likeness(one, other, _grams(one), _grams(other))


def match(lost: Sequence[Face], fresh: Sequence[Face]) -> list[Match]:
    """What each of ``lost`` may be among ``fresh``, no card clearly being two."""
    grams = {face.card: _grams(face) for face in (*lost, *fresh)}
    scores: dict[CardKey, dict[CardKey, float]] = {old.card: {} for old in lost}
    back: dict[CardKey, dict[CardKey, float]] = {new.card: {} for new in fresh}
    for old in lost:
        for new in fresh:
            alike = _likeness(old, new, grams[old.card], grams[new.card])
            if alike >= _LEAST:
                scores[old.card][new.card] = back[new.card][old.card] = alike
    clear = {
        old: best
        for old, row in scores.items()
        if (best := _clear(row)) is not None and _clear(back[best]) == old
    }
    taken = set(clear.values())
    return [_match(old, row, clear.get(old), taken) for old, row in scores.items()]


def _match(
    old: CardKey, row: Mapping[CardKey, float], best: CardKey | None, taken: set[CardKey]
) -> Match:
    if best is not None:
        return Match(old, (best,), True)
    left = {new: alike for new, alike in row.items() if new not in taken}
    nearest = max(left.values(), default=0.0)
    likely = [new for new in left if _CLEARER * (1 - nearest) >= 1 - left[new]]
    return Match(old, tuple(sorted(likely, key=lambda new: (-left[new], new))), False)


def _clear(row: Mapping[CardKey, float]) -> CardKey | None:
    """The best of a row, if the second best is far behind."""
    if not row:
        return None
    best, *others = sorted(row, key=row.__getitem__, reverse=True)[:2]
    if not others:
        return best
    second = row[others[0]]
    return best if second < row[best] and 1 - second >= _CLEARER * (1 - row[best]) else None


def _likeness(one: Face, other: Face, mine: Grams, theirs: Grams) -> float:
    best = max(
        (
            2 * len(a & b) / (len(a) + len(b))
            for lang, a in mine
            for code, b in theirs
            if (lang == code or not lang or not code) and a and b
        ),
        default=0.0,
    )
    return best if one.type == other.type else best * _OTHER_TYPE


def _grams(face: Face) -> Grams:
    """Each language's text as the set of its runs of three characters (in Chinese, of two)."""
    return tuple((lang, _runs(text)) for lang, text in face.texts)


def _runs(text: str) -> frozenset[str]:
    size = 2 if _HAN.search(text) else 3
    return frozenset(text[at : at + size] for at in range(max(1, len(text) - size + 1)))
