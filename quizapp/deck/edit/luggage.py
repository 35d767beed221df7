"""What cards need where they go: the labs that they run, the files of those, what they cite."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quizapp import paths
from quizapp.deck.cards import name_of
from quizapp.deck.edit.draft import Draft
from quizapp.deck.edit.entries import Cut, cuts
from quizapp.deck.edit.plan import asks, bare
from quizapp.deck.model import Card, CardKey, Deck, LabSpec
from quizapp.deck.report import quote
from quizapp.deck.tree import List, Map, Scalar
from quizapp.errors import QuizError

_FOLDER = "labs"


@dataclass(slots=True)
class Luggage:
    """What goes along with cards.

    ``brought`` are the entries to put under ``labs`` and ``sources`` there; ``left``, those to take
    out here, since nothing else uses them: file, key and places. ``files`` are labs' own files,
    and ``labs`` must be the same there. ``notes`` tell of it all.
    """

    labs: tuple[LabSpec, ...] = ()
    brought: dict[str, list[Cut]] = field(default_factory=dict)
    left: list[tuple[Path, str, list[int]]] = field(default_factory=list)
    files: list[Draft] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def luggage(deck: Deck, other: Deck, cards: Sequence[Card]) -> Luggage:
    """What ``cards`` of a deck need in another one.

    Raises:
        QuizError: the other has something else under the same name.
    """
    drafts = [Draft.open(file) for file in deck.files]
    keys = {card.key for card in cards}
    rest = [card for card in deck.cards if card.key not in keys]
    labs = {ask.lab for ask in asks(tuple(cards))} & deck.labs.keys()
    cited = _cited(deck, drafts, keys)
    goods = Luggage(tuple(deck.labs[name] for name in sorted(labs)))
    _pack(
        goods, "labs", labs, {ask.lab for ask in asks(tuple(rest))}, deck.labs, other.labs, drafts
    )
    others = _cited(deck, drafts, {card.key for card in rest})
    _pack(goods, "sources", cited, others, deck.sources, other.sources, drafts)
    for draft in _files(deck, other, goods.labs):
        goods.files.append(draft)
        goods.notes.append(f"{_FOLDER}/{draft.path.name} is copied to {draft.path}")
    return goods


def _pack(
    goods: Luggage,
    key: str,
    names: Collection[str],
    still: Collection[str],
    here: Mapping[str, object],
    there: Mapping[str, object],
    drafts: Sequence[Draft],
) -> None:
    """Pack the ``names`` of one table that are not there yet; what is not ``still`` used goes."""
    for name in sorted(names):
        if name in there and bare(there[name]) != bare(here[name]):
            message = f"both decks have {quote(name)} under '{key}', and not the same"
            raise QuizError(message, "Rename one of them first.")
    for draft in drafts:
        table = draft.root.items.get(key)
        if not isinstance(table, Map):
            continue
        order = list(table.items)
        new = [name for name in order if name in names and name not in there]
        goods.brought.setdefault(key, []).extend(cuts(draft, table, map(order.index, new)))
        for name in new:
            how = "is copied: others use it too" if name in still else "goes along"
            goods.notes.append(f"{key}: {name} {how}")
        gone = [order.index(name) for name in order if name in names and name not in still]
        if gone:
            goods.left.append((draft.path, key, gone))


def _cited(deck: Deck, drafts: Sequence[Draft], keys: Collection[CardKey]) -> set[str]:
    """The names under ``sources`` that cards refer to."""
    return {
        ref.value
        for draft in drafts
        for node in _cards(draft)
        if isinstance(own := node.items.get("id"), Scalar)
        and f"{deck.name}/{name_of(own.value)}" in keys
        and isinstance(cited := node.items.get("source"), Map)
        and isinstance(ref := cited.items.get("ref"), Scalar)
    }


def _cards(draft: Draft) -> Iterator[Map]:
    cards = draft.root.items.get("cards")
    yield from (
        (node for node in cards.items if isinstance(node, Map)) if isinstance(cards, List) else ()
    )


def _files(deck: Deck, other: Deck, labs: Sequence[LabSpec]) -> Iterator[Draft]:
    """The files of the deck's own code labs and their tests, as they must be beside the other."""
    here, there = (one.path.absolute().parent / _FOLDER for one in (deck, other))
    if here == there or here == paths.shipped(_FOLDER):
        return
    runs = sorted({lab.run for lab in labs if lab.kind == "code"})
    for path in (here / name for run in runs for name in (f"{run}.py", f"test_{run}.py")):
        if not path.is_file():
            continue  # a shipped lab, or one without tests
        target, text = there / path.name, path.read_bytes().decode()
        if not target.exists():
            yield Draft(target, text, None)
        elif target.read_bytes() != path.read_bytes():
            raise QuizError(f"{target} is there already, and another one", "Rename one first.")
