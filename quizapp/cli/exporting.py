"""``quizapp export``: decks into files of other programs, and what could not go with them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from quizapp import atomic
from quizapp.cli.deck.named import add_what, count, load
from quizapp.cli.output import emit_json
from quizapp.deck.model import Deck
from quizapp.errors import QuizError
from quizapp.exchange import formats, report
from quizapp.exchange.model import Loss
from quizapp.text.clean import clean, clean_line
from quizapp.text.i18n import LANGS


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp export --help``. Exit status 1 when a deck has problems."""
    args = _parser().parse_args(argv)
    to = Path(args.to)
    if to.exists() and not args.force:
        remedy = "Choose another name, or give --force: nothing is overwritten unasked."
        raise QuizError(f"{to} is there already", remedy, status=2)
    decks = _decks(args.what)
    cards, losses = _write(decks, to, args)
    if args.json:
        told = {"to": clean_line(str(to)), "cards": cards, "losses": report.as_json(losses)}
        emit_json({"decks": [deck.name for deck in decks], **told})
        return 0
    lines = [f"{count(cards, 'card')} from {count(len(decks), 'deck')} into {to}"]
    if losses:
        lines += ["", "not carried as it was:", report.as_text(losses)]
    print(clean("\n".join(lines)))
    return 0


def _decks(what: Sequence[str]) -> Sequence[Deck]:
    found = load(what)
    if found.broken:
        raise QuizError("\n\n".join(errors.message for errors in found.broken))
    return found.decks


def _write(decks: Sequence[Deck], to: Path, args: argparse.Namespace) -> tuple[int, list[Loss]]:
    """Write the file; how many cards are in it, and what is not."""
    text, cards, losses = formats.as_text(decks, to, args.lang)
    (atomic.replace if args.force else atomic.create)(to, text)
    return cards, losses


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
    parser.add_argument("--force", action="store_true", help="overwrite OUT if it is there")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser
