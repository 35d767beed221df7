"""All the decks there are: the shipped ones and the learner's. Loads each once, reviews nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from quizapp import paths as places
from quizapp.deck.cache import fetch
from quizapp.deck.files import UnreadableError, read
from quizapp.deck.lazy import Cards
from quizapp.deck.listed import Listed
from quizapp.deck.listed import read as read_list
from quizapp.deck.load import load_deck
from quizapp.deck.model import Card, CardKey, Deck, Position
from quizapp.deck.report import DeckErrors, Problem, did_you_mean, quote
from quizapp.errors import QuizError

_NAMES_DECK = re.compile(
    rb"""^(?:[ \t]*\{.*?)?["']?(deck)["']?[ \t]*:[ \t]*["']?([\w.-]*)""", re.MULTILINE
)


@dataclass(frozen=True)
class Library:
    """Decks that are right, in order of their files, and the problems of those that are not.

    ``missing`` are places that the learner added and that are not there now.
    """

    decks: tuple[Deck, ...] = ()
    broken: tuple[DeckErrors, ...] = ()
    missing: tuple[Path, ...] = ()

    @classmethod
    def load(cls, paths: Sequence[Path] | None = None, *, cache: bool = True) -> Library:
        """Load deck files, and all decks in the folders among ``paths``.

        Args:
            paths: ``None`` means the learner's: the shipped decks, those in the ``decks`` folder
                and those that were added, without the hidden ones.
            cache: whether to use and fill the cache in the learner's home.

        Raises:
            QuizError: the learner's list cannot be read.
        """
        listed = read_list() if paths is None else Listed()
        missing = tuple(place for place in listed.places if not place.exists())
        shelf = _Shelf(places.cache() / "decks" if cache else None, listed.hidden)
        for path in known_places(listed) if paths is None else paths:
            if path.is_dir():
                shelf.add_folder(path)
            elif paths is not None or path.exists():
                shelf.add(path)
        shelf.settle()
        return cls(tuple(shelf.decks.values()), tuple(shelf.broken), missing)

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
                raise self._broken(name) or self.gone(name) or _no_deck(name, [*self._by_name])
        return [self._by_name[name] for name in names]

    def _broken(self, name: str) -> DeckErrors | None:
        """The problems of the deck that has this name in its file, or else as its file's name."""
        called = [errors for errors in self.broken if name_in(errors.path) == name]
        called += [errors for errors in self.broken if errors.path.stem == name]
        return called[0] if called else None

    def gone(self, name: str) -> QuizError | None:
        """What to say of a deck's name that ``was`` gives to others; None where none does."""
        now = {
            new.partition("/")[0]: None
            for old, new in self.renamed().items()
            if old.startswith(f"{name}/")
        }
        if not now:
            return None
        it_is = "It is" if len(now) == 1 else "Its cards are in"
        remedy = f"{it_is} {' and '.join(now)} now."
        return QuizError(f"no deck is named {quote(name)} any more", remedy, status=2)

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
    cache: Path | None
    hidden: frozenset[str]
    decks: dict[str, Deck] = field(default_factory=dict)
    broken: list[DeckErrors] = field(default_factory=list)
    seen: set[Path] = field(default_factory=set)

    def add_folder(self, folder: Path) -> None:
        """All decks in it. A file that is as it was when last looked at is not read again."""
        files = list(_yaml_files(folder))
        kept = {file: fetch(self.cache, file) if self.cache else None for file in files}
        parts = {part for deck in kept.values() if deck is not None for part in deck.files}
        for file, deck in kept.items():
            if deck is not None or (file not in parts and is_deck(file)):
                self.add(file, deck)

    def add(self, file: Path, kept: Deck | None = None) -> None:
        if file in self.seen:
            return
        self.seen.add(file)
        try:
            deck = kept or load_deck(file, cache=self.cache)
        except DeckErrors as errors:
            self.broken.append(errors)
            return
        if deck.name in self.hidden:
            return
        first = self.decks.setdefault(deck.name, deck)
        if first is not deck and not file.samefile(first.path):
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


def known_places(listed: Listed) -> list[Path]:
    """Where the learner's decks are, whether or not there is anything."""
    return [places.shipped("decks"), places.home() / "decks", *listed.places]


def find(paths: Sequence[Path]) -> list[Path]:
    """The deck files that are named, and those in the folders among them, each once.

    In a folder a deck is a ``*.yaml`` file with a ``deck:`` key; what such files include are not
    decks of their own. Hidden files and folders are passed over.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(filter(is_deck, _yaml_files(path))))
        else:
            found[path] = None
    return list(found)


def names(files: Sequence[Path] | None = None) -> dict[str, Path]:
    """Deck files by the names in them, right or broken; of all the learner's, hidden ones too."""
    found: dict[str, Path] = {}
    if files is None:
        files = find([place for place in known_places(read_list()) if place.exists()])
    for file in files:
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


def _yaml_files(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith((".yaml", ".yml")) and not name.startswith("."):
                yield Path(where, name)


def is_deck(path: Path) -> bool:
    """Whether a file says that it is a deck, or cannot be read."""
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
