"""Take a deck, or a file or folder that was added, out of your library. No file is touched and
every review is kept; `quizapp deck add` brings it back as it was."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from quizapp.cli.output import emit_json
from quizapp.deck import library, listed
from quizapp.errors import QuizError
from quizapp.text.clean import clean
from quizapp.text.near import nearest


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument("what", metavar="NAME|PATH", help="a deck, or what was added")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Take it off the list, or hide what came with quizapp or in a folder."""
    before = listed.read()
    place = _place(args.what, before)
    if place is not None:
        left = tuple(one for one in before.places if one != place)
        listed.write(replace(before, places=left))
        back = str(place)
    elif args.what in before.hidden or args.what in library.names():
        listed.write(replace(before, hidden=before.hidden | {args.what}))
        back = args.what
    else:
        raise _unknown(args.what, before)
    if args.json:
        emit_json({"removed": back, "hidden": place is None})
    else:
        how = "removed" if place is not None else "hidden"
        print(clean(f"{how}: {args.what}; its files and your reviews stay"))
        print(clean(f"  `quizapp deck add {back}` brings it back"))
    return 0


def _place(what: str, before: listed.Listed) -> Path | None:
    """The place on the list that is meant, by its path or by the name of its only deck."""
    path = Path(what)
    for one in (path.absolute(), path.resolve()):
        if one in before.places:
            return one
    file = library.names().get(what)
    resolved = None if file is None else file.resolve()
    return resolved if resolved in before.places else None


def _unknown(what: str, before: listed.Listed) -> QuizError:
    known = [*library.names(), *map(str, before.places)]
    close = nearest(what, known)
    remedy = f"Did you mean {close!r}?" if close else "`quizapp deck list` has them all."
    return QuizError(f"{what!r} is not in your library", remedy, status=2)
