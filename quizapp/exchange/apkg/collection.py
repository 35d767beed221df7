"""What a package's collection says, as frozen values: both of Anki's forms made one. No cards yet.

Until 2022 note types and decks were JSON in the one row of ``col`` (schema 11); since then they
have tables of their own with Protocol Buffers inside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.errors import QuizError
from quizapp.exchange.apkg import wire
from quizapp.exchange.apkg.archive import unpacked
from quizapp.exchange.apkg.database import Rows, opened

NOTES = 100_000
CARDS = 200_000
REVIEWS = 2_000_000
KINDS = 10_000
"""Note types, their fields and templates, and decks: of each at most so many."""

PARENT = "quizapp"
"""The deck in Anki that all decks from here lie in, apart from the learner's own."""

_SEPARATOR = "\x1f"
_NEW = 0
_POSITION = re.compile(r'"pos":([0-9]{1,9})\b')
_CLOZE = 1
_IMAGE_OCCLUSION = 6


@dataclass(frozen=True, slots=True)
class Template:
    """The two faces of the cards of a note type, as Anki's templates."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class Notetype:
    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    is_cloze: bool = False
    is_occlusion: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    guid: str
    notetype: int
    tags: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnkiCard:
    """A card as Anki has it. ``queue`` is negative while it is suspended (-1) or buried;
    ``position`` is its place among the new cards, if that is (still) known.
    """

    id: int
    note: int
    ordinal: int
    deck: int
    queue: int
    interval: int
    flags: int
    position: int | None


@dataclass(frozen=True, slots=True)
class AnkiReview:
    """A row of ``revlog``: a grade, or (``ease`` 0) something else that moved the card."""

    id: int
    card: int
    ease: int
    interval: int
    factor: int
    took_ms: int
    kind: int


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything that is read of a package.

    ``created`` is the second the collection began, which names it among others; ``has_old_grades``
    says that grades of learning cards were counted by the scheduler of before 2018, from 1 to 3.
    """

    created: int
    notetypes: Mapping[int, Notetype]
    decks: Mapping[int, str]
    notes: Mapping[int, Note]
    cards: Sequence[AnkiCard]
    reviews: Sequence[AnkiReview]
    media: int
    has_old_grades: bool


def read_collection(path: Path) -> Collection:
    """The collection in a package.

    Raises:
        QuizError: the package cannot be read, or is not as Anki makes them.
    """
    with unpacked(path) as inside, opened(inside.database, path) as rows:
        try:
            return _collection(rows, inside.media)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise QuizError(
                "the collection inside is not as Anki writes it", "Export it from Anki once more."
            ) from error


def _collection(rows: Rows, media: int) -> Collection:
    found = rows.of("col", ("crt", "conf", "models", "decks"), 1)
    if not found:
        raise QuizError("the collection inside is empty", "Export it from Anki once more.")
    created, conf, models, decks = found[0]
    is_current = "notetypes" in rows.tables
    return Collection(
        created=_whole(created),
        notetypes=_notetypes(rows) if is_current else _old_notetypes(models),
        decks=_decks(rows) if is_current else _old_decks(decks),
        notes=_notes(rows),
        cards=[_card(row) for row in rows.of("cards", _CARD, CARDS)],
        reviews=[
            AnkiReview(*map(_whole, row))
            for row in rows.of(
                "revlog", ("id", "cid", "ease", "ivl", "factor", "time", "type"), REVIEWS
            )
        ],
        media=media,
        has_old_grades=not is_current and _map(json.loads(conf)).get("schedVer", 1) == 1,
    )


_CARD = ("id", "nid", "ord", "did", "queue", "ivl", "flags", "odid", "type", "due", "odue", "data")


def _card(row: Sequence[Any]) -> AnkiCard:
    *first, queue, interval, flags, home, kind, due, home_due, data = row
    id, note, ordinal, deck = map(_whole, first)
    position = None
    # A card that was gathered into a filtered deck has its own in odid and odue.
    if kind == _NEW:
        position = _whole(home_due if home else due)
    elif said := _POSITION.search(_text(data)):
        position = int(said[1])
    return AnkiCard(
        id, note, ordinal, _whole(home) or deck, _whole(queue), _whole(interval), _whole(flags),
        position,
    )  # fmt: skip


def _notes(rows: Rows) -> dict[int, Note]:
    found = rows.of("notes", ("id", "guid", "mid", "tags", "flds"), NOTES)
    return {
        _whole(id): Note(
            guid=_text(guid),
            notetype=_whole(notetype),
            tags=tuple(_text(tags).split()),
            values=tuple(_text(values).split(_SEPARATOR)),
        )
        for id, guid, notetype, tags, values in found
    }


def _notetypes(rows: Rows) -> dict[int, Notetype]:
    fields: dict[int, list[tuple[int, str]]] = {}
    for notetype, ordinal, name in rows.of("fields", ("ntid", "ord", "name"), KINDS):
        fields.setdefault(_whole(notetype), []).append((_whole(ordinal), _text(name)))
    faces: dict[int, list[tuple[int, Template]]] = {}
    for notetype, ordinal, name, config in rows.of(
        "templates", ("ntid", "ord", "name", "config"), KINDS
    ):
        said = wire.fields(config)
        template = Template(_text(name), wire.text(said, 1), wire.text(said, 2))
        faces.setdefault(_whole(notetype), []).append((_whole(ordinal), template))
    found = {}
    for id, name, config in rows.of("notetypes", ("id", "name", "config"), KINDS):
        said = wire.fields(config)
        found[_whole(id)] = Notetype(
            name=_text(name),
            fields=tuple(field for _, field in sorted(fields.get(id, []))),
            templates=_in_order(faces.get(id, [])),
            is_cloze=wire.number(said, 1) == _CLOZE,
            is_occlusion=wire.number(said, 9) == _IMAGE_OCCLUSION,
        )
    return found


def _in_order(faces: list[tuple[int, Template]]) -> tuple[Template, ...]:
    return tuple(face for _, face in sorted(faces, key=lambda one: one[0]))


def _old_notetypes(models: object) -> dict[int, Notetype]:
    found = {}
    for id, model in _map(json.loads(_text(models))).items():
        found[int(id)] = Notetype(
            name=_text(model["name"]),
            fields=tuple(_text(field["name"]) for field in model["flds"]),
            templates=tuple(
                Template(_text(face["name"]), _text(face["qfmt"]), _text(face["afmt"]))
                for face in model["tmpls"]
            ),
            is_cloze=model.get("type") == _CLOZE,
            is_occlusion=model.get("originalStockKind") == _IMAGE_OCCLUSION,
        )
    return found


def _decks(rows: Rows) -> dict[int, str]:
    found = rows.of("decks", ("id", "name"), KINDS)
    return {_whole(id): _ours(_text(name).replace(_SEPARATOR, "::")) for id, name in found}


def _old_decks(decks: object) -> dict[int, str]:
    found = _map(json.loads(_text(decks)))
    return {int(id): _ours(_text(deck["name"])) for id, deck in found.items()}


def _ours(name: str) -> str:
    """A deck's name without the parent that we gave it."""
    return name.removeprefix(f"{PARENT}::")


# SQLite's columns hold any kind of value, whatever they are declared to hold.


def _whole(value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int):
        raise TypeError("not a whole number")
    return value


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if not isinstance(value, str | int | float):
        raise TypeError("not a text")
    return str(value)


def _map(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("not a map")
    return value
