"""How the actions that change decks end: shown as a diff, or written and told. Plans nothing."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from quizapp.cli.output import emit_json
from quizapp.deck.edit.keep import carry_out
from quizapp.deck.edit.plan import Plan, difference, prove
from quizapp.deck.library import Library, known_places, names
from quizapp.deck.listed import read
from quizapp.deck.load import load_deck
from quizapp.deck.model import CardKey
from quizapp.lab.registry import code_labs
from quizapp.lab.trust import must_be_allowed
from quizapp.paths import database
from quizapp.text.clean import clean


def add_how(parser: argparse.ArgumentParser) -> None:
    """The words that all of them have."""
    parser.add_argument("--dry-run", action="store_true", help="show the changes, write nothing")
    parser.add_argument("--json", action="store_true", help="print JSON")


def end(plan: Plan, done: str, args: argparse.Namespace) -> int:
    """Show the plan, or write it and say what was ``done`` and where what was there is kept."""
    copies = None
    notes = [*plan.notes]
    if args.dry_run:
        prove(plan)
    else:
        asked = _asking(plan)
        copies = carry_out(plan)
        notes += [_allow(path) for path in _asking(plan) if path not in asked]
    if args.json:
        emit_json(
            {
                "files": [str(draft.path) for draft in plan.drafts],
                "difference": difference(plan),
                "notes": notes,
                "copies": None if copies is None else str(copies),
            }
        )
        return 0
    told = [difference(plan)] if args.dry_run else [done]
    told += notes
    if copies is not None:
        told.append(f"`quizapp deck undo` takes it back; what was there is in {copies}")
    print(clean("\n".join(told)))
    return 0


def unlisted(deck: Path) -> list[str]:
    """A word on a deck that is not among the learner's: the reviews of its cards would wait."""
    known = (place.resolve() for place in known_places(read()))
    if any(deck.resolve().is_relative_to(place) for place in known):
        return []
    file = shlex.quote(str(deck))
    return [
        f"`quizapp deck add {file}` puts it into your library, where its cards keep their reviews"
    ]


def _asking(plan: Plan) -> list[Path]:
    """The decks with labs that may not run."""
    decks = [load_deck(path) for path in plan.holds if path.exists()]
    return [deck.path for deck in decks if must_be_allowed(deck, code_labs)]


def _allow(deck: Path) -> str:
    return f"{deck} runs its own labs once `quizapp deck trust {shlex.quote(str(deck))}` allows it"


def used_keys() -> set[CardKey]:
    """Keys that are or were some card's, as far as the decks and the log can be read."""
    from quizapp.review.orphans import taken
    from quizapp.store.db import Store

    with Store.open(database(), readonly=True) as store:
        return taken(Library.load(), store)


def used_names() -> set[str]:
    """Names that are or were a deck's: of such keys, and of decks that are hidden or broken."""
    return {*names(), *(key.partition("/")[0] for key in used_keys())}
