"""All decks of your library: the shipped ones, those in your `decks` folder, those you added."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from quizapp import paths
from quizapp.cli.deck.named import count
from quizapp.cli.library import first_problem
from quizapp.cli.output import emit_json
from quizapp.cli.settings import open_settings
from quizapp.deck import library, listed
from quizapp.deck.library import Library
from quizapp.deck.model import Deck
from quizapp.lab.registry import code_labs
from quizapp.lab.trust import must_be_allowed
from quizapp.text.clean import clean


@dataclass(frozen=True, slots=True)
class Row:
    """A deck. ``came`` is shipped, home or added; ``state`` ok, hidden or locked, which is one
    with code that must be allowed.
    """

    deck: Deck
    came: str
    state: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """List them."""
    known = listed.read()
    found = Library.load([place for place in library.known_places(known) if place.exists()])
    rows = [Row(deck, _came(deck.path), _state(deck, known)) for deck in found.decks]
    missing = [place for place in known.places if not place.exists()]
    lang = open_settings().language
    if args.json:
        emit_json(
            {
                "decks": [_as_data(row, lang) for row in rows],
                "broken": [
                    {"path": str(errors.path), "problem": first_problem(errors)}
                    for errors in found.broken
                ],
                "missing": list(map(str, missing)),
            }
        )
        return 0
    _table(rows, lang)
    for errors in found.broken:
        print(clean(f"left out, it has errors: {first_problem(errors)}"))
    for place in missing:
        print(clean(f"not there now, its reviews are kept: {place}"))
        print(clean(f"  `quizapp deck remove {quote(str(place))}` takes it off this list"))
    if all(row.came == "shipped" or row.state == "hidden" for row in rows):
        print("\n`quizapp deck new NAME` begins a deck of your own, `quizapp deck add PATH`")
        print("puts a deck, or a folder of decks, into this list")
    return 0


def _came(path: Path) -> str:
    for folder, came in ((paths.shipped("decks"), "shipped"), (paths.home() / "decks", "home")):
        if path.is_relative_to(folder):
            return came
    return "added"


def _state(deck: Deck, known: listed.Listed) -> str:
    if deck.name in known.hidden:
        return "hidden"
    return "locked" if must_be_allowed(deck, code_labs) else "ok"


_MEANS = {
    "ok": "",
    "hidden": "hidden; `quizapp deck add {name}` shows it again",
    "locked": "brings code; `quizapp deck trust {name}` shows it and asks",
}


def _table(rows: list[Row], lang: str) -> None:
    width = max((len(row.deck.name) for row in rows), default=0)
    for row in rows:
        deck = row.deck
        title = clean(deck.title.pick(lang))
        print(f"{deck.name:<{width}}  {count(len(deck.cards), 'card'):>9}  {row.came:<7}  {title}")
        if row.came == "added":
            print(clean(f"  {deck.path}"))
        if row.state != "ok":
            print(f"  {_MEANS[row.state].format(name=deck.name)}")


def _as_data(row: Row, lang: str) -> dict[str, object]:
    return {
        "deck": row.deck.name,
        "title": row.deck.title.pick(lang),
        "cards": len(row.deck.cards),
        "path": str(row.deck.path),
        "came": row.came,
        "state": row.state,
    }
