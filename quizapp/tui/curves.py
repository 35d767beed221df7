"""Curves on a sheet: a chart in the theme's colours, its legend, and a letter at each line's end.

The letters tell the lines apart where colours cannot.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from quizapp.plot.chart import chart
from quizapp.plot.runs import AXIS, Line, Run, Series
from quizapp.text.clean import clean
from quizapp.tui.prose import label
from quizapp.tui.sheet import Sheet

TONES = ("$primary", "$accent", "$success", "$secondary")
"""Colours of the first, second … line."""

LETTERS = "ABCD"

MOST = len(LETTERS)
"""Lines that one chart can tell apart."""

_TINT = 6
"""Percent of colour that each band of a landscape has more than the one below it."""


def draw(sheet: Sheet, name: str, curves: Sequence[Series], height: int, about: str = "") -> None:
    """A chart of up to ``MOST`` curves under their legend; ``about`` says more of a single one."""
    curves = curves[:MOST]
    several = len(curves) > 1
    legend = [label(name, "bold")] if name else []
    for number, curve in enumerate(curves):
        mark = f"{LETTERS[number]} " if several else "━ "
        text = curve.name if several else about or curve.name
        legend.append(Content.assemble((mark, f"bold {TONES[number]}"), label(text, "dim")))
    add_whole(sheet, legend)
    lines = chart(curves, sheet.width, height)
    plot(sheet, lettered(lines, len(curves)) if several else lines)


def plot(sheet: Sheet, lines: Sequence[Line]) -> None:
    """A drawing in the theme's colours: its tones, and its bands as a tint behind them."""
    for line in lines:
        sheet.plot(Content.assemble(*((clean(run.text), _style(run)) for run in line)))


def _style(run: Run) -> str:
    ground = f" on $primary {_TINT * run.band}%" if run.band > 0 else ""
    if run.tone >= 0:
        return f"bold {TONES[run.tone % MOST]}{ground}"
    return ("dim" if run.tone == AXIS else "$foreground 40%") + ground


def lettered(lines: Sequence[Line], count: int) -> list[Line]:
    """The chart with each curve's letter in place of the last cell that shows it."""
    ends: dict[int, tuple[int, int]] = {}
    for row, line in enumerate(lines):
        column = 0
        for run in line:
            column += len(run.text)
            if run.tone != AXIS and column > ends.get(run.tone, (0, 0))[1]:
                ends[run.tone] = (row, column)
    changed = list(lines)
    for tone, (row, column) in ends.items():
        if tone < count:
            changed[row] = _put(changed[row], column - 1, Run(LETTERS[tone], tone))
    return changed


def _put(line: Line, column: int, letter: Run) -> Line:
    """The line with one cell replaced."""
    runs: list[Run] = []
    at = 0
    for run in line:
        end = at + len(run.text)
        if at <= column < end:
            parts = (run.text[: column - at], run.text[column - at + 1 :])
            runs += [Run(parts[0], run.tone), letter, Run(parts[1], run.tone)]
        else:
            runs.append(run)
        at = end
    return tuple(run for run in runs if run.text)


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
