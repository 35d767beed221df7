"""Bad and tricky decks, each with what `quizapp deck check` must say of it.

A folder is a kind of mistake, a `.yaml` file in it a case. What must be said stands in the `.txt`
of the same name as the folder, a section a case. `python -m tests.corpus` writes those files anew:
read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

from quizapp.deck.doubts import doubts
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.report import Problem, render
from quizapp.lab.lint import lint, lint_broken
from quizapp.lab.registry import code_labs

HERE = Path(__file__).parent
KINDS = sorted(path.name for path in HERE.iterdir() if path.is_dir() and path.name[0] != "_")


def cases(kind: str) -> list[str]:
    """The cases of a kind, as paths from this folder."""
    return sorted(f"{kind}/{path.name}" for path in (HERE / kind).glob("*.yaml"))


def problems(path: Path) -> list[Problem]:
    """All that checking a deck finds, warnings last."""
    try:
        deck = load_deck(path)
    except DeckErrors as errors:
        return lint_broken(errors, _labs())
    return [*lint(deck, _labs()), *doubts(deck)]


def said(case: str) -> str:
    """What is said of a case, as a section holds it."""
    before = Path.cwd()
    os.chdir(HERE)
    try:
        return (render(problems(Path(case))) or "no problems") + "\n"
    finally:
        os.chdir(before)


def expected(kind: str) -> dict[str, str]:
    """What must be said of each case of a kind."""
    text = (HERE / f"{kind}.txt").read_text("utf-8")
    parts = re.split(r"^== (.*)\n", text, flags=re.MULTILINE)[1:]
    return {name: body.rstrip() + "\n" for name, body in zip(parts[::2], parts[1::2], strict=True)}


def rewrite() -> None:
    """Write what is said now as what must be said."""
    for kind in KINDS:
        sections = [f"== {case}\n{said(case)}" for case in cases(kind)]
        (HERE / f"{kind}.txt").write_text("\n".join(sections), "utf-8")


@cache
def _labs():  # type: ignore[no-untyped-def]
    return code_labs()
