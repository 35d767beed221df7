"""Reviews whose card is gone, and the present card that each most likely is. Changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from quizapp.deck.alike import Match, match
from quizapp.deck.edit.keep import edited
from quizapp.deck.face import Face, face_of
from quizapp.deck.library import Library, is_deck, name_in, names
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.model import CardKey, Deck
from quizapp.store import seen
from quizapp.store.db import Store
from quizapp.store.seen import Reviewed


@dataclass(frozen=True, slots=True)
class Orphan:
    """A key with reviews and no card. ``face`` is None where nobody remembers it.

    ``likely`` are the present cards without reviews that it may be, the likeliest first;
    ``clear``, whether there is one that no other comes near.
    """

    card: CardKey
    reviews: Reviewed
    face: Face | None
    likely: tuple[CardKey, ...] = ()
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """The log beside the decks: every key that was ``reviewed``, and those that are ``lost``: they
    have no card any more. ``lived`` are the cards that have reviews.

    ``library`` has the decks besides that were studied from their file, or got cards of others,
    and are still there.
    """

    library: Library
    reviewed: Mapping[CardKey, Reviewed]
    lost: Mapping[CardKey, Reviewed]
    lived: Collection[CardKey]
    faces: Mapping[CardKey, Face]


def look_back(library: Library, store: Store) -> Past:
    """Compare the log with all decks there are. Nothing is lost of a deck that has errors, is
    hidden, or lies in a place that is not there now.

    Raises:
        QuizError: the database, or the learner's list of decks, cannot be read.
    """
    reviewed, faces = seen.reviewed(store), seen.faces(store)
    away = {
        key
        for key, face in faces.items()
        if any(Path(face.file).is_relative_to(place) for place in library.missing)
    }
    library = _with_others(library, [faces[key] for key in reviewed if key in faces], reviewed)
    renamed = library.renamed()
    present, unread = set(library.keys()), {_name(errors) for errors in library.broken}
    lost = {
        key: reviews
        for key, reviews in reviewed.items()
        if renamed.get(key, key) not in present
        and key not in away
        and key.partition("/")[0] not in unread
    }
    lived = {renamed.get(key, key) for key in reviewed}
    return Past(library, reviewed, lost, lived, faces)


def orphans(past: Past) -> list[Orphan]:
    """The keys that lost their card, deck by deck, and what each may be."""
    known = matches(past, past.library.decks)
    return [
        Orphan(key, past.lost[key], past.faces.get(key), one.likely, one.clear)
        if (one := known.get(key))
        else Orphan(key, past.lost[key], None)
        for key in sorted(past.lost)
    ]


def matches(past: Past, decks: Sequence[Deck]) -> dict[CardKey, Match]:
    """What each lost key may be among the cards of some decks."""
    lost = [past.faces[key] for key in past.lost if key in past.faces]
    if not lost:
        return {}
    fresh = [
        face_of(card, deck.path)
        for deck in decks
        for card in deck.cards
        if card.key not in past.lived
    ]
    return {one.card: one for one in match(lost, fresh)}


def taken(library: Library, store: Store) -> set[CardKey]:
    """Every key that is or was some card's, by the decks or by the log: no other may get it.

    Raises:
        QuizError: the database cannot be read.
    """
    return {*library.keys(), *library.renamed(), *seen.reviewed(store)}


def _with_others(library: Library, faces: Sequence[Face], keys: Collection[CardKey]) -> Library:
    """The library, and the decks that it lacks and the log knows, as far as they are there."""
    here = {deck.name for deck in library.decks} | {_name(errors) for errors in library.broken}
    lacking = {key.partition("/")[0] for key in keys} - here
    files: set[Path] = set()
    if lacking:
        known = {**{face.card.partition("/")[0]: Path(face.file) for face in faces}, **names()}
        files = {known[name] for name in lacking if name in known}
    if not {*library.keys(), *library.renamed()}.issuperset(keys):
        files |= {file for file in edited() if file.is_file() and is_deck(file)}
        files -= {deck.path.resolve() for deck in library.decks}
        files -= {errors.path.resolve() for errors in library.broken}
    more, broken = [], []
    for file in filter(Path.is_file, files):
        try:
            deck = load_deck(file)
        except DeckErrors as errors:
            broken.append(errors)
            continue
        if deck.name not in here:
            here.add(deck.name)
            more.append(deck)
    return replace(library, decks=(*library.decks, *more), broken=(*library.broken, *broken))


def _name(errors: DeckErrors) -> str:
    return (errors.readable.name if errors.readable else name_in(errors.path)) or errors.path.stem
