"""Letters that tell the curves of a chart apart where colours cannot, and charts as bare text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from quizapp.plot.axis import drawable
from quizapp.plot.chart import chart
from quizapp.plot.runs import NOTICE, Line, Run, Series

LETTERS = "ABCD"

MOST = len(LETTERS)
"""Curves that one chart can tell apart."""

UNDER = "under others"
"""Said of a curve that others cover: an interface text, in English."""

_EVERY = 16
"""Columns between two letters of a curve that has no colour."""


def lettered(lines: Sequence[Line], count: int, *, every: int = 0) -> list[Line]:
    """The chart with each curve's letter in place of the last cell that shows it.

    Args:
        every: also in place of one cell in so many columns.
    """
    shown: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, line in enumerate(lines):
        for column, run in _cells(line):
            if 0 <= run.tone < count:
                shown[run.tone].append((column, row))
    changed = list(lines)
    for tone, places in shown.items():
        for column, row in _marked(places, every, tone * every // count):
            changed[row] = _put(changed[row], column, Run(LETTERS[tone], tone))
    return changed


def covered(lines: Sequence[Line], series: Sequence[Series]) -> set[int]:
    """The curves of which nothing shows: later ones lie over all of their cells."""
    shown = {run.tone for line in lines for run in line}
    drawn = (n for n, one in enumerate(series) if any(drawable(y) for _, y in one.points))
    return set(drawn) - shown


def text(series: Sequence[Series], width: int, height: int, say: Callable[[str], str] = str) -> str:
    """A chart as bare text; several curves have their letters, and a legend on top.

    Args:
        say: puts a notice, such as that there is nothing to draw, into the reader's language.
    """
    lines: Sequence[Line] = chart(series, width, height)
    legend = ""
    if 1 < len(series) <= MOST:
        under = covered(lines, series)
        lines = lettered(lines, len(series), every=_EVERY)
        marks = [f" ({say(UNDER)})" if n in under else "" for n in range(len(series))]
        names = zip(LETTERS, series, marks, strict=False)
        legend = "   ".join(f"{letter} {one.name}{mark}" for letter, one, mark in names) + "\n"
    return legend + "\n".join(_bare(line, say) for line in lines)


def _bare(line: Line, say: Callable[[str], str]) -> str:
    parts = (say(run.text) if run.tone == NOTICE else run.text for run in line)
    return "".join(parts).rstrip()


def _cells(line: Line) -> Iterator[tuple[int, Run]]:
    """Every cell's column with the run it is of."""
    column = 0
    for run in line:
        for _ in run.text:
            yield column, run
            column += 1


def _marked(places: list[tuple[int, int]], every: int, first: int) -> set[tuple[int, int]]:
    """The last of a curve's cells, and the first one in every so many columns."""
    marked = {max(places)}
    if every:
        columns = {column: (column, row) for column, row in sorted(places, reverse=True)}
        marked |= {at for column, at in columns.items() if column % every == first}
    return marked


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
