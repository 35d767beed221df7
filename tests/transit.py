"""Decks of cards that any format can hold, for laws about going out and coming back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from quizapp.deck.emit import emit
from quizapp.deck.load import load_deck
from quizapp.deck.model import Card, Deck, Position
from quizapp.exchange.ready import Ready
from quizapp.exchange.write import as_deck

_PIECES = [
    *["a", "b", " ", "\n", "\n\n", "Q: ", "A: ", "- [x] ", "1. ", "# ", "---", "::", "?", "'", '"'],
    *[",", ";", "\t", "=", "-", "+", "@", "\\", "`", "```", "$", "{", "}", "[", "]", "<br>"],
    *["*", "**", "_", "!", "|", "词", "é", "#tag", ">", "  ", "%", "~~~", "Tags: ", "{{c1::x}}"],
    "&lt;",
]  # fmt: skip


def _shown(text: str) -> str:
    """As a person reads it: no line ends in a space, no text begins or ends with an empty line."""
    return "\n".join(line.rstrip() for line in text.expandtabs(1).split("\n")).strip()


texts = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=8).map("".join).map(_shown)
texts = texts.filter(bool)
lines = texts.map(lambda text: " ".join(text.split())).filter(bool)
_tags = st.lists(st.sampled_from(["one", "A::B", "词", "x-y"]), unique=True, min_size=1)
_more = {"hint": texts, "why": texts, "source": lines, "unproven": lines, "tags": _tags}


def _card(kind: str, **keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"type": st.just(kind), **keys}, optional=_more)


def _options(right: int) -> st.SearchStrategy[list[dict[str, str]]]:
    """Two to six options, in any order, of which so many are right."""

    def made(drawn: tuple[list[str], list[str], int]) -> list[dict[str, str]]:
        found, whys, turn = drawn
        options = [
            {"right" if at < right else "wrong": text, **({"why": why} if why else {})}
            for at, (text, why) in enumerate(zip(found, whys, strict=False))
        ]
        turn %= len(options)
        return options[turn:] + options[:turn]

    many = st.lists(texts, min_size=right + 1, max_size=6, unique=True)
    whys = st.lists(texts | st.just(""), min_size=6, max_size=6)
    return st.tuples(many, whys, st.integers(0, 5)).map(made)


_numbers = st.integers(-1000, 1000) | st.floats(-1e6, 1e6).map(lambda x: round(x, 6))
_clozes = texts.map(lambda text: text.translate({ord("{"): None, ord("}"): None}))
_CARDS = st.one_of(
    _card("qa", q=texts, answer=texts),
    _card("cloze", text=_clozes.map(lambda text: f"{text} {{{{c1::gap::h}}}} x".strip())),
    _card("choice", q=texts, options=_options(1)),
    _card("choices", q=texts, options=_options(2) | _options(1)),
    _card("truth", q=texts, answer=st.booleans()),
    _card("order", q=texts, items=st.lists(texts, min_size=2, max_size=8, unique=True)),
    _card("typed", q=texts, answer=texts, accept=st.lists(lines, unique=True, max_size=2)),
    _card("number", q=texts, answer=_numbers, tol=st.sampled_from([0.01, 0.25]), unit=lines),
)


def decks() -> st.SearchStrategy[list[dict[str, Any]]]:
    """The data of one to four cards of any type."""
    return st.lists(_CARDS, min_size=1, max_size=4).map(
        lambda cards: [{"id": f"card-{at}", **card} for at, card in enumerate(cards)]
    )


def write_deck(path: Path, cards: list[dict[str, Any]]) -> Deck:
    """A deck file with these cards, loaded."""
    data = [{"unproven": "an opinion", **card} for card in cards]
    path.write_text(emit({"quizapp": 1, "deck": "it", "cards": data}), encoding="utf-8")
    return load_deck(path)


def load_text(path: Path, ready: Ready) -> Deck:
    """The deck that was made of cards in transit, loaded."""
    path.write_text(as_deck(ready, path.name, "it").files[path.name], encoding="utf-8")
    return load_deck(path)


def comparable(card: Card) -> Card:
    """The card without the places it was read at."""
    nowhere = Position(Path(), 0, 0)
    options = tuple(replace(option, where=None) for option in card.options)
    return replace(card, where=nowhere, options=options)
