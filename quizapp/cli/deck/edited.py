"""How the actions that change decks end: shown as a diff, or written and told. Plans nothing."""

from __future__ import annotations

import argparse

from quizapp.cli.output import emit_json
from quizapp.deck.edit.keep import carry_out
from quizapp.deck.edit.plan import Plan, difference, prove
from quizapp.deck.library import Library, names
from quizapp.deck.model import CardKey
from quizapp.paths import database
from quizapp.text.clean import clean


def add_how(parser: argparse.ArgumentParser) -> None:
    """The words that all of them have."""
    parser.add_argument("--dry-run", action="store_true", help="show the changes, write nothing")
    parser.add_argument("--json", action="store_true", help="print JSON")


def end(plan: Plan, done: str, args: argparse.Namespace) -> int:
    """Show the plan, or write it and say what was ``done`` and where what was there is kept."""
    copies = None
    if args.dry_run:
        prove(plan)
    else:
        copies = carry_out(plan)
    if args.json:
        emit_json(
            {
                "files": [str(draft.path) for draft in plan.drafts],
                "difference": difference(plan),
                "notes": list(plan.notes),
                "copies": None if copies is None else str(copies),
            }
        )
        return 0
    told = [difference(plan)] if args.dry_run else [done]
    told += plan.notes
    if copies is not None:
        told.append(f"`quizapp deck undo` takes it back; what was there is in {copies}")
    print(clean("\n".join(told)))
    return 0


def used_keys() -> set[CardKey]:
    """Keys that are or were some card's, as far as the decks and the log can be read."""
    from quizapp.review.orphans import taken
    from quizapp.store.db import Store

    with Store.open(database(), readonly=True) as store:
        return taken(Library.load(), store)


def used_names() -> set[str]:
    """Names that are or were a deck's: of such keys, and of decks that are hidden or broken."""
    return {*names(), *(key.partition("/")[0] for key in used_keys())}
