"""Take back the last `deck rename`, `mv` or `split`, or `import --append`, once no file of it was
changed since; again for the one before."""

from __future__ import annotations

import argparse

from quizapp.cli.output import emit_json
from quizapp.text.clean import clean


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Undo."""
    from quizapp.deck.edit.keep import undo

    files = undo()
    if args.json:
        emit_json({"files": [str(path) for path in files]})
    else:
        print(clean(f"as before: {', '.join(map(str, files))}"))
    return 0
