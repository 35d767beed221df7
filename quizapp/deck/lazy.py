"""A sequence of cards that fills itself as it is read. Knows no files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import overload

from quizapp.deck.model import Card, CardKey


class Cards(Sequence[Card]):
    """A deck's cards in order. Keys are known at once; a card is made when first asked for.

    Args:
        keys: the key of each card.
        make: gives the card at an index; called at most once for each.
        renamed: the present key of each earlier one (``was``).
    """

    __slots__ = ("_cards", "_index", "_make", "keys", "renamed")

    def __init__(
        self,
        keys: Sequence[CardKey],
        make: Callable[[int], Card],
        renamed: Mapping[CardKey, CardKey],
    ) -> None:
        self.keys = tuple(keys)
        self.renamed = renamed
        self._make = make
        self._cards: list[Card | None] = [None] * len(self.keys)
        self._index: dict[CardKey, int] = {}

    def find(self, key: CardKey) -> Card | None:
        """The card with this key, if it is here."""
        return self[self._index[key]] if self.has(key) else None

    def has(self, key: CardKey) -> bool:
        """Whether a card has this key."""
        if not self._index:
            self._index = {known: index for index, known in enumerate(self.keys)}
        return key in self._index

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, index: int) -> Card: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Card]: ...
    def __getitem__(self, index: int | slice) -> Card | Sequence[Card]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        card = self._cards[index]
        if card is None:
            card = self._cards[index] = self._make(index % len(self.keys))
        return card

    def __iter__(self) -> Iterator[Card]:
        return (self[index] for index in range(len(self.keys)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str) or len(self) != len(other):
            return False
        return all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(self.keys)

    def __repr__(self) -> str:
        return f"<{len(self)} cards>"


def of(cards: Sequence[Card]) -> Cards:
    """Cards that are all there already."""
    renamed = {old: card.key for card in cards for old in card.was}
    return Cards([card.key for card in cards], cards.__getitem__, renamed)
