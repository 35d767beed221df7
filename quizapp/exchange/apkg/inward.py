"""The notes of an Anki package as cards in transit, guided by their templates. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quizapp.errors import QuizError
from quizapp.exchange import anki_decks
from quizapp.exchange.apkg import own
from quizapp.exchange.apkg.collection import (
    AnkiCard,
    AnkiReview,
    Collection,
    Note,
    Notetype,
    read_collection,
)
from quizapp.exchange.apkg.template import Piece, back, front, without_scripts
from quizapp.exchange.gaps import unnested
from quizapp.exchange.html import to_text
from quizapp.exchange.model import Carried, Loss, Transit

_LEECH = "leech"
_SUSPENDED_TAG = "suspended"
_OF_TEMPLATES = frozenset(("script", "style", "form"))
_SUSPENDED = -1
_MOST_TEXT = 200_000_000


@dataclass(frozen=True, slots=True)
class Inward:
    """A package as it was read: its cards, and their reviews in Anki by the cards' places.

    ``created`` is the second in which the collection began; ``has_old_grades`` as there.
    """

    transit: Transit
    reviews: Mapping[str, Sequence[AnkiReview]]
    created: int
    has_old_grades: bool


def read(path: Path, *, history: bool = False) -> Inward:
    """Read the package at ``path``.

    Args:
        path: the file.
        history: whether its reviews will be used; otherwise they count as lost.

    Raises:
        QuizError: it cannot be read, or is not as Anki makes them.
    """
    collection = read_collection(path)
    logs: dict[int, list[AnkiReview]] = {}
    for review in collection.reviews:
        logs.setdefault(review.card, []).append(review)
    cards: list[Carried] = []
    collection, losses = _without_scripts(collection)
    _insist_on_less(path, collection)
    reviews: dict[str, Sequence[AnkiReview]] = {}
    told: set[Loss] = set()
    for made, of, lost in _each(collection, logs):
        # A template's script is on all of its cards, and told once.
        fresh = [loss for loss in lost if loss.kind not in _OF_TEMPLATES or loss.at("") not in told]
        told.update(loss.at("") for loss in fresh)
        losses += fresh
        if made is not None:
            cards.append(made)
            reviews[made.place] = logs.get(of, ())
    losses += _in_all(collection)
    if collection.reviews and not history:
        what = f"{len(collection.reviews)} entries in the log of reviews"
        losses.append(Loss("history", what, "left out; --history brings them"))
    title = anki_decks.title(collection.decks.get(card.deck, "") for card in collection.cards)
    transit = Transit(path.name, cards, losses, title)
    return Inward(transit, reviews, collection.created, collection.has_old_grades)


def _without_scripts(collection: Collection) -> tuple[Collection, list[Loss]]:
    """The collection with bare templates, and which of them had more."""
    bare = {}
    losses = []
    for id, notetype in collection.notetypes.items():
        templates = tuple(
            replace(one, front=without_scripts(one.front), back=without_scripts(one.back))
            for one in notetype.templates
        )
        if templates != notetype.templates:
            place = f"note type {notetype.name}"
            losses.append(Loss("script", "scripts or style sheets", "left out", place))
        bare[id] = replace(notetype, templates=templates)
    return replace(collection, notetypes=bare), losses


def _insist_on_less(path: Path, collection: Collection) -> None:
    """Fields are read for each card that shows them: a small package can ask for very much."""
    cards = Counter(card.note for card in collection.cards)
    faces = {
        id: sum(len(one.front) + len(one.back) for one in notetype.templates)
        for id, notetype in collection.notetypes.items()
    }
    clozes = {id for id, notetype in collection.notetypes.items() if notetype.is_cloze}
    read = sum(
        (faces.get(note.notetype, 0) + sum(map(len, note.values)))
        * (1 if note.notetype in clozes else cards[id])
        for id, note in collection.notes.items()
    )
    if read > _MOST_TEXT:
        raise QuizError(
            f"{path}: its cards have more than {_MOST_TEXT // 10**6} million characters of HTML",
            "Export a part of it from Anki.",
        )


_Made = tuple[Carried | None, int, Sequence[Loss]]
"""A card in transit (or none), the Anki card whose reviews are its own, and what was lost."""


def _each(collection: Collection, logs: Mapping[int, Sequence[AnkiReview]]) -> Iterator[_Made]:
    by_note: dict[int, list[AnkiCard]] = {}
    for card in sorted(collection.cards, key=lambda one: one.ordinal):
        by_note.setdefault(card.note, []).append(card)
    has_decks = len({card.deck for card in collection.cards}) > 1
    numbers = {id: number for number, id in enumerate(collection.notes, 1)}
    for id in _in_order(collection, by_note):
        note, number = collection.notes[id], numbers[id]
        place = f"note {number}"
        notetype = collection.notetypes.get(note.notetype)
        cards = by_note.get(id, [])
        if notetype is None or not cards:
            what = "a note without its note type" if cards else "a note without cards"
            yield None, 0, [Loss("card", what, "left out", place)]
            continue
        tags = [*note.tags]
        if any(card.queue == _SUSPENDED for card in cards):
            tags.append(_SUSPENDED_TAG)
        if has_decks:
            tags.append(anki_decks.as_tag(collection.decks.get(cards[0].deck, "")))
        yield from _of_note(note, notetype, cards, logs, place, tags)


def _in_order(collection: Collection, by_note: Mapping[int, Sequence[AnkiCard]]) -> list[int]:
    """The notes in the order in which Anki would show them new; where it has forgotten the place
    of one (older Ankis do at the first review), it stays behind the one made before it.
    """
    places: dict[int, int] = {}
    last = 0
    for id in sorted(collection.notes):
        known = [card.position for card in by_note.get(id, ()) if card.position is not None]
        last = places[id] = min(known, default=last)
    return sorted(places, key=lambda id: places[id])


def _of_note(
    note: Note,
    notetype: Notetype,
    cards: Sequence[AnkiCard],
    logs: Mapping[int, Sequence[AnkiReview]],
    place: str,
    tags: Sequence[str],
) -> Iterator[_Made]:
    values = dict(zip(notetype.fields, note.values, strict=False))
    if notetype.is_occlusion:
        yield None, 0, [Loss("picture", "parts of a picture to name", "left out", place)]
        return
    ours = own.card(notetype, values)
    if ours is not None or notetype.is_cloze:
        asked = _weakest(cards, logs)
        data, losses = ours or _cloze(notetype, values)
        if ours is None and len(cards) > 1:
            what = f"{len(cards)} cards, each with a gap of its own"
            losses.append(Loss("cloze", what, "one card asks all gaps"))
        yield _made(data, note.guid, asked.id, place, tags, losses)
        return
    for card in cards:
        where = place if len(cards) == 1 else f"{place}, card {card.ordinal + 1}"
        guid = note.guid if card.ordinal == 0 else f"{note.guid}-{card.ordinal + 1}"
        data, losses = _plain(notetype, values, card.ordinal)
        yield _made(data, guid, card.id, where, tags, losses)


def _made(
    data: dict[str, Any],
    guid: str,
    of: int,
    place: str,
    tags: Sequence[str],
    losses: Sequence[Loss],
) -> _Made:
    told = [loss.at(place) for loss in losses]
    asks, answers = data.get("q") or data.get("text"), data.get("answer", True)
    if not asks or answers == "":
        what = "a card without a question" if not asks else "a card without an answer"
        return None, of, [*told, Loss("card", what, "left out", place)]
    filled = {key: value for key, value in data.items() if value not in ("", [])}
    if tags:
        filled["tags"] = list(dict.fromkeys(filter(None, tags)))
    return Carried(filled, place, guid="" if "id" in filled else guid), of, told


def _weakest(cards: Sequence[AnkiCard], logs: Mapping[int, Sequence[AnkiReview]]) -> AnkiCard:
    """Of the cards that become one: that with the shortest interval, if it was ever reviewed."""
    return min(cards, key=lambda card: (card.id not in logs, card.interval))


def _cloze(notetype: Notetype, values: Mapping[str, str]) -> tuple[dict[str, Any], list[Loss]]:
    template = notetype.templates[0] if notetype.templates else None
    shown = front(template.front, values) if template else []
    gapped = [piece for piece in shown if "cloze" in piece.filters]
    name = gapped[0].field if gapped else next(iter(notetype.fields), "")
    text, losses = to_text(unnested(values.get(name, "")))
    rest = [
        piece
        for piece in (back(template.back, values, shown) if template else [])
        if piece.field and piece.field != name
    ]
    why, more = _text(rest)
    return {"type": "cloze", "text": text, "why": why}, [*losses, *more]


def _plain(
    notetype: Notetype, values: Mapping[str, str], ordinal: int
) -> tuple[dict[str, Any], list[Loss]]:
    """A card with a front and a back: the back's first field is the answer, the rest the why."""
    if ordinal >= len(notetype.templates):
        return {}, []
    template = notetype.templates[ordinal]
    shown = front(template.front, values)
    typed = [piece for piece in shown if "type" in piece.filters]
    hints = [piece for piece in shown if "hint" in piece.filters]
    asked, losses = _text([piece for piece in shown if piece not in typed and piece not in hints])
    behind = back(template.back, values, shown)
    first, last = _parted(behind)
    answer, more = _text(typed[:1] or first)
    last = [piece for piece in last if piece not in typed]
    why, rest = _text(last if any(piece.field for piece in last) else [])
    hint, others = _text(hints)
    is_word = bool(typed) and "\n" not in answer
    data = {
        "type": "typed" if is_word else "qa", "q": asked, "answer": answer,
        "hint": hint, "why": why,
    }  # fmt: skip
    return data, [*losses, *more, *rest, *others]


def _parted(behind: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """A back up to its first field, with the rest of that field's line, and what follows."""
    at = next((place for place, piece in enumerate(behind) if piece.field and piece.html), 0)
    first, last = list(behind[: at + 1]), list(behind[at + 1 :])
    if last and not last[0].field:
        line, tag, beyond = last[0].html.partition("<")
        first.append(Piece(line))
        last[0] = Piece(tag + beyond)
    return first, last


def _text(pieces: Sequence[Piece]) -> tuple[str, tuple[Loss, ...]]:
    return to_text("".join(piece.html for piece in pieces))


def _in_all(collection: Collection) -> Iterator[Loss]:
    """What is told once, with its number, and not for each card."""
    counts = Counter(
        suspended=sum(card.queue == _SUSPENDED for card in collection.cards),
        buried=sum(card.queue < _SUSPENDED for card in collection.cards),
        flag=sum(card.flags & 7 != 0 for card in collection.cards),
        leech=sum(_LEECH in note.tags for note in collection.notes.values()),
        media=collection.media,
    )
    told = {
        "suspended": ("suspended", f"asked like the others; the tag {_SUSPENDED_TAG} tells which"),
        "buried": ("buried", "asked like the others"),
        "flag": ("with a flag", "the flag is left out"),
        "leech": ("marked as a leech", f"asked like the others; the tag {_LEECH} tells which"),
    }
    decks = len({card.deck for card in collection.cards})
    yield from anki_decks.merged(decks)
    for kind, (how, done) in told.items():
        if counts[kind]:
            cards = "1 card" if counts[kind] == 1 else f"{counts[kind]} cards"
            yield Loss(kind, f"{cards} {how}", done)
    if counts["media"]:
        files = "1 file" if counts["media"] == 1 else f"{counts['media']} files"
        yield Loss("media", f"{files} of pictures or sounds", "left out")
