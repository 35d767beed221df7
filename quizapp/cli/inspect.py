"""``quizapp inspect``: what a checkpoint holds, and what would go wrong on loading it."""

from __future__ import annotations

import argparse
from pathlib import Path

from quizapp.cli.output import emit_json, progress
from quizapp.errors import QuizError
from quizapp.lab.checkpoints import look
from quizapp.text.clean import clean, clean_line


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp inspect --help``. Exit status 1 when there are problems."""
    args = _parser().parse_args(argv)
    if "" in (args.checkpoint, args.against):
        raise QuizError("no file was named", "Give the path of a checkpoint.", status=2)
    tell = progress(f"reading {clean_line(args.checkpoint)[-60:]}")
    try:
        answer = look(Path(args.checkpoint), args.against and Path(args.against), tell)
    finally:
        tell(1.0)
    if args.json:
        files = {"file": args.checkpoint, "against_file": args.against, "ok": answer["ok"]}
        emit_json(_cleaned({**files, **answer["found"]}))  # type: ignore[dict-item]
    else:
        print(clean_line(args.checkpoint))
        print(clean(str(answer["text"])))
    return 0 if answer["ok"] else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp inspect",
        description="Show what a checkpoint holds: the optimizer's groups, parameters, learning"
        " rates and state, beside the model, and what would go wrong on loading it. The file is"
        " read as data: nothing in it is run.",
    )
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="a file that torch.save wrote")
    parser.add_argument("--against", metavar="OTHER", help="a checkpoint to compare it with")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _cleaned(value: object) -> object:
    """Text of a file passes the same door in JSON, which leaves C1 and bidi characters raw."""
    if isinstance(value, dict):
        return {clean_line(key): _cleaned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    return clean_line(value) if isinstance(value, str) else value
