"""One update of an optimizer, to be walked through: its lines, their numbers, what differs.

Plain values made of the outcome of a ``steps`` job; no torch, nothing is drawn here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from quizapp.lab import declarative
from quizapp.lab.arithmetic import arithmetic
from quizapp.lab.model import Job, Measured, Outcome

MAX_AT = declarative.MAX_STEPS


_DELEGATES = re.compile(r"(\w+ = |return )?super\(\)\.\w+\([^()]*\)$")
"""A line of a mutant that only calls the original: its lines follow."""


class Mark(StrEnum):
    """How a line of a mutant stands to the original's."""

    SAME = ""
    ADDED = "only the mutant"
    MISSING = "only the original"
    NUMBERS = "other numbers"


@dataclass(frozen=True, slots=True)
class Change:
    """A name and its value around a line; an empty name is what a function returned."""

    name: str
    before: Measured
    after: Measured


@dataclass(frozen=True, slots=True)
class StepLine:
    """A line that ran. ``branch`` is whether its condition held, None where it has none.

    ``comment`` is the formula in symbols, as the source has it. ``originals`` is what the original
    changed, where that differs.
    """

    function: str
    depth: int
    source: str
    comment: str
    branch: bool | None
    given: Mapping[str, Measured]
    changes: tuple[Change, ...]
    mark: Mark = Mark.SAME
    originals: tuple[Change, ...] = ()

    def arithmetic(self, element: int = 0) -> str:
        """What it computed, with the numbers of one element; empty where there is none."""
        numbers = {name: pick(value, element) for name, value in self.given.items()}
        return arithmetic(self.source, {n: x for n, x in numbers.items() if x is not None})


@dataclass(frozen=True, slots=True)
class Term:
    """A scalar of the update; ``original`` is set where the mutant's differs from it."""

    name: str
    symbol: str
    value: Measured
    original: Measured = None
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """One update. ``lines`` has those of the original that a mutant leaves out, too."""

    opt: str
    mutant: str
    at: int
    loss: float
    before: Measured
    grad: Measured
    after: Measured
    terms: tuple[Term, ...]
    lines: tuple[StepLine, ...]
    size: int = 1
    original_after: Measured = None
    knobs: Mapping[str, object] = field(default_factory=dict)

    @property
    def first_difference(self) -> int | None:
        """The first line at which the mutant departs from the original."""
        return next((n for n, line in enumerate(self.lines) if line.mark), None)


def job(settings: Mapping[str, object], at: int, *, seed: int = 0) -> Job:
    """The job that watches step ``at`` of an optimizer lab."""
    return Job("steps", "steps", {**settings, "at": at}, device="cpu", seed=seed)


def of_outcome(ran: Job, outcome: Outcome) -> Walk:
    """What a ``steps`` job saw."""
    told: Mapping[str, Any] = outcome.measures
    lines = [*_lines(told["lines"])]
    terms = [Term(*row) for row in told["terms"]]
    if "original.lines" in told:
        lines = _beside(lines, [*_lines(told["original.lines"])])
        true = {name: value for name, _, value in told["original.terms"]}
        terms = [_against(term, true.get(term.name)) for term in terms]
    before = told["before"]
    return Walk(
        opt=str(ran.knobs["opt"]),
        mutant=str(ran.knobs.get("mutant") or "").removeprefix("none"),
        at=int(ran.knobs["at"]),  # type: ignore[call-overload]
        loss=told["loss"],
        before=before,
        grad=told["grad"],
        after=told["after"],
        terms=tuple(terms),
        lines=tuple(line for line in lines if _tells(line)),
        size=len(before) if isinstance(before, list) else 1,
        original_after=told.get("original.after"),
        knobs=ran.knobs,
    )


def pick(value: Measured, element: int) -> float | None:
    """One element's number; a number that is there once holds for all."""
    if isinstance(value, list):
        value = value[element] if element < len(value) else None
    return None if value is None or isinstance(value, str | list) else float(value)


def _lines(rows: Sequence[Sequence[Any]]) -> Iterator[StepLine]:
    for function, depth, source, comment, branch, given, changes in rows:
        told = tuple(Change(*change) for change in changes if change[0] != "_")
        yield StepLine(function, depth, source, comment, branch, dict(given), told)


def _tells(line: StepLine) -> bool:
    """Whether a line is worth showing: outside the rule only if something comes of it."""
    if _DELEGATES.match(line.source):
        return False
    if line.mark in (Mark.ADDED, Mark.MISSING) or line.function.endswith("rule"):
        return True
    return bool(line.changes or line.branch)


def _against(term: Term, true: Measured) -> Term:
    return replace(term, original=true, differs=repr(true) != repr(term.value))


def _beside(lines: Sequence[StepLine], true: Sequence[StepLine]) -> list[StepLine]:
    """The mutant's lines, marked, with the original's that it leaves out in their places."""
    matcher = SequenceMatcher(None, [_key(x) for x in lines], [_key(x) for x in true], False)
    merged: list[StepLine] = []
    for kind, first, last, true_first, true_last in matcher.get_opcodes():
        own, others = lines[first:last], true[true_first:true_last]
        if kind == "equal":
            pairs = zip(own, others, strict=True)
            merged += [_compared(line, other) for line, other in pairs]
            continue
        merged += [replace(line, mark=Mark.MISSING) for line in others]
        merged += [replace(line, mark=Mark.ADDED) for line in own]
    return merged


def _key(line: StepLine) -> tuple[str, str]:
    """A line is the same in a subclass that inherits it."""
    return line.function.rpartition(".")[2], line.source


def _compared(line: StepLine, other: StepLine) -> StepLine:
    same = repr((line.changes, line.branch)) == repr((other.changes, other.branch))
    return line if same else replace(line, mark=Mark.NUMBERS, originals=other.changes)
