"""A deck as its author sees it: all that is right and wrong in it, and where each card is written.

Like ``load``, but a deck that is broken is no failure, and its files are parsed once for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quizapp.deck.assemble import assemble
from quizapp.deck.doubts import doubts
from quizapp.deck.gather import Files, gather
from quizapp.deck.load import in_order, no_collection
from quizapp.deck.model import Card, Deck, Position
from quizapp.deck.report import Problem
from quizapp.deck.source import Source, TooManyError
from quizapp.deck.tree import List, Map, Node, Scalar


@dataclass(frozen=True, slots=True)
class Written:
    """A card as it is written: its place, its last line, its source.

    ``id`` is empty where it cannot be read, and ``card`` None where too little can. A card that is
    ``broken`` has a problem in it; what could be read of it is no card to show.
    """

    id: str
    where: Position
    last: int
    text: str
    card: Card | None
    broken: bool


@dataclass(frozen=True, slots=True)
class Examined:
    """What there is to say of a deck's form.

    ``deck`` is what could be read of it, ``files`` all that it is made of, those among them that
    are not there (yet). ``parsed``: every file is YAML, so that no card is missing in ``cards``.
    """

    path: Path
    deck: Deck | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    cards: tuple[Written, ...]
    files: tuple[Path, ...]
    parsed: bool


def examine(path: Path) -> Examined:
    """Everything about the deck in a file, whatever is wrong with it."""
    files = Files(path.parent)
    deck = None
    with no_collection():
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
            cards=tuple(_cards(files, deck, problems)),
            files=tuple(files.tried),
            parsed=deck is not None and len(files.parts) == len(files.sources),
        )


def _cards(files: Files, deck: Deck | None, problems: tuple[Problem, ...]) -> Iterator[Written]:
    made = {card.where: card for card in deck.cards} if deck is not None else {}
    lines: dict[Path, list[int]] = {}
    for problem in problems:
        lines.setdefault(problem.position.path, []).append(problem.position.line)
    for source, part in files.parts:
        at = lines.get(source.path, [])
        cards = part.node.items.get("cards")
        for node in cards.items if isinstance(cards, List) else ():
            yield _written(source, node, made, at)


def _written(source: Source, node: Node, made: dict[Position, Card], at: list[int]) -> Written:
    text = source.text[node.start.index : _end(node)].rstrip()
    where = source.position(node.start)
    last = where.line + text.count("\n")
    broken = any(where.line <= line <= last for line in at)
    named = node.items.get("id") if isinstance(node, Map) else None
    id = named.value if isinstance(named, Scalar) else ""
    return Written(id, where, last, text, made.get(where), broken)


def _end(node: Node) -> int:
    """Where the last value in a node ends: maps and lists know only where they begin."""
    while isinstance(node, (Map, List)):
        inside = list(node.items.values()) if isinstance(node, Map) else node.items
        if not inside:
            break
        node = inside[-1]
    return node.end.index
