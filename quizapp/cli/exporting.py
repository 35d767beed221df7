"""``quizapp export``: decks into files of other programs, and what could not go with them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from quizapp import atomic
from quizapp.cli.deck.named import add_what, count, load
from quizapp.cli.measuring import measuring
from quizapp.cli.output import emit_json
from quizapp.cli.settings import open_settings
from quizapp.deck.library import Library
from quizapp.errors import QuizError
from quizapp.exchange import formats, report
from quizapp.exchange.model import Loss
from quizapp.paths import database
from quizapp.store.db import Store
from quizapp.text.clean import clean, clean_line
from quizapp.text.i18n import LANGS


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp export --help``. Exit status 1 when a deck has problems."""
    args = _parser().parse_args(argv)
    to = Path(args.to)
    if to.exists() and not args.force:
        remedy = "Choose another name, or give --force: nothing is overwritten unasked."
        raise QuizError(f"{to} is there already", remedy, status=2)
    library = load(args.what)
    if library.broken:
        raise QuizError("\n\n".join(errors.message for errors in library.broken))
    out = _write(library, to, args)
    if args.json:
        told = {"to": clean_line(str(to)), "cards": out.cards, "reviews": out.reviews}
        names = [deck.name for deck in library.decks]
        emit_json({"decks": names, **told, "losses": report.as_json(out.losses)})
        return 0
    what = count(out.cards, "card")
    if out.reviews is not None:
        what += f" and {count(out.reviews, 'review')}"
    lines = [f"{what} from {count(len(library.decks), 'deck')} into {to}"]
    if out.losses:
        lines += ["", "not carried as it was:", report.as_text(out.losses)]
    print(clean("\n".join(lines)))
    return 0


class Out(NamedTuple):
    """What is in the file (``reviews`` is None where none can be), and what is not."""

    cards: int
    reviews: int | None
    losses: Sequence[Loss]


def _write(library: Library, to: Path, args: argparse.Namespace) -> Out:
    write = atomic.replace if args.force else atomic.create
    if to.suffix.lower() == ".apkg":
        from quizapp.cli import anki

        made = anki.packed(library, args.lang, reviews=not args.no_history)
        write(to, made.data)
        return Out(made.cards, made.reviews, made.losses)
    config = open_settings()
    with (
        Store.open(database(), readonly=True) as store,
        measuring(library, store, config.device) as measure,
    ):
        text, cards, losses = formats.as_text(library.decks, to, args.lang, measure)
    write(to, text)
    return Out(cards, None, losses)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp export",
        description="Write the cards of decks as a table (.csv, .tsv), as a Markdown list of"
        " questions (.md) or as an Anki package (.apkg), and tell what could not go with them.",
    )
    add_what(parser)
    parser.add_argument(
        "--to", "-o", required=True, metavar="OUT", help="the file; its ending says what it is"
    )
    parser.add_argument("--lang", choices=LANGS, default="en", help="of the texts (default en)")
    parser.add_argument(
        "--no-history", action="store_true", help="leave your reviews out of an Anki package"
    )
    parser.add_argument("--force", action="store_true", help="overwrite OUT if it is there")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser
