"""Entries of all files made into one deck: names once, references resolved. Reads no files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizapp.deck import lazy, limits
from quizapp.deck.cards import make_card
from quizapp.deck.digest import digest
from quizapp.deck.gather import Files
from quizapp.deck.ids import Ids, Place
from quizapp.deck.model import Card, Deck, LabSpec, LocalText
from quizapp.deck.model import Source as Citation
from quizapp.deck.read import Entry
from quizapp.deck.report import quote
from quizapp.deck.tree import Map


def assemble(files: Files) -> Deck | None:
    """The deck, of which parts may be missing when there are problems; those go to the sources."""
    main = files.main
    if main is None:
        return None
    name: str = main.values.get("deck", "")
    names = (name, *_names_before(files, main))
    citations = _citations(files)
    labs = _labs(files)
    every_file = len(files.parts) == len(files.sources)
    cards = _cards(files, names, citations if every_file else None)
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


def _names_before(files: Files, main: Entry) -> tuple[str, ...]:
    """The names that the deck had."""
    before: tuple[str, ...] = main.values.get("was", ())
    if main.values.get("deck") in before:
        message = "the deck has the name that it had before"
        files.sources[0].at(main.node.items["was"], "E111", message, "remove it from 'was'")
    return before


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


def _cards(
    files: Files, names: Sequence[str], citations: Mapping[str, Citation] | None
) -> list[Card]:
    cards: list[Card] = []
    ids = Ids(names)
    for source, part in files.parts:
        for entry in part.values.get("cards", ()):
            if entry is None:
                continue
            ids.take(source, entry)
            card = make_card(source, entry, names, citations)
            if card is not None:
                cards.append(card)
    ids.check_old()
    if ids.count > limits.CARDS:
        message = f"the deck has {ids.count} cards; the limit is {limits.CARDS}"
        files.sources[0].report_whole("E109", message, "make several decks of it")
    return cards
