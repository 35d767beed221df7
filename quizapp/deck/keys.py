"""Where a key of a map stands in a deck's file, looked up once a problem must point at it.

The model keeps the places of maps alone: what is right needs no more, and most decks are right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
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


Maps = Mapping[tuple[int, int], Map]
"""The maps of a file by the line and column at which they start."""


def _nowhere(_path: Path) -> Maps | None:
    return None


_parsed: ContextVar[Callable[[Path], Maps | None]] = ContextVar("parsed", default=_nowhere)


@contextmanager
def parsed(trees: Mapping[Path, Node]) -> Iterator[None]:
    """Meanwhile, places in these files are looked up in their trees."""

    @cache
    def maps(path: Path) -> Maps | None:
        return _index(trees[path]) if path in trees else None

    before = _parsed.set(maps)
    try:
        yield
    finally:
        _parsed.reset(before)


def _maps_in(path: Path) -> Maps:
    from quizapp.deck.files import UnreadableError, read

    known = _parsed.get()(path)
    if known is not None:
        return known
    try:
        return _maps(path, read(path))
    except UnreadableError:
        return {}


@lru_cache(maxsize=1)
def _maps(path: Path, data: bytes) -> Maps:
    from quizapp.deck.events import parse
    from quizapp.deck.source import TooManyError, decode

    try:
        root = parse(decode(path, data))
    except TooManyError:
        return {}
    return {} if root is None else _index(root)


def _index(root: Node) -> Maps:
    found: dict[tuple[int, int], Map] = {}
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Map):
            found[node.start.line + 1, node.start.column + 1] = node
            waiting.extend(node.items.values())
        elif isinstance(node, List):
            waiting.extend(node.items)
    return found
