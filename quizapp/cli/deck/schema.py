"""Print the JSON Schema of decks. Name it in a deck's first line, and editors complete keys:
# yaml-language-server: $schema=deck.schema.json"""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action: none."""


def run(_args: argparse.Namespace) -> int:
    """Print it."""
    import json

    from quizapp.deck.schema import schema

    # In ASCII: patterns name the ends of Unicode, which no editor should meet raw.
    print(json.dumps(schema(), indent=2))
    return 0
