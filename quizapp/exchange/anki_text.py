"""What Anki's notes as text say beside their fields: note type and deck. Cuts no rows.

The text has the name of a note type and not its faces: those that Anki begins with are known by
name, and of others it is told that they are read as front and back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizapp.exchange import anki_decks
from quizapp.exchange.model import Carried, Loss
from quizapp.exchange.table import Row

COLUMNS = {
    "tags column": "tags",
    "guid column": "guid",
    "notetype column": "Anki's note type",
    "deck column": "Anki's deck",
}
"""What the columns hold that a line at the beginning numbers."""

NOTETYPE, DECK = "notetype", "deck"

_OCCLUSION = re.compile(r"\{\{c\d+(?:,\d+)*::image-occlusion:")
# Anki marks a second type of the same name with `+` or some digits of a hash.
_STOCK = re.compile(
    r"(?:basic|cloze|(?P<reversed>basic \(and reversed card\))"
    r"|(?P<typed>basic \(type in the answer\)))(?:\+*|-[0-9a-f]{5})",
    re.IGNORECASE,
)


def hides_picture(row: Row) -> bool:
    """Whether the note asks for parts of a picture."""
    return any(_OCCLUSION.match(cell) for cell in row.cells)


def cards_of(card: Carried, notetype: str) -> list[Carried]:
    """The cards that a note gives by its type; ``card`` is its front and back."""
    stock = _STOCK.fullmatch(notetype)
    answer = card.data.get("answer")
    if stock is None or card.data["type"] != "qa" or not answer or not card.data["q"]:
        return [card]
    if stock["typed"] and "\n" not in answer:
        return [replace(card, data={**card.data, "type": "typed"})]
    if not stock["reversed"]:
        return [card]
    data = {**card.data, "q": answer, "answer": card.data["q"]}
    guid = f"{card.guid}-2" if card.guid else ""
    own_id = f"{card.own_id}-2" if card.own_id else ""
    return [
        replace(card, place=f"{card.place}, card 1"),
        Carried(data, f"{card.place}, card 2", own_id, guid),
    ]


def tagged(card: Carried, deck: str) -> Carried:
    """The card with a tag that tells its deck."""
    tags = dict.fromkeys([*card.data.get("tags", ()), anki_decks.as_tag(deck)])
    return replace(card, data={**card.data, "tags": [tag for tag in tags if tag]})


def unknown(notetypes: Sequence[str]) -> Iterator[Loss]:
    """Each note type whose faces nobody knows, told once."""
    for name in dict.fromkeys(notetypes):
        if name and _STOCK.fullmatch(name) is None:
            done = "read as front and back; an Anki package, .apkg, has all of its cards"
            yield Loss("notetype", f"the note type '{name[:40]}'", done)
