"""A walk through one update on sheets: the code with its place in it, and the line's numbers."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from quizapp.lab.walk import Mark, StepLine, Term, Walk
from quizapp.lab.walk_text import LONGEST, MARKS, change_text, shown, source_text, term_text
from quizapp.text.width import cells, fit
from quizapp.tui.prose import label
from quizapp.tui.sheet import Sheet

Say = Callable[..., str]

_COLOURS = {
    Mark.SAME: "",
    Mark.ADDED: "$error",
    Mark.MISSING: "$foreground 50%",
    Mark.NUMBERS: "$warning",
}


def draw_code(sheet: Sheet, walk: Walk, at: int, element: int) -> int:
    """The lines of the update, function by function; the row of the line ``at``."""
    row, function = 0, ""
    for number, line in enumerate(walk.lines):
        if line.function != function:
            function = line.function
            sheet.plot(label(f"  {'  ' * line.depth}{function}", "bold dim"))
        if number == at:
            row = len(sheet.lines)
        lead = Content.styled("▸" if number == at else " ", "bold $primary")
        mark = Content.styled(f"{MARKS[line.mark]} ", f"bold {_COLOURS[line.mark]}".strip())
        indent = "  " * (line.depth + 1)
        # What the lines so far came to stands beside them; those ahead are yet to run.
        room = _room(sheet)
        result = fit(_result(line, element), room // 2) if number < at else ""
        code = fit(indent + source_text(line), max(8, room - cells(result) - 2))
        style = "bold" if number == at else _COLOURS[line.mark]
        left = Content.assemble(lead, mark, label(code, style))
        hit = f"choose({number})"
        band = "on $panel" if number == at else ""
        sheet.sides(left, label(result, "dim"), hit=hit, band=band)
    return row


def draw_line(sheet: Sheet, walk: Walk, at: int, element: int, say: Say) -> None:
    """One line: formula, the same in numbers, what changed, the original; itself if it is cut."""
    line = walk.lines[at]
    if line.comment and line.branch is None:
        sheet.hang(_field(say("formula")), label(line.comment, "bold"))
    computed = line.arithmetic(element)
    if computed:
        sheet.hang(_field(say("numbers")), label(computed, "$accent"))
    if line.changes:
        sheet.hang(_field(say("result")), label(_result(line, element), "bold"))
    if line.branch is not None:
        words = say("The condition holds.") if line.branch else say("The condition does not hold.")
        sheet.hang(_field(""), words)
    for number, term in enumerate(_used(line, walk)):
        sheet.hang(_field("" if number else "k"), label(term_text(term, 0), "dim"))
    if line.mark:
        colour = _COLOURS[line.mark]
        lead = Content.styled(f" {MARKS[line.mark]} ", f"bold {colour}")
        told = Content.styled(say(_WORDS[line.mark]), colour)
        beside = "; ".join(change_text(change, element) for change in line.originals)
        sheet.hang(lead, Content.assemble(told, " ", label(beside, "bold")))
    if cells("  " * (line.depth + 1) + line.source) > min(_room(sheet) - 2, LONGEST):
        sheet.hang(_field(say("in full")), label(line.source))
    if at == len(walk.lines) - 1:
        draw_end(sheet, walk, say)


_WORDS = {
    Mark.ADDED: "Only the mutant does this.",
    Mark.MISSING: "Only the original does this.",
    Mark.NUMBERS: "The original, with its numbers:",
}


def draw_end(sheet: Sheet, walk: Walk, say: Say) -> None:
    """Where the update led, and where the original would have gone."""
    sheet.hang(_field("x"), label(f"{shown(walk.before)} → {shown(walk.after)}", "bold"))
    if walk.original_after is not None:
        told = say(
            "{opt} itself would go to {place}", opt=walk.opt, place=shown(walk.original_after)
        )
        sheet.hang(_field(""), label(told))


def draw_state(sheet: Sheet, walk: Walk, element: int, say: Say) -> None:
    """Where the update starts, on one line."""
    parts = [f"{say('loss')} {shown(walk.loss)}", f"x {shown(walk.before)}"]
    parts.append(f"g {shown(walk.grad)}")
    if walk.size > 1:
        parts.append(say("element {number} of {size}", number=element, size=walk.size))
    sheet.plot(label(fit(" · ".join(parts), sheet.width), "dim"))


def _used(line: StepLine, walk: Walk) -> list[Term]:
    """The scalars that a line uses; those that differ from the original's first."""
    terms = [term for term in walk.terms if f"k.{term.name}" in line.given]
    return sorted(terms, key=lambda term: not term.differs)


def _result(line: StepLine, element: int) -> str:
    return "; ".join(change_text(change, element) for change in line.changes)


def _room(sheet: Sheet) -> int:
    """The cells of a line of code, behind the cursor and its sign."""
    return sheet.width - 3


def _field(name: str) -> Content:
    lead = Content.styled(f" {name} ", "dim")
    return lead.pad_right(max(0, 10 - lead.cell_length))
