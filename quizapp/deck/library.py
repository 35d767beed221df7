"""All the decks there are: the shipped ones and the learner's. Loads each once, reviews nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from quizapp import paths as places
from quizapp.deck.files import UnreadableError, read
from quizapp.deck.lazy import Cards
from quizapp.deck.load import load_deck
from quizapp.deck.model import Card, CardKey, Deck, Position
from quizapp.deck.report import DeckErrors, Problem, did_you_mean, quote
from quizapp.errors import QuizError

_NAMES_DECK = re.compile(
    rb"""^(?:[ \t]*\{.*?)?["']?(deck)["']?[ \t]*:[ \t]*["']?([\w.-]*)""", re.MULTILINE
)


@dataclass(frozen=True)
class Library:
    """Decks that are right, in order of their files, and the problems of those that are not."""

    decks: tuple[Deck, ...] = ()
    broken: tuple[DeckErrors, ...] = ()

    @classmethod
    def load(cls, paths: Sequence[Path] | None = None, *, cache: bool = True) -> Library:
        """Load deck files, and all decks in the folders among ``paths``.

        Args:
            paths: ``None`` means the shipped decks and those in the learner's ``decks`` folder.
            cache: whether to use and fill the cache in the learner's home.
        """
        chosen = [places.shipped("decks"), places.home() / "decks"] if paths is None else paths
        folder = places.cache() / "decks" if cache else None
        shelf = _Shelf()
        for file in find(chosen):
            shelf.add(file, folder)
        shelf.settle()
        return cls(tuple(shelf.decks.values()), tuple(shelf.broken))

    @cached_property
    def _by_name(self) -> Mapping[str, Deck]:
        return {deck.name: deck for deck in self.decks}

    def card(self, key: CardKey) -> Card | None:
        """The card with this key, or ``None`` when no deck has it (any more)."""
        deck = self._by_name.get(key.partition("/")[0])
        if deck is None:
            return None
        if isinstance(deck.cards, Cards):
            return deck.cards.find(key)
        return next((card for card in deck.cards if card.key == key), None)

    def deck_of(self, key: CardKey) -> Deck:
        """The deck that a card belongs to.

        Raises:
            KeyError: no deck here has that name.
        """
        return self._by_name[key.partition("/")[0]]

    def named(self, names: Sequence[str]) -> list[Deck]:
        """The decks with these names, in this order.

        Raises:
            DeckErrors: one of them is broken; these are its problems.
            QuizError: there is no such deck (status 2).
        """
        for name in names:
            if name not in self._by_name:
                raise self._broken(name) or _no_deck(name, list(self._by_name))
        return [self._by_name[name] for name in names]

    def _broken(self, name: str) -> DeckErrors | None:
        """The problems of the deck that has this name in its file, or else as its file's name."""
        called = [errors for errors in self.broken if name_in(errors.path) == name]
        called += [errors for errors in self.broken if errors.path.stem == name]
        return called[0] if called else None

    def cards(self) -> Iterator[Card]:
        """Every card, deck by deck. Where keys are enough, ``keys`` is much cheaper."""
        for deck in self.decks:
            yield from deck.cards

    def keys(self) -> Iterator[CardKey]:
        """Every card's key, deck by deck, without making the cards."""
        for deck in self.decks:
            yield from _keys(deck)

    def renamed(self) -> dict[CardKey, CardKey]:
        """The present key of each earlier one (``was``)."""
        found: dict[CardKey, CardKey] = {}
        for deck in self.decks:
            if isinstance(deck.cards, Cards):
                found.update(deck.cards.renamed)
        return found


@dataclass
class _Shelf:
    decks: dict[str, Deck] = field(default_factory=dict)
    broken: list[DeckErrors] = field(default_factory=list)

    def add(self, file: Path, cache: Path | None) -> None:
        try:
            deck = load_deck(file, cache=cache)
        except DeckErrors as errors:
            self.broken.append(errors)
            return
        first = self.decks.setdefault(deck.name, deck)
        if first is not deck:
            message = f"two decks are called {quote(deck.name)}; the other is {first.path}"
            remedy = "give one of them another name after `deck:`"
            line, column = _place_of_name(file)
            problem = Problem("E111", message, Position(file, line, column), 4, remedy)
            self.broken.append(DeckErrors(file, [problem]))

    def settle(self) -> None:
        """Put aside the decks that claim cards which other decks have, or claim too."""
        if not any(isinstance(d.cards, Cards) and d.cards.renamed for d in self.decks.values()):
            return
        from quizapp.deck.claims import disputes  # which looks into files: most need none of it

        for errors in disputes(self.decks.values()):
            self.broken.append(errors)
            self.decks = {n: deck for n, deck in self.decks.items() if deck.path != errors.path}


def find(paths: Sequence[Path]) -> list[Path]:
    """The deck files that are named, and those in the folders among them, each once.

    In a folder a deck is a ``*.yaml`` file with a ``deck:`` key; what such files include are not
    decks of their own. Hidden files and folders are passed over.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_in_folder(path)))
        elif path.exists() or path not in (places.home() / "decks", places.shipped("decks")):
            found[path] = None
    return list(found)


def names() -> dict[str, Path]:
    """The file of each known deck (shipped, or in the learner's folder), right or broken."""
    found: dict[str, Path] = {}
    for file in find([places.shipped("decks"), places.home() / "decks"]):
        name = name_in(file)
        if name is not None:
            found.setdefault(name, file)
    return found


def name_in(file: Path) -> str | None:
    """The name that a deck gives itself, right or broken; None when it cannot be seen."""
    try:
        name = _NAMES_DECK.search(read(file))
    except UnreadableError:
        return None
    return None if name is None else name[2].decode("utf-8", "replace")


def _no_deck(name: str, known: Sequence[str]) -> QuizError:
    remedy = did_you_mean(name, known, f"There are: {', '.join(known) or 'none'}.")
    return QuizError(f"no deck is named {quote(name)}", remedy[:1].upper() + remedy[1:], status=2)


def _in_folder(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith((".yaml", ".yml")) and not name.startswith("."):
                path = Path(where, name)
                if _is_deck(path):
                    yield path


def _is_deck(path: Path) -> bool:
    try:
        return _NAMES_DECK.search(read(path)) is not None
    except UnreadableError:
        return True  # so that loading it says what is wrong


def _place_of_name(path: Path) -> tuple[int, int]:
    data = read(path)
    found = _NAMES_DECK.search(data)
    if found is None:
        return 1, 1
    start = found.start(1)
    return data.count(b"\n", 0, start) + 1, start - data.rfind(b"\n", 0, start)


def _keys(deck: Deck) -> Sequence[CardKey]:
    if isinstance(deck.cards, Cards):
        return deck.cards.keys
    return [card.key for card in deck.cards]
