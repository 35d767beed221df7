"""Write a small deck to start from: one card of every type, an experiment, checks that prove.
Beside it comes the schema with which editors complete keys. Nothing is overwritten."""

from __future__ import annotations

import argparse
import json
import re
import shlex
from contextlib import suppress
from pathlib import Path

from quizapp import atomic
from quizapp.cli.output import say
from quizapp.deck import library, starter
from quizapp.deck.names import DECK_NAME
from quizapp.deck.report import quote
from quizapp.errors import QuizError
from quizapp.lab.schema import written
from quizapp.text.clean import clean

SCHEMA = "deck.schema.json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument("name", metavar="NAME", help="the deck's lasting name, such as my.momentum")
    parser.add_argument(
        "path", nargs="?", type=Path, metavar="PATH", help="where to write it (default NAME.yaml)"
    )
    parser.add_argument(
        "--lang",
        choices=starter.LANGUAGES,
        default="en",
        help="of its texts; both shows how a card has two (default en)",
    )


def run(args: argparse.Namespace) -> int:
    """Write it, and say what to do next."""
    name = _named(args.name)
    if name in library.names():
        message = f"a deck of your library is called {name}: {library.names()[name]}"
        raise QuizError(message, "Choose another name: reviews are kept under it.", status=2)
    path = args.path or Path(f"{name}.yaml")
    if path.is_dir():
        path = path / f"{name}.yaml"
    if path.suffix not in (".yaml", ".yml"):
        raise QuizError(f"{path}: a deck is a .yaml file", f"Try {path}.yaml.", status=2)
    atomic.create(path, starter.deck(name, args.lang))
    print(clean(f"{path}: 8 cards, one of every type"))
    _put_schema(path.with_name(SCHEMA))
    file = shlex.quote(str(path))
    print(
        clean(f"""
next:
  quizapp deck watch {file}    # beside your editor: each save is read, shown and proven
  quizapp deck check {file}    # what is wrong, and where: after each change
  quizapp verify {file}        # is it true?
  quizapp study {file}         # as a learner sees it""")
    )
    return 0


def _named(name: str) -> str:
    if re.fullmatch(DECK_NAME.pattern, name) and len(name) <= DECK_NAME.longest:
        return name
    near = re.sub(r"[^a-z0-9._-]+", "-", name.casefold()).strip("._-")[: DECK_NAME.longest]
    allowed = f"{DECK_NAME.looks}, at most {DECK_NAME.longest}, first a letter or digit"
    raise QuizError(
        f"{quote(name)} cannot name a deck",
        f"Allowed are {allowed}: {near or 'my.momentum'} would do.",
        status=2,
    )


def _put_schema(path: Path) -> None:
    """Write the schema that the deck's first line names, also over an older one of ours."""
    text = written()
    now, there = json.loads(text), None
    with suppress(OSError, ValueError):
        there = json.loads(path.read_text("utf-8"))
    if there == now:
        return
    if path.exists() and not (isinstance(there, dict) and there.get("title") == now["title"]):
        say(clean(f"{path} is not quizapp's schema, and was left as it is"))
        return
    atomic.replace(path, text)
    print(clean(f"{path}: with it your editor completes keys and marks mistakes"))
