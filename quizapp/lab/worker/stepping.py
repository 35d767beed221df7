"""An update watched line by line: which statements of an optimizer ran, and what they changed.

Python's own tracing shows the frames; nothing is run differently for being watched.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection
from types import FrameType
from typing import Any

import torch
from torch import Tensor

from quizapp.lab.model import Measured
from quizapp.lab.worker.listing import Statement, listing

MAX_LINES = 400
"""Statements kept of one update. LBFGS may run thousands."""

MAX_ELEMENTS = 8
"""Elements kept of a tensor."""

_SETUP = frozenset({"check", "state_names", "initial", "keeps"})
"""What an optimizer says about itself before an update: no part of the mathematics."""

_HIDDEN = frozenset({"self", "cls"})

Trace = Callable[[FrameType, str, Any], Any]


class Watch:
    """Collects the statements that run in some files while ``run`` runs something.

    Attributes:
        lines: one row a statement, in the order in which they began: function, depth, text,
            comment, the branch taken (None for no condition), values it worked with, changes.
        terms: the scalars ``k`` that the rule was given.
    """

    def __init__(self, files: Collection[str]) -> None:
        self.lines: list[list[Measured]] = []
        self.terms: dict[str, object] = {}
        self._files = frozenset(files)
        self._open: list[_Visit] = []

    def run(self, action: Callable[[], object]) -> None:
        """Do something, and watch it."""
        before = sys.gettrace()
        sys.settrace(self._called)
        try:
            action()
        finally:
            sys.settrace(before)

    def _called(self, frame: FrameType, event: str, _arg: object) -> Trace | None:
        code = frame.f_code
        if event != "call" or code.co_filename not in self._files or code.co_name in _SETUP:
            return None
        if code.co_name.startswith("<") or len(self.lines) >= MAX_LINES:  # a lambda, a loop in one
            return None
        if not self.terms and code.co_name.endswith("rule"):
            self.terms = dict(frame.f_locals["k"]._asdict())
        visit = _Visit(self, frame, len(self._open))
        self._open.append(visit)
        return visit.trace

    def left(self, visit: _Visit, value: object) -> None:
        """A function has returned; who called it worked with that value."""
        self._open.remove(visit)
        told = plain_value(value)
        if self._open and told is not None:
            self._open[-1].was_given(f"{visit.name}()", told)


class _Visit:
    """One call of a function: the statement that is running in it, and what was before."""

    def __init__(self, watch: Watch, frame: FrameType, depth: int) -> None:
        self.name = frame.f_code.co_name
        self._watch = watch
        self._depth = depth
        self._statements = listing(frame.f_code.co_filename)
        self._now: Statement | None = None
        self._row: list[Any] | None = None
        self._before: dict[str, Measured] = {}

    def trace(self, frame: FrameType, event: str, arg: object) -> Trace:
        if event == "line":
            statement = self._statements.get(frame.f_lineno)
            if statement is not self._now:
                self._finish(frame)
                self._begin(frame, statement)
        elif event == "return":
            self._finish(frame, returned=arg)
            self._watch.left(self, arg)
        return self.trace

    def was_given(self, name: str, value: Measured) -> None:
        if self._row is not None:
            self._row[5].append([name, value])

    def _begin(self, frame: FrameType, statement: Statement | None) -> None:
        self._now, self._row = statement, None
        if statement is None or len(self._watch.lines) >= MAX_LINES:
            return
        self._before = _values(frame)
        words = set(re.findall(r"[\w.]+", statement.text))
        roots = {word.partition(".")[0] for word in words}
        given = [
            [name, value]
            for name, value in (*self._before.items(), *_terms(frame).items())
            if name in words or (name in roots and "." not in name)
        ]
        name = frame.f_code.co_qualname
        self._row = [name, self._depth, statement.text, statement.comment, None, given, []]
        self._watch.lines.append(self._row)

    def _finish(self, frame: FrameType, returned: object = None) -> None:
        """Say what the statement that has just run changed."""
        row, statement = self._row, self._now
        if row is None or statement is None:
            return
        if statement.body:
            row[4] = frame.f_lineno in statement.body
        for name, value in _values(frame).items():
            before = self._before.get(name)
            if repr(before) != repr(value):
                row[6].append([name, before, value])
        if statement.text.startswith("return"):
            told = plain_value(returned)
            row[6] += [["", None, told]] if told is not None else _made(frame, returned)
        self._row = None


def _made(frame: FrameType, returned: object) -> list[list[Measured]]:
    """The scalars ``k`` that a function returned; only the new ones, where it had a ``k``."""
    had, made = _terms(frame), _named(returned)
    return [[name, had.get(name), k] for name, k in made.items() if repr(k) != repr(had.get(name))]


def _values(frame: FrameType) -> dict[str, Measured]:
    """The numbers and tensors among a function's names, as they are now."""
    named = {name: x for name, x in frame.f_locals.items() if name not in _HIDDEN}
    told = {name: plain_value(x) for name, x in named.items()}
    return {name: value for name, value in told.items() if value is not None}


def _terms(frame: FrameType) -> dict[str, Measured]:
    """The scalars ``k`` by the names under which they are used."""
    return _named(frame.f_locals.get("k"))


def _named(k: Any) -> dict[str, Measured]:
    """A tuple's fields as ``k.name``, without those that are None."""
    fields = k._asdict() if hasattr(k, "_asdict") else {}
    told = {f"k.{name}": plain_value(x) for name, x in fields.items()}
    return {name: value for name, value in told.items() if value is not None}


def plain_value(x: object) -> Measured:
    """A number or a tensor's first elements; None for anything else."""
    if isinstance(x, Tensor):
        flat = (x.detach().to_dense() if x.is_sparse else x.detach()).reshape(-1)
        if flat.dtype == torch.bool or flat.is_complex():
            return None
        numbers: list[Measured] = flat[:MAX_ELEMENTS].double().tolist()
        if flat.numel() > MAX_ELEMENTS:
            return [*numbers, "…"]
        return numbers[0] if flat.numel() == 1 else numbers
    return x if isinstance(x, bool | int | float) else None
