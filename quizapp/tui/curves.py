"""Curves on a sheet: a chart in the theme's colours, its legend, and a letter at each line's end.

The letters tell the lines apart where colours cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from quizapp.plot.chart import chart
from quizapp.plot.letters import LETTERS, MOST, covered, lettered
from quizapp.plot.runs import AXIS, NOTICE, Line, Run, Series
from quizapp.text.clean import clean
from quizapp.tui.prose import label
from quizapp.tui.sheet import Sheet

Say = Callable[..., str]

TONES = ("$primary", "$accent", "$success", "$secondary")
"""Colours of the first, second … line."""

_TINT = 6
"""Percent of colour that each band of a landscape has more than the one below it."""


def draw(
    sheet: Sheet,
    name: str,
    curves: Sequence[Series],
    height: int,
    say: Say,
    about: str = "",
    *,
    room: int = 1000,
) -> None:
    """A chart of up to ``MOST`` curves under their legend; ``about`` says more of a single one.

    Args:
        room: lines for both; the chart gives way to the legend, down to six lines.
    """
    before = len(sheet.lines)
    curves = curves[:MOST]
    several = len(curves) > 1
    legend = [label(name, "bold")] if name else []
    lines = chart(curves, sheet.width, max(6, height)) if several else ()
    under = covered(lines, curves) if several else set()
    for number, curve in enumerate(curves):
        mark = f"{LETTERS[number]} " if several else "━ "
        text = curve.name if several else about or curve.name
        text += f" ({say('under others')})" if number in under else ""
        legend.append(Content.assemble((mark, f"bold {TONES[number]}"), label(text, "dim")))
    add_whole(sheet, legend)
    left = room - (len(sheet.lines) - before)
    if not several or left < height:
        lines = chart(curves, sheet.width, max(6, min(height, left)))
    plot(sheet, lettered(lines, len(curves)) if several else lines, say)


def plot(sheet: Sheet, lines: Sequence[Line], say: Say, lead: Content | str = "") -> None:
    """A drawing in the theme's colours: its tones, and its bands as a tint behind them."""
    for line in lines:
        parts = ((clean(_words(run, say)), _style(run)) for run in line)
        sheet.plot(Content.assemble(lead, *parts))


def _words(run: Run, say: Say) -> str:
    return say(run.text) if run.tone == NOTICE else run.text


def _style(run: Run) -> str:
    ground = f" on $primary {_TINT * run.band}%" if run.band > 0 else ""
    if run.tone >= 0:
        return f"bold {TONES[run.tone % MOST]}{ground}"
    return ("dim" if run.tone in (AXIS, NOTICE) else "$foreground 40%") + ground


def add_whole(sheet: Sheet, parts: Sequence[Content]) -> None:
    """Parts side by side; one that does not fit begins the next line, and none is broken."""
    line = Content("")
    for part in parts:
        longer = Content.assemble(line, "   ", part) if line.plain else part
        if longer.cell_length > sheet.width:
            if line.plain:
                sheet.plot(line)
            longer = part.truncate(sheet.width, ellipsis=True)
        line = longer
    sheet.plot(line)
