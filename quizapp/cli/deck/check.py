"""Find everything that is wrong with decks: their form, and what they say of labs. No lab is
run; `quizapp verify` does that. Warnings, of what is probably not meant, leave the status 0."""

from __future__ import annotations

import argparse

from quizapp.cli.deck.named import add_what, count, load
from quizapp.cli.output import emit_json, say
from quizapp.deck.library import Library
from quizapp.deck.report import Problem, as_json, render
from quizapp.errors import QuizError
from quizapp.paths import database


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    add_what(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Check; with status 1 when a deck has problems."""
    from quizapp.deck.doubts import doubts

    found = load(args.what)
    known = Library.load()
    problems = problems_of(found) + _disputed(found, known)
    warnings = [warning for deck in found.decks for warning in doubts(deck)]
    warnings += _idle(found)
    warnings += _offers(found, known)
    if args.json:
        decks = [{"deck": d.name, "path": str(d.path), "cards": len(d.cards)} for d in found.decks]
        told = {"problems": as_json(problems), "warnings": as_json(warnings)}
        emit_json({"ok": not problems, "decks": decks, **told})
        return 1 if problems else 0
    if problems or warnings:
        print(render([*problems, *warnings]))
    doubted = f", {count(len(warnings), 'warning')}" if warnings else ""
    if problems:
        say(f"\n{count(len(problems), 'problem')}{doubted}")
    else:
        cards = sum(len(deck.cards) for deck in found.decks)
        margin = "\n" if warnings else ""
        counted = f"{count(len(found.decks), 'deck')}, {count(cards, 'card')}"
        print(f"{margin}{counted}: no problems{doubted}")
    return 1 if problems else 0


def _idle(found: Library) -> list[Problem]:
    """Checks that prove nothing."""
    from quizapp.lab import lint
    from quizapp.lab.registry import code_labs

    labs = code_labs()
    return [warning for deck in found.decks for warning in lint.doubts(deck, labs)]


def _disputed(found: Library, known: Library) -> list[Problem]:
    """What is wrong with decks of the library only because of others that are there."""
    right = {deck.path.resolve() for deck in found.decks}
    disputed = [errors for errors in known.broken if errors.path.resolve() in right]
    return [problem for errors in disputed for problem in errors.problems]


def _offers(found: Library, known: Library) -> list[Problem]:
    """New cards that look like reviewed ones which are gone; none if the log cannot be asked."""
    if not database().exists():
        return []
    from quizapp.review.offers import offers
    from quizapp.review.orphans import look_back
    from quizapp.store.db import Store

    names = {deck.name for deck in found.decks}
    others = tuple(deck for deck in known.decks if deck.name not in names)
    whole = Library((*found.decks, *others), (*found.broken, *known.broken))
    try:
        with Store.open(database(), readonly=True, patience=0) as store:
            return offers(look_back(whole, store), found.decks)
    except QuizError:
        return []


def problems_of(found: Library) -> list[Problem]:
    """The problems of decks, those with their labs among them."""
    from quizapp.lab.lint import lint, lint_broken
    from quizapp.lab.registry import code_labs

    labs = code_labs()
    broken = [problem for errors in found.broken for problem in lint_broken(errors, labs)]
    return broken + [problem for deck in found.decks for problem in lint(deck, labs)]
