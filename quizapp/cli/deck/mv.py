"""Move cards to another deck and keep their reviews. Their text goes as it is written, comments
included, and the labs and sources that they use go along."""

from __future__ import annotations

import argparse
from dataclasses import replace

from quizapp.cli.deck.edited import add_how, end, unlisted, used_keys
from quizapp.cli.deck.named import count, place


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument("source", metavar="FROM", help="the deck that has them: a file or a name")
    parser.add_argument("ids", nargs="+", metavar="ID", help="ids of cards")
    parser.add_argument("target", metavar="TO", help="the deck that gets them")
    add_how(parser)


def run(args: argparse.Namespace) -> int:
    """Move."""
    from quizapp.deck.edit.move import move, picked
    from quizapp.deck.load import load_deck

    deck, target = load_deck(place(args.source)), place(args.target)
    cards = picked(deck, args.ids)
    used = used_keys()
    plan = move(deck, cards, target, used)
    if any(card.key in used for card in cards):
        plan = replace(plan, notes=(*plan.notes, *unlisted(target)))
    return end(plan, f"{count(len(cards), 'card')} moved from {deck.path} to {target}", args)
