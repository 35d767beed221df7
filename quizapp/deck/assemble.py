"""Entries of all files made into one deck: names once, references resolved. Reads no files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from quizapp.deck import lazy, limits
from quizapp.deck.cards import folded, make_card, name_of, old_key
from quizapp.deck.digest import digest
from quizapp.deck.gather import Files
from quizapp.deck.model import Card, CardKey, Deck, LabSpec, LocalText
from quizapp.deck.model import Source as Citation
from quizapp.deck.read import Entry
from quizapp.deck.report import quote
from quizapp.deck.source import Source
from quizapp.deck.tree import Map, Node

Place = tuple[Source, Node]


def assemble(files: Files) -> Deck | None:
    """The deck, of which parts may be missing when there are problems; those go to the sources."""
    main = files.main
    if main is None:
        return None
    name: str = main.values.get("deck", "")
    citations = _citations(files)
    labs = _labs(files)
    every_file = len(files.parts) == len(files.sources)
    cards = _cards(files, name, citations if every_file else None)
    return Deck(
        name=name,
        title=main.values.get("title") or LocalText((("", name),)),
        path=files.sources[0].path,
        cards=lazy.of(cards),
        labs=labs,
        sources=citations,
        license=main.values.get("license", ""),
        files=tuple(files.contents),
        digest=digest(files.root, files.contents),
        about=main.values.get("about"),
    )


def _citations(files: Files) -> dict[str, Citation]:
    made: dict[str, Citation] = {}
    for name, entry, (source, node) in _named(files, "sources"):
        if name in made:
            source.at(node, "E111", f"the source {quote(name)} is declared twice", "rename one")
        values = entry.values if entry is not None else {}
        made[name] = Citation(values.get("cite", ""), url=values.get("url", ""))
    return made


def _labs(files: Files) -> dict[str, LabSpec]:
    made: dict[str, LabSpec] = {}
    for name, entry, (source, node) in _named(files, "labs"):
        if name in made:
            source.at(node, "E111", f"the lab {quote(name)} is declared twice", "rename one")
        # One that is broken is still there for the checks that name it.
        values = entry.values if entry is not None else {}
        settings = {k: v for k, v in values.items() if k not in ("kind", "run")}
        start = entry.node.start if entry is not None else node.start
        kind, run = values.get("kind", ""), values.get("run", "")
        made[name] = LabSpec(name, kind, settings, run, source.position(start))
    return made


def _named(files: Files, key: str) -> Iterator[tuple[str, Entry | None, Place]]:
    """The entries of a table that every file may have, in order."""
    for source, part in files.parts:
        table: Mapping[str, Any] = part.values.get(key, {})
        node = part.node.items.get(key)
        for name, entry in table.items():
            if isinstance(node, Map):
                yield name, entry, (source, node.keys[name])


def _cards(files: Files, deck: str, citations: Mapping[str, Citation] | None) -> list[Card]:
    cards: list[Card] = []
    ids = _Ids(deck)
    for source, part in files.parts:
        for entry in part.values.get("cards", ()):
            if entry is None:
                continue
            ids.take(source, entry)
            card = make_card(source, entry, deck, citations)
            if card is not None:
                cards.append(card)
    ids.check_old()
    if ids.count > limits.CARDS:
        message = f"the deck has {ids.count} cards; the limit is {limits.CARDS}"
        files.sources[0].report_whole("E109", message, "make several decks of it")
    return cards


class _Ids:
    """Ids in use: none twice, none that differ only in case or composition, none taken over."""

    def __init__(self, deck: str) -> None:
        self.count = 0
        self._deck = deck
        self._places: dict[str, tuple[str, Place]] = {}
        self._old: list[tuple[str, Place]] = []

    def take(self, source: Source, entry: Entry) -> None:
        self.count += 1
        items = entry.node.items
        for old in entry.values.get("was", ()):
            self._old.append((old, (source, items["was"])))
        written: str | None = entry.values.get("id")
        if written is None:
            return
        place = (source, items["id"])
        first = self._places.setdefault(folded(written), (written, place))
        if first[1] is not place:
            self._collision(written, place, *first)
            entry.whole = False

    def check_old(self) -> None:
        """Earlier ids that are in use, or that two cards claim."""
        claimed: set[CardKey] = set()
        present = {f"{self._deck}/{name_of(written)}" for written, _ in self._places.values()}
        for old, (source, node) in self._old:
            key = old_key(self._deck, old)
            if key in present:
                message = f"{quote(old)} in 'was' is the id of a card that is still here"
                source.at(node, "E111", message, "a card cannot take over another's history")
            elif key in claimed:
                source.at(node, "E111", f"two cards were {quote(old)}", "remove one of the two")
            claimed.add(key)

    def _collision(self, written: str, place: Place, first: str, where: Place) -> None:
        source, node = place
        line = where[1].start.line + 1
        at = f"line {line}" if where[0] is source else f"{where[0].path.name}:{line}"
        if first == written:
            message = f"the id {quote(written)} is used twice (first on {at})"
        else:
            message = f"the ids {quote(first)} ({at}) and {quote(written)} look alike"
        source.at(node, "E111", message, "an id is a card's name for ever: choose another")
