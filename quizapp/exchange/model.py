"""Cards on their way in or out, and what could not come with them. No format, no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Data = Mapping[str, Any]
"""A card (or a part of one) as a deck writes it: its keys in plain maps, lists, texts, numbers."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that could not be carried as it was.

    ``kind`` is one word to count by (``picture``, ``script``, ``tag``, ``card``). ``place`` is
    where it stood in the file it came from (``row 7``, ``note 12``), ``what`` the thing itself,
    and ``done`` what was done about it.
    """

    kind: str
    what: str
    done: str
    place: str = ""

    def at(self, place: str) -> Loss:
        """The same, found there."""
        return replace(self, place=place)


@dataclass(frozen=True, slots=True)
class Carried:
    """One card in transit.

    ``data`` may lack an id, which is then made of the question, and a reason why the card has no
    proof. ``own_id`` is a name that people gave the card in the source: it is the id. ``guid`` is
    one that a program gave it for ever, such as Anki's: nobody can read it, so the id is made of
    the question, and ``was`` keeps the guid, by which a card reworded there is the same card here.
    """

    data: Data
    place: str
    own_id: str = ""
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Transit:
    """What a reader found in one file. ``origin`` is the file's name, for people."""

    origin: str
    cards: Sequence[Carried] = ()
    losses: Sequence[Loss] = ()
    title: str = ""
