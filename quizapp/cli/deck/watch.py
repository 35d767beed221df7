"""Watch a deck while it is written: at each save what is wrong and where, the cards as learners
will see them, and whether what changed is true. Opens the app, or prints line by line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from quizapp.cli.deck.named import place
from quizapp.deck import library
from quizapp.errors import QuizError
from quizapp.text.clean import clean
from quizapp.text.i18n import LANGS


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument("path", metavar="PATH", help="a deck file, or a known deck's name")
    parser.add_argument(
        "--plain", action="store_true", help="line by line; also where there is no terminal"
    )
    parser.add_argument("--lang", choices=LANGS, help="of the app")
    parser.add_argument("--json", action="store_true", help="line by line, each a JSON document")


def run(args: argparse.Namespace) -> int:
    """Watch until the author leaves."""
    deck = _deck(args.path)
    if args.plain or args.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        from quizapp.cli.plain.watch import watch

        return watch(deck, json=args.json)
    from quizapp.cli.app import open_at_deck

    return open_at_deck(deck, args.lang)


def _deck(name: str) -> Path:
    """The one deck that is meant.

    Raises:
        QuizError: there is none, or there are several (status 2).
    """
    where = place(name)
    if not where.is_dir():
        return where
    found = library.find([where])
    if len(found) == 1:
        return found[0]
    listed = clean(", ".join(map(str, found[:8])) + (", …" if len(found) > 8 else ""))
    remedy = f"Name one: {listed}." if found else "A deck is a .yaml file with a `deck:` key."
    raise QuizError(f"{len(found) or 'no'} decks in {clean(name)}", remedy, status=2)
