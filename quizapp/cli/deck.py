"""``quizapp deck``: check, show and allow decks, print their schema. Proving is ``verify``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from quizapp import paths as places
from quizapp.cli import deck_trust
from quizapp.cli.output import emit_json, say
from quizapp.deck import library
from quizapp.deck.library import Library
from quizapp.deck.report import Problem, as_json, render
from quizapp.errors import QuizError
from quizapp.text.clean import clean
from quizapp.text.i18n import LANGS


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp deck --help``. Exit status 1 when a deck has problems."""
    args = _parser().parse_args(argv)
    status: int = args.action(args)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp deck", description="Check and show decks, and describe how they are written."
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser(
        "check", help="find what is wrong with decks, and where", description=_check.__doc__
    )
    check.set_defaults(action=_check)
    show = actions.add_parser("show", help="print cards and answers", description=_show.__doc__)
    show.set_defaults(action=_show)
    show.add_argument("--lang", choices=LANGS, default="en", help="of the texts (default en)")
    for action in (check, show):
        action.add_argument(
            "what", nargs="+", metavar="PATH", help="a deck file, a folder, or a known deck's name"
        )
        action.add_argument("--json", action="store_true", help="print JSON")
    trust = actions.add_parser(
        "trust", help="allow the code that a deck brings", description=_trust.__doc__
    )
    trust.set_defaults(action=_trust)
    deck_trust.add_arguments(trust)
    schema = actions.add_parser(
        "schema", help="print the JSON Schema of decks, for editors", description=_schema.__doc__
    )
    schema.set_defaults(action=_schema)
    return parser


def _check(args: argparse.Namespace) -> int:
    """Find everything that is wrong with decks: their form, and what they say of labs. No lab is
    run; `quizapp verify` does that. Warnings, of what is probably not meant, leave the status 0."""
    from quizapp.deck.doubts import doubts

    found = _load(args.what)
    problems = _problems(found)
    warnings = [warning for deck in found.decks for warning in doubts(deck)]
    if args.json:
        decks = [{"deck": d.name, "path": str(d.path), "cards": len(d.cards)} for d in found.decks]
        told = {"problems": as_json(problems), "warnings": as_json(warnings)}
        emit_json({"ok": not problems, "decks": decks, **told})
        return 1 if problems else 0
    if problems or warnings:
        print(render([*problems, *warnings]))
    doubted = f", {_count(len(warnings), 'warning')}" if warnings else ""
    if problems:
        say(f"\n{_count(len(problems), 'problem')}{doubted}")
    else:
        cards = sum(len(deck.cards) for deck in found.decks)
        margin = "\n" if warnings else ""
        counted = f"{_count(len(found.decks), 'deck')}, {_count(cards, 'card')}"
        print(f"{margin}{counted}: no problems{doubted}")
    return 1 if problems else 0


def _show(args: argparse.Namespace) -> int:
    """Print the cards of decks with their answers."""
    from quizapp.deck.show import as_data, as_text

    found = _load(args.what)
    if found.broken:
        say(render([problem for errors in found.broken for problem in errors.problems]))
    if args.json:
        emit_json(as_data(found.decks, args.lang))
    else:
        print("\n\n".join(as_text(deck, args.lang) for deck in found.decks))
    return 1 if found.broken else 0


def _trust(args: argparse.Namespace) -> int:
    """Show the labs that a deck brings, in `labs` beside it, and what changed in it since it was
    last allowed; then ask whether exactly this may run. Until then its labs are skipped."""
    return deck_trust.main(args, _place(args.what) if args.what else None)


def _schema(_args: argparse.Namespace) -> int:
    """Print the JSON Schema of decks. Name it in a deck's first line, and editors complete keys:
    # yaml-language-server: $schema=deck.schema.json"""
    import json

    from quizapp.deck.schema import schema

    # In ASCII: patterns name the ends of Unicode, which no editor should meet raw.
    print(json.dumps(schema(), indent=2))
    return 0


def _load(what: Sequence[str]) -> Library:
    files = library.find([_place(name) for name in what])
    if not files:
        raise QuizError(
            f"no deck in {clean(', '.join(what))}",
            "A deck is a .yaml file with a `deck:` key.",
            status=2,
        )
    return Library.load(files)


def _place(name: str) -> Path:
    """The file or folder that an argument means; a plain word may be a known deck's name."""
    path = Path(name)
    if path.exists() or path.is_symlink():
        return path
    known = library.names()
    if name in known:
        return known[name]
    if "/" in name or name.endswith((".yaml", ".yml")):
        raise QuizError(f"{name}: there is no such file", "Check the path.", status=2)
    listed = ", ".join(sorted(known)) or f"none; put one into {places.home() / 'decks'}"
    raise QuizError(f"no file or deck {name!r}", f"Known decks: {listed}.", status=2)


def _problems(found: Library) -> list[Problem]:
    from quizapp.lab.lint import lint, lint_broken
    from quizapp.lab.registry import code_labs

    labs = code_labs()
    broken = [problem for errors in found.broken for problem in lint_broken(errors, labs)]
    return broken + [problem for deck in found.decks for problem in lint(deck, labs)]


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
