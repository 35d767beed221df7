"""``quizapp log``: the reviews given, newest first, undone ones marked."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from quizapp.cli.output import emit_json
from quizapp.deck.library import Library
from quizapp.deck.model import CardKey
from quizapp.errors import QuizError
from quizapp.paths import database
from quizapp.review.model import Event, Millis
from quizapp.store.db import Store
from quizapp.text.clean import clean


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp log --help``."""
    args = _parser().parse_args(argv)
    with Store.open(database(), readonly=True) as store:
        events = store.events()
    undone = {event.target for event in events if event.target}
    newest = events[::-1][: args.number]
    renamed: dict[CardKey, CardKey] = {}
    with suppress(QuizError):  # the log can be read whatever is wrong with the decks
        renamed = Library.load().renamed() if newest else {}
    if args.json:
        emit_json({"events": [_as_json(event, undone, renamed) for event in newest]})
    elif newest:
        print("\n".join(_as_text(newest, undone, renamed)))
    else:
        print("No reviews yet.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp log",
        description="The log of reviews, newest first. It only ever grows: an undo is an entry"
        " too, and the review that it takes back stays, marked as undone. A card that was renamed"
        " is shown with both names.",
    )
    parser.add_argument(
        "-n", "--number", type=_count, default=None, help="only the newest NUMBER entries"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)


def _as_json(
    event: Event, undone: set[tuple[str, int]], renamed: Mapping[CardKey, CardKey]
) -> dict[str, object]:
    return {
        "device": event.device,
        "seq": event.seq,
        "kind": event.kind,
        "at": _local(event.at).isoformat(timespec="milliseconds"),
        "day": event.day,
        "card": event.card,
        "now": renamed.get(event.card, event.card),
        "rating": None if event.rating is None else event.rating.name.lower(),
        "took_ms": event.took_ms,
        "seed": event.seed,
        "answer": json.loads(event.answer) if event.answer else None,
        "undone": (event.device, event.seq) in undone,
        "target": event.target,
    }


def _as_text(
    events: Sequence[Event], undone: set[tuple[str, int]], renamed: Mapping[CardKey, CardKey]
) -> list[str]:
    lines = []
    for event in events:
        when = f"{_local(event.at):%Y-%m-%d %H:%M:%S}"
        what = event.kind if event.rating is None else event.rating.name.lower()
        note = "  (undone)" if (event.device, event.seq) in undone else ""
        now = f", now {clean(renamed[event.card])}" if event.card in renamed else ""
        lines.append(f"{when}  {what:<6}  {clean(event.card)}{now}{note}")
    return lines


def _local(at: Millis) -> datetime:
    return datetime.fromtimestamp(at / 1000).astimezone()
