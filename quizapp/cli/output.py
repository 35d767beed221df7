"""How commands speak: results on stdout (JSON alone with ``--json``), messages on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from time import monotonic

from quizapp.errors import QuizError

PATIENCE = 0.2
"""Seconds before a wait is explained."""


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


def progress(doing: str) -> Callable[[float | None], None]:
    """Say on a terminal's stderr how far it is, once it takes a while; 1.0 ends that."""
    if not sys.stderr.isatty():
        return lambda _: None
    started, shown = monotonic(), False

    def tell(fraction: float | None) -> None:
        nonlocal shown
        if fraction == 1.0:
            text = ""
        elif monotonic() - started < PATIENCE:
            return
        else:
            text = doing + (f" {fraction:.0%}" if fraction else "")
        if text or shown:
            sys.stderr.write(f"\r{text}\x1b[K")
            sys.stderr.flush()
        shown = bool(text)

    return tell


def report(error: QuizError) -> int:
    """Print an expected failure and give its exit status."""
    from quizapp.text.clean import clean

    print(f"quizapp: {clean(error.message)}", file=sys.stderr)
    if error.remedy:
        print(f"  {clean(error.remedy)}", file=sys.stderr)
    return error.status
