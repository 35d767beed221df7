"""What each mutant believes, in a sentence: read from its source, for to import it needs torch."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import quizapp

FOLDER = Path(quizapp.__file__).parent / "optim" / "mutants"


@cache
def misconceptions() -> dict[str, str]:
    """The belief of every mutant, by its name, as ``quizapp.optim.mutants`` states it."""
    files = sorted(FOLDER.glob("*.py"))
    return dict(pair for file in files for pair in _stated(file.read_text("utf-8")))


def _stated(source: str) -> Iterator[tuple[str, str]]:
    """The first two arguments, both texts, of each ``Mutant(…)`` and ``ScheduleMutant(…)``."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Name(id="Mutant" | "ScheduleMutant"),
                args=[ast.Constant(value=str(name)), ast.Constant(value=str(belief)), *_],
            ):
                yield name, belief
