"""Where a key of a map stands in a deck's file, looked up once a problem must point at it.

The model keeps the places of maps alone: what is right needs no more, and most decks are right.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from quizapp.deck.model import Position
from quizapp.deck.tree import List, Map, Node


def key_at(where: Position, *keys: str) -> tuple[Position, int]:
    """The place and the length of a key in the map at ``where``, each key inside the one before.

    Where a key is not there, it is the last that is; without any, the map itself.
    """
    node: Node | None = _maps_in(where.path).get((where.line, where.column))
    found = (where, 1)
    for key in keys:
        if not isinstance(node, Map) or key not in node.items:
            break
        at = node.keys[key]
        length = at.end.index - at.start.index
        found = (Position(where.path, at.start.line + 1, at.start.column + 1), length)
        node = node.items[key]
    return found


def top_key(path: Path, key: str) -> tuple[Position, int] | None:
    """The place and the length of a key of the file itself, if it is there."""
    maps = _maps_in(path)
    if not maps or key not in (root := maps[min(maps)]).items:
        return None
    at = root.keys[key]
    where = Position(path, at.start.line + 1, at.start.column + 1)
    return where, at.end.index - at.start.index


def _maps_in(path: Path) -> dict[tuple[int, int], Map]:
    from quizapp.deck.files import UnreadableError, read

    try:
        return _maps(path, read(path))
    except UnreadableError:
        return {}


@lru_cache(maxsize=1)
def _maps(path: Path, data: bytes) -> dict[tuple[int, int], Map]:
    """Each map of a file by the line and column at which it starts."""
    from quizapp.deck.events import parse
    from quizapp.deck.source import TooManyError, decode

    found: dict[tuple[int, int], Map] = {}
    try:
        root = parse(decode(path, data))
    except TooManyError:
        return found
    waiting: list[Node] = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Map):
            found[node.start.line + 1, node.start.column + 1] = node
            waiting.extend(node.items.values())
        elif isinstance(node, List):
            waiting.extend(node.items)
    return found
