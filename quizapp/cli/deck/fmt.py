"""Tidy decks, with all that they include: keys in one order, one layout, quotes where they are
needed, an id for every card without one. Comments and the line breaks of texts stay, and no
meaning changes. With - a deck comes from stdin and goes to stdout, as editors want it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from difflib import unified_diff
from functools import cache
from pathlib import Path

from quizapp.cli import earlier
from quizapp.cli.deck.named import count, place
from quizapp.cli.output import emit_json, report, say
from quizapp.deck import library
from quizapp.deck.fmt.files import File, tidy_bytes, tidy_deck
from quizapp.deck.report import as_json, render
from quizapp.errors import QuizError
from quizapp.text.clean import clean, clean_line

_STDIN = "-"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument(
        "what",
        nargs="+",
        metavar="PATH",
        help="a deck file, a folder, a known deck's name, or - for stdin",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; status 1 when something would change"
    )
    parser.add_argument(
        "--diff", action="store_true", help="write nothing, and show what would change"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Tidy; with status 1 when a file is left as it is, or with --check would change."""
    if _STDIN in args.what:
        return _pipe(args)
    files = _files(args.what)
    keep = args.check or args.diff
    done = [file for file in files if keep or not file.changed or _written(file)]
    status = _status(args, done) if len(done) == len(files) else 1
    _tell(args, done, status)
    return status


def _files(what: Sequence[str]) -> list[File]:
    """The files of the decks that are meant, each once."""
    found: dict[Path, File] = {}
    kept = cache(earlier.reviewed)
    for path in library.find([place(name) for name in what]):
        for file in tidy_deck(path, kept):
            found.setdefault(file.path.resolve(), file)
    if not found:
        raise QuizError(
            f"no deck in {clean(', '.join(what))}",
            "A deck is a .yaml file with a `deck:` key.",
            status=2,
        )
    return list(found.values())


def _pipe(args: argparse.Namespace) -> int:
    """From stdin to stdout; what cannot be tidied goes through as it came, with status 1."""
    if len(args.what) > 1:
        raise QuizError("- cannot stand beside files", "Tidy stdin and files apart.", status=2)
    data = sys.stdin.buffer.read()
    file = tidy_bytes(Path("stdin"), data, earlier.reviewed)
    status = _status(args, [file])
    if args.check or args.diff or args.json:
        _tell(args, [file], status)
    else:
        _say_problems([file])
        sys.stdout.buffer.write(file.after.encode() if file.changed else data)
        sys.stdout.buffer.flush()
    return status


def _written(file: File) -> bool:
    try:
        file.write()
    except QuizError as error:
        report(error)
        return False
    return True


def _status(args: argparse.Namespace, files: Sequence[File]) -> int:
    return int(any(file.problems or (args.check and file.changed) for file in files))


def _tell(args: argparse.Namespace, files: Sequence[File], status: int) -> None:
    if args.json:
        told = [{"path": str(f.path), "changed": f.changed, "ids": list(f.ids)} for f in files]
        problems = as_json([problem for file in files for problem in file.problems])
        emit_json({"ok": not status, "files": told, "problems": problems})
        return
    _say_problems(files)
    if args.diff:
        print("".join(map(_diff, files)), end="")
        return
    done = "would change" if args.check else "tidied"
    changed = [file for file in files if file.changed]
    for file in changed:
        ids = f", with new ids: {', '.join(file.ids)}" if file.ids else ""
        print(clean_line(f"{file.path}: {done}{ids}"))
    if not changed and not status:
        print(f"{count(len(files), 'file')}: nothing to tidy")


def _say_problems(files: Sequence[File]) -> None:
    problems = [problem for file in files for problem in file.problems]
    if problems:
        say(render(problems))
        say(f"\n{count(len(problems), 'problem')}; left as they are: {_names(files)}")


def _names(files: Sequence[File]) -> str:
    return clean_line(", ".join(str(file.path) for file in files if file.problems))


def _diff(file: File) -> str:
    before, after = (text.splitlines(keepends=True) for text in (file.before, file.after))
    name = str(file.path)
    lines = unified_diff(before, after, name, f"{name} (tidied)")
    return "".join(clean_line(line.rstrip("\r\n")) + "\n" for line in lines)
