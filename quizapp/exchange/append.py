"""Cards added at the end of a deck that is there; its own text stays as it is, byte for byte."""

from __future__ import annotations

import os
from pathlib import Path

from quizapp import atomic
from quizapp.deck.emit import emit
from quizapp.deck.events import parse
from quizapp.deck.files import read
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.model import Deck
from quizapp.deck.source import decode
from quizapp.deck.tree import List, Map
from quizapp.errors import QuizError
from quizapp.exchange.ready import Ready


def with_cards(deck: Deck, ready: Ready) -> str:
    """The text of the deck's own file with the cards below its last one.

    Raises:
        QuizError: that file does not end with a list of cards, one below another.
    """
    data = read(deck.path)
    old = data.decode("utf-8")
    if not ready.cards:
        return old
    indent = _indent(deck.path, data)
    lines = emit([card.data for _, card in ready.cards]).split("\n")
    new = "\n".join(f"{indent}{line}" if line else "" for line in lines)
    text = f"{old if old.endswith(chr(10)) else f'{old}{chr(10)}'}\n{new}"
    return text if "\r\n" not in old else old + text[len(old) :].replace("\n", "\r\n")


def add(deck: Deck, text: str) -> None:
    """Write the text in the place of the deck's file, once it has been seen to load as it should.

    Raises:
        QuizError: it does not, or cannot be written; then nothing has changed.
    """
    trial = deck.path.with_name(f".{os.urandom(6).hex()}.yaml")
    atomic.create(trial, text)
    try:
        grown = load_deck(trial)
    except DeckErrors as errors:
        first = errors.problems[0].message
        raise QuizError(
            f"the cards cannot be added to {deck.path}: {first}", _OTHERWISE
        ) from errors
    finally:
        trial.unlink(missing_ok=True)
    before = [card.key for card in deck.cards]
    if [card.key for card in grown.cards][: len(before)] != before:
        raise QuizError(f"the cards cannot be added to {deck.path} as it is written", _OTHERWISE)
    atomic.replace(deck.path, text)


_OTHERWISE = "Import into a file of its own, and name that under `include:`, or study both."


def _indent(path: Path, data: bytes) -> str:
    """The spaces before each ``-`` of the cards, which must be the last thing in the file."""
    source = decode(path, data)
    tree = parse(source)
    cards = tree.items.get("cards") if isinstance(tree, Map) else None
    last = isinstance(tree, Map) and list(tree.items)[-1] == "cards"
    if not isinstance(cards, List) or not cards.items or not last:
        raise QuizError(f"{path} does not end with its cards", _OTHERWISE)
    start = cards.start
    if source.text[start.index] != "-":
        raise QuizError(f"the cards of {path} stand in brackets", _OTHERWISE)
    return " " * start.column
