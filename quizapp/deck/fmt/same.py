"""Whether two trees say the same: what a file means must not change when it is tidied."""

from __future__ import annotations

from quizapp.deck import scalar
from quizapp.deck.tree import List, Map, Node, Scalar


def same(one: Node, other: Node) -> bool:
    """Whether two trees have the same values; keys may be in another order."""
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        return one.value == other.value and _is_text(one) == _is_text(other)
    if isinstance(one, List) and isinstance(other, List):
        return len(one.items) == len(other.items) and all(map(same, one.items, other.items))
    if isinstance(one, Map) and isinstance(other, Map):
        return one.items.keys() == other.items.keys() and all(
            same(value, other.items[key]) for key, value in one.items.items()
        )
    return False


def _is_text(node: Scalar) -> bool:
    """Whether a scalar can be nothing but a text: in quotes, or no number, truth value or null."""
    if not node.plain:
        return True
    if node.value in scalar.NULLS:
        return False
    try:
        return isinstance(scalar.typed(node.value), str)
    except scalar.NotANumberError:
        return False
