"""The ids of a deck, present and earlier: none twice, none taken over. Other decks: ``claims``."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.deck.cards import folded, name_of, old_keys
from quizapp.deck.model import CardKey
from quizapp.deck.read import Entry
from quizapp.deck.report import quote
from quizapp.deck.source import Source
from quizapp.deck.tree import Node

Place = tuple[Source, Node]


class Ids:
    """Ids in use, taken card by card; ``check_old`` once all are there.

    Args:
        names: the deck's name, then those that it had.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.count = 0
        self._names = names
        self._places: dict[str, tuple[str, Place]] = {}
        self._old: list[tuple[CardKey, Entry, Place]] = []

    def take(self, source: Source, entry: Entry) -> None:
        """Take one card's; its id in another's use is reported."""
        self.count += 1
        items = entry.node.items
        written: str | None = entry.values.get("id")
        node = items.get("was", items.get("id"))
        if node is not None:
            for key in old_keys(self._names, written, entry.values.get("was", ())):
                self._old.append((key, entry, (source, node)))
        if written is None:
            return
        place = (source, items["id"])
        first = self._places.setdefault(folded(written), (written, place))
        if first[1] is not place:
            self._collision(written, place, *first)
            entry.whole = False

    def check_old(self) -> None:
        """Earlier ids that are in use, or that two cards claim."""
        claimed: dict[CardKey, Entry] = {}
        present = {f"{self._names[0]}/{name_of(written)}" for written, _ in self._places.values()}
        for key, entry, (source, node) in self._old:
            old = key.removeprefix(f"{self._names[0]}/")
            if key in present:
                message = f"{quote(old)} in 'was' is the id of a card that is still here"
                source.at(node, "E111", message, "a card cannot take over another's history")
            elif claimed.setdefault(key, entry) is not entry:
                source.at(node, "E111", f"two cards were {quote(old)}", "remove one of the two")

    def _collision(self, written: str, place: Place, first: str, where: Place) -> None:
        source, node = place
        line = where[1].start.line + 1
        at = f"line {line}" if where[0] is source else f"{where[0].path.name}:{line}"
        if first == written:
            message = f"the id {quote(written)} is used twice (first on {at})"
        else:
            message = f"the ids {quote(first)} ({at}) and {quote(written)} look alike"
        source.at(node, "E111", message, "an id is a card's name for ever: choose another")
