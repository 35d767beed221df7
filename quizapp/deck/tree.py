"""The tree that deck files become: scalars, lists and maps that know their place. No types yet."""

from __future__ import annotations

from typing import Protocol


class Mark(Protocol):
    """A place in a text; line, column and index count characters from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def index(self) -> int: ...


class Scalar:
    """A text. ``plain``: written without quotes, so it may stand for a number or a truth value."""

    __slots__ = ("end", "plain", "start", "value")

    def __init__(self, value: str, plain: bool, start: Mark, end: Mark) -> None:
        self.value = value
        self.plain = plain
        self.start = start
        self.end = end


class List:
    """A list of nodes."""

    __slots__ = ("end", "items", "start")

    def __init__(self, start: Mark, end: Mark) -> None:
        self.items: list[Node] = []
        self.start = start
        self.end = end


class Map:
    """A map: the value node of each key, and the key nodes in ``keys``. Nothing is there twice."""

    __slots__ = ("end", "items", "key", "keys", "start")

    def __init__(self, start: Mark, end: Mark) -> None:
        self.items: dict[str, Node] = {}
        self.keys: dict[str, Scalar] = {}
        self.key: Scalar | None = None  # while building: the key whose value comes next
        self.start = start
        self.end = end


class Refused:
    """Where something stood that was refused and reported already; readers pass over it."""

    __slots__ = ("end", "start")

    def __init__(self, start: Mark, end: Mark) -> None:
        self.start = start
        self.end = end


Node = Scalar | List | Map | Refused
