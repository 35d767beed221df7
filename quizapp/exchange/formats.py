"""Which reader and which writer a file has, by the end of its name; each is imported when used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quizapp.deck.model import Deck
from quizapp.errors import QuizError
from quizapp.exchange.model import Loss, Transit
from quizapp.exchange.plain import Measure, plain_cards

_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_TABLES = (*_DELIMITERS, ".txt")
_MARKDOWN = (".md", ".markdown")
ANKI = (".apkg", ".colpkg")
"""Packages of some decks, and of a whole collection: the same archive."""

_READ = "There are: .csv, .tsv, .txt (notes that Anki exported as text), .md, .apkg, .colpkg."
_WRITTEN = "There are: .csv, .tsv, .md, .apkg."


def read(path: Path, *, encoding: str = "", html: bool = False) -> Transit:
    """The cards in a file.

    Args:
        path: the file; the end of its name says what it is.
        encoding: of a text file; empty to find out.
        html: whether the cells of a table are HTML, where it does not say so itself.

    Raises:
        QuizError: there is no such file (status 2), or it cannot be read as what it is.
    """
    kind = path.suffix.lower()
    if kind in _TABLES:
        from quizapp.exchange import csv_in

        return csv_in.read(path, encoding=encoding, html=html)
    if kind in _MARKDOWN:
        from quizapp.exchange import markdown_in

        return markdown_in.read(path, encoding=encoding)
    if kind in ANKI:
        from quizapp.exchange.apkg import inward

        return inward.read(path).transit
    raise QuizError(f"{path}: cards cannot be read from {kind or 'such'} files", _READ, status=2)


def as_text(
    decks: Sequence[Deck], path: Path, lang: str, measure: Measure
) -> tuple[str, int, list[Loss]]:
    """The decks as a text file, how many cards are in it, and what is not.

    Args:
        decks: whose cards are written.
        path: the end of its name says what kind of file it is.
        lang: of the texts.
        measure: gives the answers that labs measure.

    Raises:
        QuizError: there is no such kind (status 2).
    """
    kind = path.suffix.lower()
    cards, losses = plain_cards(decks, lang, measure)
    if kind in _DELIMITERS:
        from quizapp.exchange.csv_out import as_table

        text, more = as_table(cards, _DELIMITERS[kind])
    elif kind in _MARKDOWN:
        from quizapp.exchange.markdown_out import as_markdown

        text, more = as_markdown(cards, [deck.title.pick(lang) for deck in decks])
    else:
        message = f"{path}: cards cannot be written into {kind or 'such'} files"
        raise QuizError(message, _WRITTEN, status=2)
    return text, len(cards), [*losses, *more]
