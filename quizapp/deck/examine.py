"""A deck as its author sees it: all that is right and wrong in it, and where each card is written.

Like ``load``, but a deck that is broken is no failure, and its files are parsed once for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.deck.assemble import assemble
from quizapp.deck.doubts import doubts
from quizapp.deck.gather import Files, gather
from quizapp.deck.load import in_order
from quizapp.deck.model import Card, Deck, Position
from quizapp.deck.report import Problem
from quizapp.deck.source import Source, TooManyError
from quizapp.deck.tree import List, Map, Node, Scalar


@dataclass(frozen=True, slots=True)
class Written:
    """A card as it is written: its place, its last line, its source.

    ``id`` is empty where it cannot be read, and ``card`` None where too little can. Of a card that
    has a problem in it, ``card`` is no more than what could be read.
    """

    id: str
    where: Position
    last: int
    text: str
    card: Card | None


@dataclass(frozen=True, slots=True)
class Examined:
    """What there is to say of a deck's form.

    ``deck`` is what could be read of it, ``files`` all that it is made of, those among them that
    are not there (yet). ``parsed``: every file is YAML, so that no card is missing in ``cards``.
    ``trees`` are large: whoever is done with them lets go of the whole.
    """

    path: Path
    deck: Deck | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    cards: tuple[Written, ...]
    files: tuple[Path, ...]
    parsed: bool
    trees: Mapping[Path, Node] = field(repr=False)


def examine(path: Path) -> Examined:
    """Everything about the deck in a file, whatever is wrong with it."""
    files = Files(path.parent)
    deck = None
    try:
        gather(files, path)
        deck = assemble(files)
    except TooManyError:
        pass  # all reported
    problems = tuple(in_order(files.sources))
    return Examined(
        path,
        deck,
        problems,
        warnings=() if problems or deck is None else tuple(doubts(deck, files)),
        cards=tuple(_cards(files, deck)),
        files=tuple(files.tried),
        parsed=deck is not None and len(files.parts) == len(files.sources),
        trees={source.path: part.node for source, part in files.parts},
    )


def _cards(files: Files, deck: Deck | None) -> Iterator[Written]:
    made = {card.where: card for card in deck.cards} if deck is not None else {}
    for source, part in files.parts:
        cards = part.node.items.get("cards")
        for node in cards.items if isinstance(cards, List) else ():
            yield _written(source, node, made)


def _written(source: Source, node: Node, made: Mapping[Position, Card]) -> Written:
    text = source.text[node.start.index : _end(node)].rstrip()
    where = source.position(node.start)
    named = node.items.get("id") if isinstance(node, Map) else None
    id = named.value if isinstance(named, Scalar) else ""
    return Written(id, where, where.line + text.count("\n"), text, made.get(where))


def _end(node: Node) -> int:
    """Where the last value in a node ends: maps and lists know only where they begin."""
    while isinstance(node, (Map, List)):
        inside = list(node.items.values()) if isinstance(node, Map) else node.items
        if not inside:
            break
        node = inside[-1]
    return node.end.index
