"""``quizapp lab new``: a code lab to start from, its tests, and a card for it. Runs nothing."""

from __future__ import annotations

import argparse
import keyword
import shlex
import shutil
import sys
from pathlib import Path

from quizapp import atomic
from quizapp.deck.report import quote
from quizapp.errors import QuizError
from quizapp.lab import registry, starter
from quizapp.lab.beside import FOLDER
from quizapp.lab.setup import OPTIMIZER
from quizapp.text.clean import clean


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument("name", metavar="NAME", help="of the lab, its file and its function")
    parser.add_argument(
        "--deck", type=Path, metavar="PATH", help="the deck that brings it (default: one here)"
    )


def new(args: argparse.Namespace) -> int:
    """Write both files, and say what to do next."""
    name = _named(args.name)
    if args.deck is not None and not args.deck.is_file():
        raise QuizError(
            f"{args.deck}: there is no such file", "`quizapp deck new NAME` writes one.", status=2
        )
    folder = (args.deck.parent if args.deck is not None else Path()) / FOLDER
    lab, tests = folder / f"{name}.py", folder / f"test_{name}.py"
    if tests.exists():
        raise QuizError(f"{tests} is there already", "Nothing is overwritten.", status=2)
    atomic.create(lab, starter.lab(name))
    atomic.create(tests, starter.tests(name))
    deck = shlex.quote(str(args.deck or "DECK.yaml"))
    print(clean(f"{lab}: an experiment with three knobs, two measurements and two curves"))
    print(clean(f"{tests}: its tests\n\nto the deck add, each under its own key:\n"))
    print(starter.card(name))
    steps = (
        (f"{_python()} {shlex.quote(str(tests))}", "runs it, and its tests"),
        (f"quizapp deck trust {deck}", "before it runs for cards: shows it, and asks"),
        (f"quizapp verify {deck}", "is the card true?"),
    )
    width = max(len(command) for command, _ in steps)
    print("next:")
    for command, why in steps:
        print(clean(f"  {command:<{width}}    # {why}"))
    return 0


def _named(name: str) -> str:
    if not (name.isidentifier() and name.isascii()) or keyword.iskeyword(name) or len(name) > 60:
        remedy = "It names a Python function: letters, digits and _, such as momentum_gain."
        raise QuizError(f"{quote(name)} cannot name a lab", remedy, status=2)
    if name == OPTIMIZER or name in registry.code_labs():
        raise QuizError(f"a shipped lab is called {name}", "Choose another name.", status=2)
    return name


def _python() -> str:
    """The command for the Python that quizapp is installed in."""
    here = shutil.which("python")
    is_ours = here is not None and Path(here).samefile(sys.executable)
    return "python" if is_ours else shlex.quote(sys.executable)
