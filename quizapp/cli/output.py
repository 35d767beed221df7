"""How commands speak: results on stdout (JSON alone with ``--json``), messages on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from quizapp.errors import QuizError


def emit_json(value: object) -> None:
    """Print ``value`` as one JSON document on stdout; NaN is refused, text stays readable."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write("\n")


def hang(head: str, text: str) -> str:
    """``head`` and ``text`` in the terminal's width (80 where it is not known), wrapped between
    words, the further lines below the text's beginning.
    """
    from shutil import get_terminal_size

    from quizapp.text.width import cells, wrap

    indent = cells(head)
    width = max(get_terminal_size().columns - indent, 20)
    return head + ("\n" + " " * indent).join(wrap(text, width))


def table(title: str, rows: Sequence[tuple[str, str]]) -> None:
    """Rows of a name and a text, under a title; nothing where there are none."""
    from quizapp.text.clean import clean

    if rows:
        width = max(len(left) for left, _ in rows)
        print(f"\n{title}")
        for left, right in rows:
            print(hang(f"  {clean(left):<{width}}  ", clean(right).rstrip("; ")).rstrip())


def say(message: str) -> None:
    """Tell the person something that is not the result."""
    print(message, file=sys.stderr)


def report(error: QuizError) -> int:
    """Print an expected failure and give its exit status."""
    from quizapp.text.clean import clean

    print(f"quizapp: {clean(error.message)}", file=sys.stderr)
    if error.remedy:
        print(f"  {clean(error.remedy)}", file=sys.stderr)
    return error.status
