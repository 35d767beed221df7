"""What could not be carried, told to people and to programs. Finds nothing itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from quizapp.exchange.model import Loss
from quizapp.text.clean import clean_line

SHOWN = 20
"""Losses that are listed for people; the rest is counted by kind."""


def as_text(losses: Sequence[Loss]) -> str:
    """The losses, one on a line, in the order in which they were found."""
    lines = [_line(loss) for loss in losses[:SHOWN]]
    more = Counter(loss.kind for loss in losses[SHOWN:])
    if more:
        kinds = ", ".join(f"{kind} {number}" for kind, number in more.most_common())
        lines.append(f"  … and {more.total()} more ({kinds}); --json lists all")
    return "\n".join(lines)


def as_json(losses: Sequence[Loss]) -> list[dict[str, str]]:
    """All losses as plain data."""
    return [
        {
            "kind": loss.kind,
            "place": clean_line(loss.place),
            "what": clean_line(loss.what),
            "done": clean_line(loss.done),
        }
        for loss in losses
    ]


def _line(loss: Loss) -> str:
    place = f"{loss.place}: " if loss.place else ""
    return clean_line(f"  {place}{loss.what} ({loss.done})")
