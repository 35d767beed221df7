"""``quizapp deck``: what can be done with decks, an action a module, imported when it is given.

Each module has a docstring, which is its help; ``arguments(parser)``, which adds its words; and
``run(args) -> int``. This page is the whole list.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import NamedTuple


class Action(NamedTuple):
    module: str
    help: str


ACTIONS: dict[str, Action] = {
    "new": Action("new", "write a small deck to start from"),
    "add": Action("add", "put a deck or a folder of decks into your library"),
    "list": Action("list", "all decks of your library"),
    "remove": Action("remove", "take a deck out of your library; files and reviews stay"),
    "check": Action("check", "find what is wrong with decks, and where"),
    "watch": Action("watch", "check, show and prove a deck at each save"),
    "show": Action("show", "print cards and answers"),
    "rename": Action("rename", "give a card another id, or a deck another name"),
    "mv": Action("mv", "move cards to another deck"),
    "split": Action("split", "take cards into a file of their own"),
    "undo": Action("undo", "take back the last of these"),
    "orphans": Action("orphans", "list reviews whose card is gone"),
    "fmt": Action("fmt", "tidy decks, and give cards their ids"),
    "trust": Action("trust", "allow the code that a deck brings"),
    "schema": Action("schema", "print the JSON Schema of decks, for editors"),
}


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp deck --help``."""
    args = _parser(argv[0] if argv else "").parse_args(argv)
    status: int = args.run(args)
    return status


def _parser(given: str) -> argparse.ArgumentParser:
    """All actions by name; only the one that is given with its words, which takes its import."""
    parser = argparse.ArgumentParser(
        prog="quizapp deck", description="Write, check, show and share decks."
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    for name, action in ACTIONS.items():
        if name != given:
            actions.add_parser(name, help=action.help)
            continue
        module = import_module(f"quizapp.cli.deck.{action.module}")
        chosen = actions.add_parser(name, help=action.help, description=module.__doc__)
        module.arguments(chosen)
        chosen.set_defaults(run=module.run)
    return parser
