"""Take some cards of a deck into a new file: a deck of its own, which keeps their reviews, or with
--include a part of the same deck."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from quizapp.cli.deck.edited import add_how, end, unlisted, used_names
from quizapp.cli.deck.named import count, place
from quizapp.errors import QuizError


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument("deck", metavar="PATH", help="a deck file, or a known deck's name")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--tag", help="the cards with this tag")
    which.add_argument("--ids", metavar="A,B", help="the cards with these ids")
    parser.add_argument("--into", required=True, metavar="NEW", help="the file to be made")
    parser.add_argument("--include", action="store_true", help="include it: they stay in the deck")
    parser.add_argument("--name", help="of the new deck (default: as its file)")
    add_how(parser)


def run(args: argparse.Namespace) -> int:
    """Split."""
    from quizapp.deck.edit.move import picked, split, split_inside, tagged
    from quizapp.deck.load import load_deck

    new = Path(args.into)
    if new.exists():
        remedy = "Choose another name; `quizapp deck mv` moves cards to a deck that is there."
        raise QuizError(f"{new} is there already", remedy, status=2)
    if new.suffix not in (".yaml", ".yml"):
        raise QuizError(f"{new} is no name of a deck's file", "It ends in .yaml.", status=2)
    deck = load_deck(place(args.deck))
    cards = picked(deck, args.ids.split(",")) if args.ids else tagged(deck, args.tag)
    if args.include:
        plan = split_inside(deck, cards, new)
    else:
        plan = split(deck, cards, new, args.name or new.stem, used_names())
        plan = replace(plan, notes=(*plan.notes, *unlisted(new)))
    return end(plan, f"{count(len(cards), 'card')} went from {deck.path} to {new}", args)
