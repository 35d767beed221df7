"""Kinds of values that a deck file is made of. What keys there are is in ``spec``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people: a string, or a map of language to string."""


@dataclass(frozen=True, slots=True)
class Plain:
    """One text in one language (a citation, a reason, an accepted answer)."""


@dataclass(frozen=True, slots=True)
class Word:
    """A name. ``pattern`` is a regular expression for all of it; ``looks`` says it in words.

    ``called`` is what it is the name of, for messages: ``a deck's name``.
    """

    pattern: str
    looks: str
    longest: int = 100
    called: str = "a name"


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number. ``low`` and ``high`` are allowed themselves."""

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A finite number, alone or with a unit: ``0.5``, ``50%``, ``3 ms``."""


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A relative tolerance from 0 to 1: ``0.01`` or ``1%``."""


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A typed plain value; with ``deep``, also a list or a map of them."""

    deep: bool = True


@dataclass(frozen=True, slots=True)
class Many:
    """A list. ``lone``: a single item may stand without its list.

    ``having`` are ``(key, least, most)``: how many of the items, all records, have that key;
    ``or_else`` is another way out when more have it.
    """

    item: Kind
    least: int = 0
    most: int | None = None
    lone: bool = False
    unique: bool = False
    having: tuple[tuple[str, int, int | None], ...] = ()
    or_else: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A map from free names to values of one kind."""

    name: Word
    value: Kind
    least: int = 0


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a record: what it means, what it is when left out, and a value as YAML.

    ``remedy``: who else can write it when it is missing. ``beside``: another key, and the kind of
    this one where that stands beside it, which asks for less.
    """

    kind: Kind
    doc: str
    required: bool = False
    default: str = ""
    example: str = ""
    remedy: str = ""
    beside: tuple[str, Kind] | None = None

    def kind_among(self, names: Collection[str]) -> Kind:
        """The kind where keys of these names are there."""
        return self.kind if self.beside is None or self.beside[0] not in names else self.beside[1]


@dataclass(frozen=True, slots=True)
class Record:
    """A map with fixed keys; ``name`` is how messages call it.

    ``one_of`` are keys of which exactly one must be there, ``rivals`` keys of which at most one
    may, ``any_of`` keys of which at least one must. With ``rest``, further keys are allowed and
    have values of that kind. Keys in ``elsewhere`` belong to the deck's own file alone. ``doc``
    says what one of several sorts is.
    """

    name: str
    keys: dict[str, Key]
    one_of: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    rest: Kind | None = None
    elsewhere: tuple[str, ...] = ()
    doc: str = ""
    required: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        needed = frozenset(name for name, key in self.keys.items() if key.required)
        object.__setattr__(self, "required", needed)


@dataclass(frozen=True, slots=True)
class Variants:
    """A record whose other keys depend on the word under ``tag``, which ``doc`` explains."""

    name: str
    tag: str
    records: dict[str, Record]
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Either:
    """A record when written as a map, else the other kind.

    ``words`` are plain values that mean something of their own here, each with its meaning.
    """

    plain: Kind
    record: Record
    words: tuple[tuple[str, str], ...] = ()


Kind = (
    Text
    | Plain
    | Word
    | Number
    | Quantity
    | Integer
    | Tolerance
    | Flag
    | OneOf
    | Value
    | Many
    | Table
    | Record
    | Variants
    | Either
)
