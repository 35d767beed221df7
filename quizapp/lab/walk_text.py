"""A walk through an update as lines of text, for a pipe or a line terminal."""

from __future__ import annotations

from collections.abc import Iterator

from quizapp.lab.arithmetic import number
from quizapp.lab.model import Measured
from quizapp.lab.walk import Change, Mark, StepLine, Term, Walk, pick

MARKS = {Mark.SAME: " ", Mark.ADDED: "+", Mark.MISSING: "-", Mark.NUMBERS: "≠"}
"""A sign before each line of a mutant."""

LONGEST = 96
"""Characters of a source line; a longer one is cut."""


def text(walk: Walk, element: int = 0) -> Iterator[str]:
    """The whole walk, for one element of the parameter."""
    name = walk.mutant or walk.opt
    which = f", element {element} of {walk.size}" if walk.size > 1 else ""
    yield f"{name}, step {walk.at}{which}"
    yield f"  loss {number(walk.loss)}   x {shown(walk.before)}   gradient {shown(walk.grad)}"
    if walk.terms:
        yield ""
        yield "the scalars k of this step"
        width = max(len(term.name) for term in walk.terms)
        for term in walk.terms:
            yield f"{'≠' if term.differs else ' '} {term_text(term, width)}"
    function = ""
    for line in walk.lines:
        if line.function != function:
            function = line.function
            yield ""
            yield f"{'  ' * line.depth}{function}"
        yield from _line(line, element)
    yield ""
    yield f"x  {shown(walk.before)} → {shown(walk.after)}"
    if walk.original_after is not None:
        yield f"{walk.opt} itself would go to {shown(walk.original_after)}"
        yield from legend()


def legend() -> Iterator[str]:
    """What the signs before the lines of a mutant say."""
    yield "  ".join(f"{MARKS[mark]} {mark}" for mark in Mark if mark)


def term_text(term: Term, width: int) -> str:
    """A scalar: name, value, symbol; the original's value where it differs. In columns if wide."""
    room = 12 if width else 0
    told = f"{term.name:<{width}}  {shown(term.value):<{room}}  {term.symbol}".rstrip()
    return f"{told}   (the original: {shown(term.original)})" if term.differs else told


def change_text(change: Change, element: int) -> str:
    """A name before and after, of one element."""
    before, after = (shown(_one(value, element)) for value in (change.before, change.after))
    if not change.name:
        return f"returns {after}"
    return (
        f"{change.name}  {after}" if change.before is None else f"{change.name}  {before} → {after}"
    )


def source_text(line: StepLine) -> str:
    """The source, short enough for a line; a condition with what came of it."""
    source = line.source if len(line.source) <= LONGEST else line.source[: LONGEST - 1] + "…"
    return source if line.branch is None else f"{source}  {'yes' if line.branch else 'no'}"


def shown(value: Measured) -> str:
    """A value in a line of text; ``–`` where there is none."""
    if value is None:
        return "–"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, bool | str):
        return str(value).lower()
    return number(value)


def _line(line: StepLine, element: int) -> Iterator[str]:
    indent = "  " * (line.depth + 1)
    yield f"{MARKS[line.mark]} {indent}{source_text(line)}"
    if line.comment and line.branch is None:
        yield f"      {indent}{line.comment}"
    computed = line.arithmetic(element)
    if computed:
        yield f"      {indent}= {computed}"
    for change in line.changes:
        yield f"      {indent}{change_text(change, element)}"
    for change in line.originals:
        yield f"      {indent}the original: {change_text(change, element)}"


def _one(value: Measured, element: int) -> Measured:
    return pick(value, element) if isinstance(value, list) else value
