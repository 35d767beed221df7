"""Print the JSON Schema of decks. Name it in a deck's first line, and editors complete keys:
# yaml-language-server: $schema=deck.schema.json"""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action: none."""


def run(_args: argparse.Namespace) -> int:
    """Print it."""
    import json

    from quizapp.lab.registry import code_labs
    from quizapp.lab.schema import schema

    made = schema(code_labs())
    defs = made.pop("$defs")
    # In ASCII: patterns name the ends of Unicode, which no editor should meet raw. A line for each
    # definition: changes can be compared, and it is half the size of an indented one.
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(part)}" for name, part in defs.items())
    print(f'{json.dumps(made)[:-1]}, "$defs": {{\n{lines}\n}}}}')
    return 0
