"""``quizapp study``: study what is due, in the app, or line by line with ``--plain``."""

from __future__ import annotations

import argparse
import sys
from io import TextIOWrapper

from quizapp.config import LANGUAGES
from quizapp.errors import QuizError
from quizapp.paths import database


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp study --help``."""
    args = _parser().parse_args(argv)
    if args.plain:
        return _plain(args)
    if args.limit is not None:
        raise QuizError(
            "--limit needs --plain", "In the app, press q when you have had enough.", status=2
        )
    from quizapp.cli.app import main as open_app

    return open_app(["study", *argv])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp study",
        description="Study what is due: learning steps, reviews, then new cards. Every grade is on"
        " disk before the next card shows; leaving at any time loses nothing.",
        epilog="With --plain, questions come on stdout and answers are read from stdin, so it"
        " works with screen readers, dumb terminals and pipes. Answers: a letter (ac for several),"
        " an order such as bca, t or f, a text, a number; an empty line means 'I don't know'."
        " Commands: ? hint, u undo, s skip, l run the card's lab, q quit.",
    )
    parser.add_argument(
        "deck", nargs="*", metavar="DECK", help="only these decks: names, or files and folders"
    )
    parser.add_argument("--plain", action="store_true", help="line by line, without full screen")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of cards and interface")
    parser.add_argument(
        "--limit", type=_count, metavar="N", help="with --plain: stop after N reviews"
    )
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)


def _plain(args: argparse.Namespace) -> int:
    from quizapp.cli.library import files_and_names, open_files, open_library
    from quizapp.cli.plain.labs import Labs
    from quizapp.cli.plain.loop import Dialogue
    from quizapp.cli.settings import open_settings
    from quizapp.review.study import Study
    from quizapp.store.db import Store

    # Whatever bytes come in or cannot go out: a strange letter must not end a sitting.
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    config = open_settings()
    files, names = files_and_names(args.deck)
    library = open_files(files) if files else open_library(names)
    with Store.open(database()) as store:
        labs = Labs(library, store, config.device)
        study = Study(library, store, config, decks=names or None)
        dialogue = Dialogue(
            study,
            labs,
            source=sys.stdin,
            sink=sys.stdout,
            lang=args.lang or config.language,
            limit=args.limit,
        )
        try:
            dialogue.run()
        finally:
            labs.close()
    return 0
