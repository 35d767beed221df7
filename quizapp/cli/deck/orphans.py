"""List the cards that were reviewed and are in no deck any more, with what they asked, and the
present card that each may be. Their reviews are kept; `was` in a deck gives them their card."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime

from quizapp.cli.deck.named import count
from quizapp.cli.library import open_library
from quizapp.cli.output import emit_json, hang
from quizapp.paths import database
from quizapp.review.offers import written
from quizapp.review.orphans import Orphan, look_back, orphans
from quizapp.store.db import Store
from quizapp.text.clean import clean_line


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """List them."""
    library = open_library()
    with Store.open(database(), readonly=True) as store:
        found = orphans(look_back(library, store))
    if args.json:
        emit_json({"orphans": [_as_data(one) for one in found]})
    elif not found:
        print("every review has its card")
    else:
        print("\n".join(line for one in found for line in _as_text(one)))
        reviews = count(sum(one.reviews.times for one in found), "review")
        print(f"{count(len(found), 'card')} gone, with {reviews}")
    return 0


def _as_data(one: Orphan) -> dict[str, object]:
    return {
        "card": one.card,
        "reviews": one.reviews.times,
        "last": _last(one).isoformat(timespec="seconds"),
        "question": one.face and one.face.question,
        "file": one.face and one.face.file,
        "likely": list(one.likely),
        "clear": one.clear,
    }


def _as_text(one: Orphan) -> Iterator[str]:
    reviews = count(one.reviews.times, "review")
    yield clean_line(f"{one.card}  {reviews}, last {_last(one):%Y-%m-%d}")
    if one.face is not None:
        yield hang("  asked: ", clean_line(one.face.question))
    if one.clear:
        (card,) = one.likely
        yield clean_line(f"  probably {card} now: add `was: {written(one.card, card)}` there")
    elif one.likely:
        yield clean_line(f"  perhaps {' or '.join(one.likely[:3])}")


def _last(one: Orphan) -> datetime:
    return datetime.fromtimestamp(one.reviews.last / 1000).astimezone()
