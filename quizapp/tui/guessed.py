"""Guesses beside what came, on a sheet: marks, distances of numbers, shapes over curves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from textual.content import Content

from quizapp.lab import guess
from quizapp.lab.figures import Curves
from quizapp.lab.foretell import Judged, Kind, count
from quizapp.lab.judge import show
from quizapp.plot.runs import Series
from quizapp.plot.sketch import distance
from quizapp.text.clean import clean_line
from quizapp.tui.curves import add_whole, plot
from quizapp.tui.prose import label
from quizapp.tui.sheet import Sheet

Say = Callable[..., str]

_LINE = 40
"""Cells of the line on which a number's distance is drawn, at most."""

_FAR = 10.0
"""Times what was measured: beyond that no percentage says anything."""


def figure(judged: Sequence[Judged], say: Say) -> Curves | None:
    """The first curve whose shape was guessed, with the guess over it."""
    for one in judged:
        if one.question.kind is Kind.SHAPE and isinstance(one.said, str):
            drawn = tuple(guess.drawn(one.said, one.points))
            measured = Series(say("measured"), tuple(one.points))
            title = say("{name} and your guess", name=one.question.name)
            return Curves(title, (measured, Series(say("your guess"), drawn)))
    return None


def draw(sheet: Sheet, judged: Sequence[Judged], say: Say) -> None:
    """A line or two a guess, then how many were right."""
    for one in judged:
        if one.question.kind is Kind.NUMBER:
            _number(sheet, one, say)
        elif one.question.kind is Kind.SHAPE:
            said, truth = f"“{say(str(one.said))}”", f"“{say(str(one.truth))}”"
            _mark(sheet, one.right, one.question.name, said, truth, say)
        else:
            _mark(sheet, one.right, say("order"), _order(one.said), _order(one.truth), say)
    if len(judged) > 1:
        words = say("{right} of {count} guesses right", right=count(judged), count=len(judged))
        sheet.add(Content.styled(words, "bold"))
    if judged:
        sheet.gap()


def draw_distance(sheet: Sheet, said: float, truth: float, near: float, say: Say) -> None:
    """How far a number is from what was measured; ``near`` is how far it may be."""
    if not (math.isfinite(said) and math.isfinite(truth)):
        return
    width = min(_LINE, sheet.width - 4)
    indent = Content("   ")
    line = distance(said, truth, near, width)
    plot(sheet, [line], say, indent)
    part = abs(said - truth) / abs(truth) if truth else math.inf
    off = say("off by {part:.3g}%", part=100 * part) if part < _FAR else ""
    key = (f"● {say('you')}", f"┼ {say('measured')}", f"[ ] {say('near enough')}")
    add_whole(sheet, [Content.styled(f"  {one}", "dim") for one in (off, *key) if one])


def _number(sheet: Sheet, one: Judged, say: Say) -> None:
    said = f"{one.said:g}" if isinstance(one.said, float) else str(one.said)
    truth = clean_line(show(one.truth)) if not isinstance(one.truth, tuple) else ""
    _mark(sheet, one.right, one.question.name, said, truth, say)
    if isinstance(one.said, float) and isinstance(one.truth, int | float):
        near = guess.NEAR * abs(one.truth)
        draw_distance(sheet, one.said, one.truth, near, say)


def _mark(sheet: Sheet, right: bool, name: str, said: str, truth: str, say: Say) -> None:
    symbol, colour = ("✓", "$success") if right else ("✗", "$error")
    lead = Content.styled(f"{symbol} ", f"bold {colour}")
    if right:
        words = say("{name}: {said}, as you guessed", name=name, said=said)
    else:
        words = say("{name}: you guessed {said}; it is {truth}", name=name, said=said, truth=truth)
    sheet.hang(lead, label(clean_line(words)))


def _order(names: object) -> str:
    return " < ".join(map(str, names)) if isinstance(names, tuple) else str(names)
