"""The order in which the keys of a deck are read; entries, and cards as plain data, put into it.
Lists and tables of names keep the author's order: it may mean something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quizapp.deck.fmt.layout import Block, Entry
from quizapp.deck.kinds import Either, Kind, Many, Record, Table, Variants
from quizapp.deck.spec import CARD, DECK, LAB
from quizapp.deck.tree import Map, Scalar

_DECK = (
    "quizapp",
    "deck",
    "was",
    "title",
    "license",
    "about",
    "include",
    "sources",
    "labs",
    "cards",
)
# What the card is; the question; the answer; help and reasons; where it comes from; its proof.
_CARD = (
    *("id", "was", "type", "tags"),
    *("q", "text", "vary"),
    *("answer", "accept", "tol", "unit", "items", "options", "when"),
    *("hint", "why", "source", "verify", "unproven"),
)
_LAB = ("kind", "run", "opt", "mutant", "", "start", "loss", "steps", "dtype")
"""The empty name stands for the optimizer's own arguments, and for the knobs of a code lab."""


def put_in_order(entry: Entry, kind: Kind | None = DECK) -> None:
    """Sort the keys of an entry and all in it that are a deck's; ``kind``: what it should be.

    A key that is not known stays behind the one that it follows.
    """
    block = entry.block
    if block is None:
        return
    record = _record(kind, block)
    if record is not None:
        block.entries = _sorted(block.entries, _order(kind, record), record.rest is not None)
    for child in block.entries:
        put_in_order(child, _kind_of(child, kind, record))


def card_in_order(card: Mapping[str, Any]) -> dict[str, Any]:
    """A card's data with its own keys in order; those that no card has come last."""
    rank = {name: number for number, name in enumerate(_CARD)}
    return dict(sorted(card.items(), key=lambda item: rank.get(item[0], len(rank))))


def _record(kind: Kind | None, block: Block) -> Record | None:
    """The record that a map is, by what it should be."""
    if isinstance(kind, Many):  # a single item that stands without its list
        kind = kind.item
    if isinstance(kind, Either):
        kind = kind.record
    if isinstance(kind, Variants) and isinstance(block.node, Map):
        tag = block.node.items.get(kind.tag)
        named = kind.records.get(tag.value) if isinstance(tag, Scalar) else None
        kind = named or next(iter(kind.records.values()))
    return kind if isinstance(kind, Record) and isinstance(block.node, Map) else None


def _kind_of(child: Entry, kind: Kind | None, record: Record | None) -> Kind | None:
    """What an entry within something of a kind should be."""
    if record is not None and child.key is not None:
        known = record.keys.get(child.key.value)
        return known.kind if known is not None else record.rest
    if isinstance(kind, Many):
        return kind.item
    return kind.value if isinstance(kind, Table) else None


def _order(kind: Kind | None, record: Record) -> Sequence[str]:
    if record is DECK:
        return _DECK
    if kind is LAB:
        return _LAB
    return _CARD if kind is CARD else tuple(record.keys)


def _sorted(entries: list[Entry], order: Sequence[str], rest: bool) -> list[Entry]:
    rank: Mapping[str, int] = {name: number for number, name in enumerate(order)}
    ranks: list[int] = []
    for entry in entries:
        before = rank[""] if rest else ranks[-1] if ranks else -1
        ranks.append(rank.get(entry.key.value, before) if entry.key is not None else before)
    return [entries[n] for n in sorted(range(len(entries)), key=ranks.__getitem__)]
