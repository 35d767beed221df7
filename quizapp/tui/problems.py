"""A deck's problems on a sheet: what is wrong, its line with carets, what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from textual.content import Content

from quizapp.deck import limits
from quizapp.deck.report import Problem, excerpt
from quizapp.text.clean import clean_line
from quizapp.tui.prose import label
from quizapp.tui.sheet import Sheet

Say = Callable[..., str]


def draw(sheet: Sheet, found: Sequence[Problem], chosen: int, root: Path, say: Say) -> int:
    """All of them, the chosen one marked; the line at which that one begins."""
    row = 0
    for number, problem in enumerate(found[: limits.SHOWN]):
        if number == chosen:
            row = len(sheet.lines)
        _draw(sheet, problem, number == chosen, f"look({number})", root)
    if (more := len(found) - limits.SHOWN) > 0:
        sheet.add(Content.styled(say("… and {more} more", more=more), "dim"))
    return row


def _draw(sheet: Sheet, one: Problem, chosen: bool, hit: str, root: Path) -> None:
    warning = one.code.startswith("W")
    symbol, colour = ("!", "$warning") if warning else ("✗", "$error")
    mark = Content.styled("▌" if chosen else " ", "$primary")
    lead = Content.assemble(mark, (f"{symbol} ", f"bold {colour}"))
    head = Content.assemble(label(one.message, "bold"), (f"  {one.code}", "dim"))
    sheet.hang(lead, head, hit=hit)
    where = one.position
    name = where.path.relative_to(root) if where.path.is_relative_to(root) else where.path
    if not one.length or not one.source_line.strip():
        place = f"{name}" if not one.length else f"{name}:{where.line}:{where.column}"
        sheet.add(label(clean_line(place), "dim"), indent=3)
        if one.help:
            sheet.add(label(one.help, colour), indent=3)
        return
    number = f"{where.line} │ "
    room = max(10, sheet.width - len(number) - 3)
    shown, indent, carets = excerpt(one.source_line, where.column - 1, one.length, room)
    place = f"{clean_line(str(name))}:{where.line}:{where.column}"
    sheet.add(label(place, "dim"), indent=3)
    sheet.plot(Content.assemble("   ", (number, "dim"), label(shown)), hit=hit)
    below = " " * (len(number) + 3 + indent)
    sheet.hang(Content(below), Content.styled("^" * carets, f"bold {colour}"), hit=hit)
    if one.help:
        sheet.add(label(one.help, colour), indent=3)
