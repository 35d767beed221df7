"""A file's text tidied, with the proof that it says the same. Reads and writes no files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quizapp.deck.events import parse
from quizapp.deck.fmt.ids import Taken, add_ids
from quizapp.deck.fmt.layout import layout
from quizapp.deck.fmt.order import put_in_order
from quizapp.deck.fmt.same import same
from quizapp.deck.fmt.write import UnwritableError, write
from quizapp.deck.source import Source, TooManyError
from quizapp.deck.tree import Map, Node
from quizapp.errors import QuizError

_SIGNS = ("quizapp", "deck", "cards")
"""One of these keys shows that a file is meant as a deck: other YAML is left alone."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """A text in the one style, and the ids that were added to it."""

    text: str
    ids: tuple[str, ...] = ()


def read(source: Source) -> Map | None:
    """The tree of a file that can be tidied; what stands against it is reported in the source."""
    if source.problems:
        return None
    try:
        root = parse(source)
    except TooManyError:
        return None
    if source.problems:
        return None
    if root is None:
        source.report_whole("E100", "the file holds nothing but comments")
    elif not isinstance(root, Map):
        source.at(root, "E103", "a deck must be a map of keys", "write its keys, such as 'cards:'")
    elif not any(key in root.items for key in _SIGNS):
        first: Node = next(iter(root.keys.values()), root)
        source.at(first, "E102", "this is no deck", "a deck has at least `quizapp: 1`")
    else:
        return root
    return None


def tidy(source: Source, root: Map, taken: Taken | None) -> Tidied | None:
    """The file in the one style; ``None`` when something stands against it, reported as above.

    Args:
        source: the text.
        root: its tree.
        taken: the ids of the deck, among which new ones are made; ``None`` makes none.

    Raises:
        QuizError: it would not say the same, which is a fault of ours.
    """
    whole = layout(source, root)
    ids = add_ids(whole, taken) if taken is not None else []
    put_in_order(whole)
    try:
        text = write(source, whole)
    except UnwritableError as error:
        source.at(error.key, "E103", "a key must be on one line", "shorten it")
        return None
    again = read(Source(source.path, text))
    if again is None or not same(root, again):
        raise _fault(source.path)
    return Tidied(text, tuple(ids))


def _fault(path: Path) -> QuizError:
    message = f"{path} was left as it is: in the one style it would not say the same"
    return QuizError(message, "That is a fault of quizapp; please report it with the file.")
