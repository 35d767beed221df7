"""``quizapp``: opens the app. Guards what must be right before a full screen can open."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from quizapp.errors import QuizError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from quizapp.deck.library import Library


def main(argv: list[str]) -> int:
    """Open the app. ``["study", DECK..., "--lang", L]`` begins with studying those decks."""
    studying = argv[:1] == ["study"]
    rest = argv[1:] if studying else argv
    # argparse costs milliseconds of the first frame; the plain `quizapp` has nothing to parse.
    args = _parser(studying).parse_args(rest, Arguments()) if rest else Arguments()
    _insist_on_screen("quizapp study --plain")
    return _run(args, studying)


def open_at_game(game: str, seed: int, lang: str | None) -> int:
    """Open the app with a game on the screen; leaving it leads to Home."""
    _insist_on_screen(f"quizapp play {game} --plain")
    args = Arguments()
    args.lang = lang
    return _run(args, studying=False, game=(game, seed))


def open_at_deck(deck: Path, lang: str | None) -> int:
    """Open the app on the Author screen of a deck; leaving it ends the app."""
    _insist_on_screen(f"quizapp deck watch {deck} --plain")
    args = Arguments()
    args.lang = lang
    return _run(args, studying=False, writing=deck)


def _insist_on_screen(otherwise: str) -> None:
    """Refuse where no full screen can be; ``otherwise`` is the command that does without."""
    # Textual draws on stderr, so that too must be the terminal.
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise QuizError(f"the app needs a terminal; `{otherwise}` works without one", status=2)
    if os.environ.get("TERM") == "dumb":
        words = f"this terminal (TERM=dumb) has no full screen; use `{otherwise}`"
        raise QuizError(words, status=2)


class Arguments:
    """What the command line asked for."""

    deck: Sequence[str] = ()
    lang: str | None = None


def _parser(studying: bool) -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(prog="quizapp", description="Open the app.")
    if studying:
        parser.add_argument("deck", nargs="*", metavar="DECK")
    parser.add_argument("--lang", choices=("en", "zh"))
    return parser


def _run(
    args: Arguments,
    studying: bool,
    game: tuple[str, int] | None = None,
    writing: Path | None = None,
) -> int:
    # What is imported stays: looking for garbage in it costs a tenth of the first frame.
    # The app collects again once that frame is painted.
    gc.disable()
    from dataclasses import replace

    from quizapp.config import Config
    from quizapp.paths import config_file, database
    from quizapp.review.days import system_clock
    from quizapp.store.db import Store

    config = Config.load(config_file())
    if args.lang:
        config = replace(config, language=args.lang)
    library, files, names, ready = _decks(args.deck)
    store = Store.open(database(), readonly=True)

    from quizapp.tui.app import QuizApp
    from quizapp.tui.services import Services

    services = Services(
        config,
        system_clock(config.day_start),
        database(),
        store,
        library,
        files,
        names,
        ready=ready,
    )
    app = QuizApp(services, studying=studying, game=game, writing=writing)
    app.run()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0


class _Decks(NamedTuple):
    """What to study: all of ``library``, which ``files`` hold, or only the decks in ``names``."""

    library: Library
    files: list[Path] | None = None
    names: list[str] | None = None
    ready: bool = True


def _decks(named: Sequence[str]) -> _Decks:
    from quizapp.deck.library import Library

    if not named:
        from quizapp.paths import cache

        # Without a cache, reading the decks is too slow to come before the first frame.
        ready = cache().is_dir()
        return _Decks(Library.load() if ready else Library(), ready=ready)
    # What is named is checked while messages can still be read.
    from quizapp.cli.library import files_and_names, open_files

    files, names = files_and_names(named)
    if files:
        return _Decks(open_files(files), files)
    library = Library.load()
    library.named(names)
    return _Decks(library, names=names)
