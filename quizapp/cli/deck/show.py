"""Print the cards of decks with their answers."""

from __future__ import annotations

import argparse

from quizapp.cli.deck.named import add_what, load
from quizapp.cli.output import emit_json, say
from quizapp.deck.report import render
from quizapp.text.i18n import LANGS


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    add_what(parser)
    parser.add_argument("--lang", choices=LANGS, default="en", help="of the texts (default en)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Show; with status 1 when a deck is broken, which is told too."""
    from quizapp.deck.show import as_data, as_text

    found = load(args.what)
    if found.broken:
        say(render([problem for errors in found.broken for problem in errors.problems]))
    if args.json:
        emit_json(as_data(found.decks, args.lang))
    else:
        print("\n\n".join(as_text(deck, args.lang) for deck in found.decks))
    return 1 if found.broken else 0
