"""What a deck may say and probably does not mean: warnings, for `deck check`. Refuses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from quizapp.deck.events import parse
from quizapp.deck.gather import Files
from quizapp.deck.model import Deck, Position
from quizapp.deck.report import Problem, quote
from quizapp.deck.scalar import NUMBER, flag
from quizapp.deck.source import Source, decode
from quizapp.deck.template import PLACEHOLDER
from quizapp.deck.tree import List, Map, Node, Scalar
from quizapp.text.math import outside_code, unknown_commands, without_maths

DOUBTS: Mapping[str, str] = MappingProxyType(
    {
        "W201": "YAML takes the rest of a text for a comment",
        "W202": "maths that is shown as it is written",
        "W203": "a {placeholder} on a card that varies nothing",
        "W204": "no cards",
        "W205": "checks, and a reason why there can be none",
        "W206": "a card that may be an earlier one under a new id",
        "W207": "a card whose reviews went to quite another question",
    }
)
"""Every code of a warning."""

_TEXTS = ("q", "text", "answer", "right", "wrong", "why", "hint", "items", "title", "about")
_COMMENT = re.compile(r"\s+#")
_STRAY = re.compile(r"(?<!\\)\$(?![0-9])")


def doubts(deck: Deck, files: Files | None = None) -> list[Problem]:
    """The warnings of a deck whose form is right, file by file.

    Args:
        files: its files, where they are parsed already.
    """
    found: list[Problem] = []
    for source, root in _trees(deck, files):
        in_file = _in_file(source, root)
        found += sorted(in_file, key=lambda one: (one.position.line, one.position.column))
    if not deck.cards:
        found.append(Problem("W204", "the deck has no cards", Position(deck.path, 1, 1), 0))
    return found


def _trees(deck: Deck, files: Files | None) -> Iterator[tuple[Source, Node | None]]:
    from quizapp.deck.files import read

    parsed = {source.path: (source, part.node) for source, part in files.parts} if files else {}
    for path in deck.files:
        if path in parsed:
            source, root = parsed[path]
            yield Source(path, source.text), root
        else:
            source = decode(path, read(path))
            yield source, parse(source)


def _in_file(source: Source, root: Node | None) -> list[Problem]:
    cards = root.items.get("cards") if isinstance(root, Map) else None
    for node in _texts(root):
        _comment(source, node)
        _maths(source, node)
    for card in cards.items if isinstance(cards, List) else ():
        if isinstance(card, Map):
            _card(source, card)
    return source.problems


def _texts(root: Node | None) -> Iterator[Scalar]:
    """Every text that a learner reads, in whatever language."""
    waiting: list[tuple[Node, bool]] = [] if root is None else [(root, False)]
    while waiting:
        node, is_text = waiting.pop()
        if isinstance(node, Scalar):
            if is_text:
                yield node
        elif isinstance(node, List):
            waiting += [(item, is_text) for item in node.items]
        elif isinstance(node, Map):
            waiting += [(item, is_text or name in _TEXTS) for name, item in node.items.items()]


def _comment(source: Source, node: Scalar) -> None:
    if not node.plain or flag(node.value) is not None or NUMBER.fullmatch(node.value):
        return  # a remark beside a number or a truth value hides nothing
    line = source.lines[node.end.line]
    if (eaten := _COMMENT.match(line, node.end.column)) is not None:
        length = len(line) - eaten.end() + 1
        message = "YAML takes the rest of the line for a comment"
        help = "put the text in quotes, or the comment on a line of its own"
        source.report(node.end.line, eaten.end() - 1, length, "W201", message, help)


def _maths(source: Source, node: Scalar) -> None:
    if "$" not in node.value:
        return
    for text in outside_code(node.value):
        for name in unknown_commands(text):
            message = f"{quote(name)} is not a command that is known"
            source.within(node, name, "W202", message, "it is shown as it is written")
        if _STRAY.search(without_maths(text)):
            message = "a $ without its partner"
            source.at(node, "W202", message, "close the maths, or put the sign in `code`")
            return


def _card(source: Source, card: Map) -> None:
    if "verify" in card.items and "unproven" in card.items:
        message = "'unproven' on a card with checks"
        help = "remove it, or the checks that it says cannot be"
        source.at(card.keys["unproven"], "W205", message, help)
    if "vary" in card.items:
        return
    for node in _texts(card):
        for text in outside_code(node.value) if "{" in node.value else ():
            for found in PLACEHOLDER.finditer(without_maths(text)):
                message = f"{quote(found[0])} is shown as it is: the card has no `vary`"
                help = f"vary: {{{found[1]}: [its values]}}, or `code` around it"
                source.within(node, found[0], "W203", message, help)
