"""Print the JSON Schema of decks. Name it in a deck's first line, and editors complete keys:
# yaml-language-server: $schema=deck.schema.json"""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action: none."""


def run(_args: argparse.Namespace) -> int:
    """Print it."""
    from quizapp.lab.schema import written

    print(written(), end="")
    return 0
