"""What an edit comes to: files before and after, and the proof that they hold the cards meant."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from quizapp.deck.edit.draft import Draft
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.model import Ask, Card, CardKey, Deck, LabSpec, Position
from quizapp.errors import QuizError
from quizapp.text.clean import clean


@dataclass(frozen=True, slots=True)
class Plan:
    """Files to write together: first those that gain something, so that nothing is ever nowhere.

    ``notes`` say what is done besides what was asked for. ``holds`` are the cards and labs that
    each deck, by its file, must have then.
    """

    drafts: tuple[Draft, ...]
    holds: Mapping[Path, Holds]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holds:
    """What a deck must have: exactly these cards, and at least these labs. ``files`` are all of its
    files, so that it can be copied.
    """

    cards: tuple[Card, ...]
    labs: tuple[LabSpec, ...] = ()
    files: tuple[Path, ...] = ()


def renamed(card: Card, key: CardKey) -> Card:
    """The card under another key, which it remembers."""
    was = dict.fromkeys((*card.was, card.key))
    was.pop(key, None)
    return replace(card, key=key, was=tuple(was))


def difference(plan: Plan) -> str:
    """What changes, as a unified diff."""
    blocks = []
    for draft in plan.drafts:
        old, new = ((text or "").splitlines(keepends=True) for text in (draft.before, draft.raw))
        lines = unified_diff(old, new, str(draft.path), str(draft.path), n=2)
        blocks += [clean(line.rstrip("\r\n")) for line in lines]
    return "\n".join(blocks)


def prove(plan: Plan) -> None:
    """Load the decks as they will be, from copies, and compare them with what is meant.

    Raises:
        QuizError: they would not hold exactly that; with the loader's words where it refuses them.
    """
    for path, holds in plan.holds.items():
        if _wrong(loaded(path, holds.files, plan.drafts), holds):
            message = f"{path} would not hold exactly the cards meant; nothing was written"
            remedy = "This is a fault of quizapp, or an odd way to write a deck: edit it by hand."
            raise QuizError(message, remedy)


def loaded(path: Path, files: Iterable[Path], drafts: Iterable[Draft]) -> Deck:
    """A deck as it will be, loaded from a copy.

    Args:
        path: its file.
        files: all of its files.
        drafts: the files that will be otherwise.

    Raises:
        QuizError: it would not load; in the loader's words.
    """
    new = {draft.path.resolve(): draft.raw for draft in drafts}
    with TemporaryDirectory() as folder:
        try:
            deck = load_deck(_copy(path, files, new, Path(folder)))
            tuple(deck.cards)  # which are made when they are asked for
        except DeckErrors as errors:
            told = errors.message.replace(f"{folder}{os.sep}", "")
            raise QuizError(f"that would break {path}; nothing was written\n{told}") from None
    return deck


def _copy(path: Path, files: Iterable[Path], new: Mapping[Path, str], folder: Path) -> Path:
    """The deck with its files as they will be, somewhere else."""
    for file in dict.fromkeys((path, *files)):
        copy = folder / file.relative_to(path.parent)
        copy.parent.mkdir(parents=True, exist_ok=True)
        raw = new.get(file.resolve())
        copy.write_bytes(file.read_bytes() if raw is None else raw.encode())
    return folder / path.name


def _wrong(deck: Deck, holds: Holds) -> bool:
    have = {card.key: card for card in deck.cards}
    meant = {card.key: card for card in holds.cards}
    labs = {name: bare(lab) for name, lab in deck.labs.items()}
    return (
        have.keys() != meant.keys()
        or any(not _is_meant(have[key], card) for key, card in meant.items())
        or any(labs.get(lab.name) != bare(lab) for lab in holds.labs)
    )


def _is_meant(card: Card, meant: Card) -> bool:
    """A deck that had other names gives its cards more earlier keys than they need."""
    same = bare(replace(card, was=())) == bare(replace(meant, was=()))
    return same and set(card.was) >= set(meant.was)


def bare(value: Any) -> Any:
    """A part of a deck without its places, to be compared."""
    if isinstance(value, Position):
        return None
    if is_dataclass(value):
        return (type(value).__name__, *(bare(getattr(value, one.name)) for one in fields(value)))
    if isinstance(value, Mapping):
        return {key: bare(one) for key, one in value.items()}
    return tuple(map(bare, value)) if isinstance(value, (tuple, list)) else value


def asks(value: Any) -> Iterator[Ask]:
    """Every measurement that is asked for in a part of a card."""
    if isinstance(value, Ask):
        yield value
    if is_dataclass(value):
        for one in fields(value):
            yield from asks(getattr(value, one.name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from asks(item)
