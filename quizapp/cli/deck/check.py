"""Find everything that is wrong with decks: their form, and what they say of labs. No lab is
run; `quizapp verify` does that. Warnings, of what is probably not meant, leave the status 0."""

from __future__ import annotations

import argparse

from quizapp.cli.deck.named import add_what, count, load
from quizapp.cli.output import emit_json, say
from quizapp.deck.library import Library
from quizapp.deck.report import Problem, as_json, render


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    add_what(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Check; with status 1 when a deck has problems."""
    from quizapp.author.among import disputed, offered
    from quizapp.deck.doubts import doubts

    found = load(args.what)
    known = Library.load()
    problems = problems_of(found) + disputed(found, known)
    warnings = [warning for deck in found.decks for warning in doubts(deck)]
    warnings += _idle(found)
    warnings += offered(found, known)
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


def problems_of(found: Library) -> list[Problem]:
    """The problems of decks, those with their labs among them."""
    from quizapp.lab.lint import lint, lint_broken
    from quizapp.lab.registry import code_labs

    labs = code_labs()
    broken = [problem for errors in found.broken for problem in lint_broken(errors, labs)]
    return broken + [problem for deck in found.decks for problem in lint(deck, labs)]
