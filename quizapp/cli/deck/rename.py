"""Give a card another id, or with --deck a deck another name, and keep every review: the one that
it had is written beside it, as `was`. Nothing else in the file changes."""

from __future__ import annotations

import argparse

from quizapp.cli.deck.edited import add_how, end, used_keys, used_names
from quizapp.cli.deck.named import place
from quizapp.errors import QuizError


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument("deck_file", metavar="PATH", help="a deck file, or a known deck's name")
    parser.add_argument("ids", nargs="*", metavar="ID", help="the card's id, and its new one")
    parser.add_argument("--deck", metavar="NAME", help="the new name of the deck itself")
    add_how(parser)


def run(args: argparse.Namespace) -> int:
    """Rename."""
    from quizapp.deck.edit.rename import rename_card, rename_deck

    path = place(args.deck_file)
    if args.deck and not args.ids:
        plan = rename_deck(path, args.deck, used_names())
        return end(plan, f"{path}: the deck is {args.deck} now", args)
    if args.deck or len(args.ids) != 2:
        remedy = "Give PATH OLD-ID NEW-ID for a card, or PATH --deck NAME for the deck."
        raise QuizError("it is not clear what to rename", remedy, status=2)
    old, new = args.ids
    plan = rename_card(path, old, new, used_keys())
    return end(plan, f"{plan.drafts[0].path}: {old} is {new} now", args)
