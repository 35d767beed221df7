"""``quizapp undo``: take back the last review given on this machine."""

from __future__ import annotations

import argparse

from quizapp.cli.library import open_library
from quizapp.cli.output import emit_json, say
from quizapp.cli.settings import open_settings
from quizapp.paths import database
from quizapp.review.days import now
from quizapp.review.schedule import Scheduler
from quizapp.review.today import current_states, keys_of
from quizapp.store.db import Store
from quizapp.text.clean import clean


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp undo --help``. Exit status 1 when nothing can be undone."""
    args = _parser().parse_args(argv)
    config = open_settings()
    renamed = open_library().renamed()
    scheduler = Scheduler.of(config)
    with Store.open(database()) as store:
        current_states(store, scheduler, renamed)
        undone = store.undo(
            now(config.day_start), lambda card: keys_of(card, renamed), scheduler.replay
        )
    if undone is None:
        if args.json:
            emit_json({"undone": None})
        say("Nothing to undo: no review of this machine is left.")
        return 1
    event, state = undone
    rating = event.rating.name.lower() if event.rating else ""
    if args.json:
        taken = {"device": event.device, "seq": event.seq, "card": event.card, "rating": rating}
        emit_json({"undone": taken, "phase": state.phase.value})
    else:
        print(f"Took back: {rating} on {clean(event.card)}. The card is {state.phase.value} again.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp undo",
        description="Take back the last review given on this machine; again for the one before."
        " The card is then scheduled as if that review had never been.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser
