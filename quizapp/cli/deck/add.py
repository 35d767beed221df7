"""Put decks into your library: deck files, folders of decks (looked through at each start), or
names of hidden decks. Nothing is copied; the list of places is in your data folder."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass, replace
from pathlib import Path

from quizapp.cli.deck.check import problems_of
from quizapp.cli.deck.named import count
from quizapp.cli.output import emit_json
from quizapp.deck import library, listed
from quizapp.deck.library import Library
from quizapp.deck.limits import SCANNED
from quizapp.deck.model import Deck
from quizapp.deck.report import Problem, as_json, render
from quizapp.errors import QuizError
from quizapp.lab.registry import code_labs
from quizapp.lab.trust import must_be_allowed
from quizapp.text.clean import clean

_LISTED = 20
"""Decks that are named."""


@dataclass(frozen=True, slots=True)
class _Added:
    """What was found at a place, what of that cannot be used, and what must be allowed."""

    path: Path
    found: Library
    faults: list[Problem]
    asking: list[Deck]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument(
        "what", metavar="PATH", nargs="+", help="a deck file, a folder, or a hidden deck"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Add them, and say what was found; with status 1 when some of that cannot be used."""
    before = listed.read()
    whats = list(dict.fromkeys(args.what))
    shown = {what for what in whats if what in before.hidden and not Path(what).exists()}
    after = replace(before, hidden=before.hidden - shown)
    for what in whats:
        after = after if what in shown else _with(Path(what), after)
    listed.write(after)  # all of them, or none where one cannot be added
    everything, names = Library.load(), library.names() if shown else {}
    made = [_added(names.get(what, Path(what)), everything) for what in whats]
    if args.json:
        emit_json(_as_data(made))
    else:
        _tell_all(made)
    return 1 if any(one.faults for one in made) else 0


def _with(path: Path, before: listed.Listed) -> listed.Listed:
    """The list with a place on it, all its decks to be seen.

    Raises:
        QuizError: there is nothing to add.
    """
    if not path.exists():
        raise QuizError(f"{path}: there is no such file or folder", "Check the path.", status=2)
    _refuse_bulk(path)
    decks = library.find([path]) if path.is_dir() or library.is_deck(path) else []
    if not decks:
        remedy = "A deck is a .yaml file with a `deck:` key; `quizapp deck new NAME` writes one."
        raise QuizError(f"no deck in {path}", remedy, status=2)
    place = path.resolve()
    known = library.known_places(before)
    places = before.places
    if not any(place.is_relative_to(one.resolve()) for one in known):
        places = (*(one for one in places if not one.is_relative_to(place)), place)
    return listed.Listed(places, before.hidden - library.names(decks).keys())


def _refuse_bulk(folder: Path) -> None:
    """A folder is looked through at each start: none that takes long."""
    seen = 0
    for _, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        seen += len(folders) + len(files)
        if seen > SCANNED:
            message = f"{folder} has more than {SCANNED:,} files and folders in it"
            raise QuizError(message, "Add the folder in it that has the decks.", status=2)


def _added(path: Path, everything: Library) -> _Added:
    found = _under(path.resolve(), everything)
    asking = [deck for deck in found.decks if must_be_allowed(deck, code_labs)]
    return _Added(path, found, problems_of(found), asking)


def _under(place: Path, everything: Library) -> Library:
    """What of the library lies there."""
    decks = tuple(d for d in everything.decks if d.path.resolve().is_relative_to(place))
    broken = tuple(e for e in everything.broken if e.path.resolve().is_relative_to(place))
    return Library(decks, broken)


def _tell_all(made: list[_Added]) -> None:
    for at, one in enumerate(made):
        print(end="\n" if at else "")
        _tell(one)
    if studied := next((deck for one in made for deck in one.found.decks), None):
        print(f"\n`quizapp study {studied.name}` begins")


def _tell(added: _Added) -> None:
    path, found, faults, asking = added.path, added.found, added.faults, added.asking
    cards = sum(len(deck.cards) for deck in found.decks)
    counted = f"{count(len(found.decks), 'deck')}, {count(cards, 'card')}"
    if found.decks or not faults:
        print(clean(f"in your library: {path} ({counted})"))
    else:
        print(clean(f"added, but left out until its errors are mended: {path}"))
    listed_ones = found.decks[:_LISTED]
    width = max((len(deck.name) for deck in listed_ones), default=0)
    for deck in listed_ones:
        print(clean(f"  {deck.name:<{width}}  {count(len(deck.cards), 'card')}"))
    if len(found.decks) > _LISTED:
        print(f"  … and {len(found.decks) - _LISTED} more: `quizapp deck list` has them all")
    if faults:
        print(f"\n{render(faults)}\n\n{count(len(faults), 'problem')}")
        if found.decks:
            print("what has errors is left out until they are mended")
    if asking:
        names = ", ".join(deck.name for deck in asking)
        print(clean(f"\nbrings code that runs only once you allowed it: {names}"))
        print(clean(f"  `quizapp deck trust {path}` shows it and asks"))


def _as_data(made: list[_Added]) -> dict[str, object]:
    decks = [
        {
            "deck": deck.name,
            "path": str(deck.path),
            "cards": len(deck.cards),
            "must_be_allowed": deck in one.asking,
        }
        for one in made
        for deck in one.found.decks
    ]
    return {
        "added": [str(one.path.resolve()) for one in made],
        "decks": decks,
        "problems": as_json([fault for one in made for fault in one.faults]),
    }
