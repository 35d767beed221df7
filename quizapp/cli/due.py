"""``quizapp due``: what is due now, by deck. Reads only, so it works while the app is open."""

from __future__ import annotations

import argparse
from datetime import datetime

from quizapp.cli.library import files_and_names, open_files, open_library
from quizapp.cli.output import emit_json
from quizapp.cli.settings import open_settings
from quizapp.paths import database
from quizapp.review.days import now
from quizapp.review.model import Millis
from quizapp.review.today import DeckToday, Today, today
from quizapp.store.db import Store
from quizapp.store.verdicts import Verdicts
from quizapp.text.clean import clean


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp due --help``."""
    args = _parser().parse_args(argv)
    config = open_settings()
    files, names = files_and_names(args.deck)
    library = open_files(files) if files else open_library(names)
    with Store.open(database(), readonly=True) as store:
        found = today(library, store, config, now(config.day_start), only=names)
        device = "cpu" if config.device == "auto" else config.device
        broken = sorted(Verdicts(store).broken(library, device))
    if args.json:
        emit_json({**_as_json(found, config.language), "broken": broken})
    else:
        print(_as_text(found, config.language))
        if broken:
            print(clean(f"broken proofs: {len(broken)} ({', '.join(broken)})"))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp due",
        description="What is due now, by deck: reviews, learning steps, and the new cards that"
        " today's limit still allows. `next` is when something comes due in a finished deck.",
    )
    parser.add_argument(
        "deck", nargs="*", metavar="DECK", help="only these decks: names, or files and folders"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _as_json(found: Today, lang: str) -> dict[str, object]:
    return {
        "due": found.counts.review,
        "learning": found.counts.learning,
        "new": found.counts.new,
        "decks": [_deck_as_json(deck, lang) for deck in found.decks],
    }


def _deck_as_json(deck: DeckToday, lang: str) -> dict[str, object]:
    return {
        "deck": deck.name,
        "title": deck.title.pick(lang),
        "cards": deck.cards,
        "due": deck.counts.review,
        "learning": deck.counts.learning,
        "new": deck.counts.new,
        "unseen": deck.unseen,
        "next_due": None if deck.next_due is None else _local(deck.next_due).isoformat(),
    }


def _as_text(found: Today, lang: str) -> str:
    if not found.decks:
        return "No decks yet. `quizapp deck new NAME` begins one, `quizapp deck add PATH` adds one."
    width = max(len("deck"), *(len(deck.name) for deck in found.decks))
    lines = [f"{'deck':<{width}}  {'due':>5} {'learning':>8} {'new':>5}  next"]
    for deck in found.decks:
        new, learning, review = deck.counts
        when = "" if deck.next_due is None else f"{_local(deck.next_due):%Y-%m-%d %H:%M}"
        title = clean(deck.title.pick(lang))
        line = f"{deck.name:<{width}}  {review:>5} {learning:>8} {new:>5}  {when:<16}  {title}"
        lines.append(line.rstrip())
    new, learning, review = found.counts
    lines.append(f"{'all':<{width}}  {review:>5} {learning:>8} {new:>5}")
    return "\n".join(lines)


def _local(at: Millis) -> datetime:
    return datetime.fromtimestamp(at / 1000).astimezone()
