"""What a drawing is made of: lines of runs, each a text, a tone and a band. Nothing is drawn here.

Who shows a drawing turns tones and bands into colours. The text alone must be readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

AXIS = -1
"""Tone of axes and their numbers; series have tones 0, 1, …"""

GROUND = -2
"""Tone of what lies behind the series: the bands of a landscape or of a heat map."""


NOTICE = -3
"""Tone of what is said in place of a drawing: an interface text, in English."""


class Run(NamedTuple):
    """Cells alike. ``band`` is the height of the ground under them, from 0; -1 for none."""

    text: str
    tone: int
    band: int = -1


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Named points in drawing order. A point that is no number breaks the line.

    ``mark`` is what stands at the end of a path in a picture of several runs: the letter of its
    run, then its number where a run has several paths; empty for a letter of its own.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    mark: str = ""


def plain(lines: Sequence[Line]) -> str:
    """The drawing without tones, for a pipe or a line terminal."""
    return "\n".join("".join(run.text for run in line).rstrip() for line in lines)


def notice(text: str, width: int, height: int) -> tuple[Line, ...]:
    """A drawing of ``height`` lines that only says something."""
    first: Line = (Run(text[: max(0, width)], NOTICE),)
    return (first, *[()] * (height - 1))[: max(0, height)]


def fitted(runs: Sequence[Run], width: int) -> Line:
    """The runs, cut where the width ends."""
    kept: list[Run] = []
    for run in runs:
        if width <= 0:
            break
        kept.append(run._replace(text=run.text[:width]))
        width -= len(run.text)
    return tuple(kept)
