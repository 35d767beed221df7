"""Cards that are ready, written as a deck in YAML: one file, or several when it is large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from quizapp import atomic
from quizapp.deck import limits
from quizapp.deck.emit import emit
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.model import Deck
from quizapp.deck.spec import VERSION
from quizapp.errors import QuizError
from quizapp.exchange.model import Data
from quizapp.exchange.ready import Ready

_PART_BYTES = limits.FILE_BYTES * 3 // 4


@dataclass(frozen=True, slots=True)
class Written:
    """A deck as text: its own file first, then those that it includes, by their names; and what
    they hold.
    """

    files: Mapping[str, str]
    deck: Deck

    def save(self, folder: Path) -> None:
        """Write the files into a folder, the deck's own last; nothing is overwritten.

        Raises:
            QuizError: a file is there already (status 2), or cannot be written.
        """
        for name in self.files:
            if (folder / name).exists() or (folder / name).is_symlink():
                remedy = "Choose another name, or give --append: nothing is overwritten."
                raise QuizError(f"{folder / name} is there already", remedy, status=2)
        for name, text in reversed(list(self.files.items())):
            atomic.create(folder / name, text)


def as_deck(ready: Ready, file: str, deck: str, title: str = "") -> Written:
    """The deck's text, which has been loaded once when it is given back.

    Args:
        ready: its cards.
        file: what its file will be called, such as ``words.yaml``.
        deck: its lasting name.
        title: what learners see; the name if empty.

    Raises:
        QuizError: there are no cards, or more than one deck can hold.
    """
    cards = [card.data for _, card in ready.cards]
    if not cards:
        raise QuizError("there is no card in it that a deck can hold")
    if len(cards) > limits.CARDS:
        remedy = "Divide the file, and import it as several decks."
        raise QuizError(f"{len(cards)} cards; a deck holds at most {limits.CARDS}", remedy)
    head = {"quizapp": VERSION, "deck": deck, **({"title": title} if title else {})}
    files = _files(head, cards, file)
    return Written(files, _loaded(files))


def _files(head: Mapping[str, Any], cards: Sequence[Data], file: str) -> dict[str, str]:
    whole = emit({**head, "cards": cards})
    size = len(whole.encode())
    if size <= _PART_BYTES:
        return {file: whole}
    each = max(1, len(cards) * _PART_BYTES // size * 3 // 4)
    stem = Path(file).stem
    parts = {
        f"{stem}.{start // each + 1}.yaml": emit(
            {"quizapp": VERSION, "cards": cards[start : start + each]}
        )
        for start in range(0, len(cards), each)
    }
    return {file: emit({**head, "include": list(parts)}), **parts}


def _loaded(files: Mapping[str, str]) -> Deck:
    """Load what is to be written: every card was fine by itself, so are all together."""
    with TemporaryDirectory(prefix="quizapp-") as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text, encoding="utf-8", newline="")
        try:
            return load_deck(Path(folder, next(iter(files))))
        except DeckErrors as errors:
            first = errors.problems[0]
            remedy = first.help and f"{first.help[:1].upper()}{first.help[1:]}."
            raise QuizError(f"no deck can be made of it: {first.message}", remedy) from errors
