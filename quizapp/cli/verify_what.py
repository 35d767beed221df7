"""Which decks and cards ``verify`` is about, from the words on its command line. Proves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quizapp.cli.library import open_files
from quizapp.cli.output import say
from quizapp.deck.library import Library
from quizapp.deck.model import Card, Deck
from quizapp.deck.report import Problem
from quizapp.errors import QuizError
from quizapp.lab.lint import lint_broken
from quizapp.lab.registry import code_labs
from quizapp.text.clean import clean
from quizapp.text.near import nearest


def decks_named(what: Sequence[str]) -> tuple[list[Deck], list[Problem]]:
    """The decks to prove, the whole library where none is named, and what is wrong with those
    that cannot be read.

    Raises:
        QuizError: a file or deck named is not there, or there is no deck in it; a deck chosen by
            its name is broken.
    """
    files = [Path(name) for name in what if _is_path(name)]
    if files and len(files) < len(what):
        raise QuizError("both files and deck names are given", "Give one kind.", status=2)
    if what and not files:
        return Library.load().named(what), []
    for path in files:
        if not path.exists():
            raise QuizError(f"{path}: no such file", "Name a deck's YAML file.", status=2)
    library = Library.load(files or None)
    for place in library.missing:
        say(f"not there now, not proven: {clean(str(place))}")
    if what and not library.decks and not library.broken:
        remedy = "A deck is a .yaml file with a `deck:` key."
        raise QuizError(f"no deck in {', '.join(what)}", remedy, status=2)
    labs = code_labs()
    return [*library.decks], [
        fault for errors in library.broken for fault in lint_broken(errors, labs)
    ]


def lab_named(word: str) -> tuple[str, Deck] | None:
    """The lab that ``FILE.yaml/LAB`` means, and its deck; None when the word is no such thing.

    Raises:
        QuizError: the file has problems, or no such lab.
    """
    where, _, lab = word.rpartition("/")
    if not where.endswith((".yaml", ".yml")):
        return None
    (deck, *_) = open_files([Path(where)]).decks
    if lab not in {*deck.labs, *code_labs()}:
        close = nearest(lab, deck.labs)
        has = f"The deck has: {', '.join(deck.labs) or 'none'}."
        raise QuizError(f"no lab {lab!r}", f"Did you mean {close!r}?" if close else has, status=2)
    return lab, deck


def _is_path(name: str) -> bool:
    return "/" in name or name.endswith((".yaml", ".yml")) or Path(name).exists()


def chosen_cards(decks: Sequence[Deck], only: Sequence[str] | None) -> list[tuple[Card, Deck]]:
    cards = [(card, deck) for deck in decks for card in deck.cards]
    if not only:
        return cards
    wanted = [pair for pair in cards if pair[0].key in only or _id(pair[0]) in only]
    names = {name for card, _ in wanted for name in (card.key, _id(card))}
    for name in only:
        if name not in names:
            raise _no_card(name, [card for card, _ in cards])
    return wanted


def _no_card(name: str, cards: Sequence[Card]) -> QuizError:
    known = [card.key if "/" in name else _id(card) for card in cards]
    close = nearest(name, known)
    remedy = f"Did you mean {close!r}?" if close else "A card's key is DECK/ID."
    return QuizError(f"no card {name!r}", remedy, status=2)


def _id(card: Card) -> str:
    return card.key.partition("/")[2]
