"""How commands speak: results on stdout (JSON alone with ``--json``), messages on stderr."""

from __future__ import annotations

import json
import sys

from quizapp.errors import QuizError


def emit_json(value: object) -> None:
    """Print ``value`` as one JSON document on stdout; NaN is refused, text stays readable."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write("\n")


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
