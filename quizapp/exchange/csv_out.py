"""Cards written as CSV or TSV, one in a row, so that ``csv_in`` reads the same cards back.

A cell that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from quizapp.deck.scalar import NUMBER
from quizapp.exchange.answers import write_picked
from quizapp.exchange.model import Loss
from quizapp.exchange.plain import PlainCard
from quizapp.exchange.rows import GUARDED

_FIRST = ("id", "type", "question", "answer")
_LAST = ("accept", "tol", "unit", "hint", "why", "tags", "source", "unproven")


def as_table(cards: Sequence[PlainCard], delimiter: str) -> tuple[str, list[Loss]]:
    """The text of the file, with only the columns that some card fills, and what did not go."""
    losses: list[Loss] = []
    rows = [_row(card, losses) for card in cards]
    columns = _columns(rows)
    made = StringIO()
    writer = csv.writer(made, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(guard(row.get(column, "")) for column in columns)
    # Without the mark, spreadsheets take UTF-8 for the encoding of the country that they are in.
    return "\ufeff" + made.getvalue(), losses


def guard(text: str) -> str:
    """The text, safe in a cell of a spreadsheet."""
    if GUARDED.match(text) and NUMBER.fullmatch(text) is None:
        return f"'{text}"
    return text


def _row(card: PlainCard, losses: list[Loss]) -> dict[str, str]:
    """What is in the card's row, by column."""
    row = {
        "id": card.id,
        "type": card.type.value,
        "question": card.question,
        "answer": card.answer,
        "accept": "\n".join(card.accept),
        "tol": card.tol,
        "unit": card.unit,
        "hint": card.hint,
        "why": card.why,
        "tags": " ".join(card.tags),
        "source": card.source,
        "unproven": card.unproven,
    }
    if any("\n" in text for text in card.accept):
        losses.append(Loss("accept", "other answers of several lines", "cut into lines", card.id))
    if card.options:
        texts = [option.text for option in card.options]
        right = [at for at, option in enumerate(card.options) if option.right]
        row["answer"] = write_picked(right, texts)
    for number, option in enumerate(card.options, 1):
        row[f"option {number}"] = option.text
        row[f"option {number} why"] = option.why
    for number, item in enumerate(card.items, 1):
        row[f"item {number}"] = item
    return row


def _columns(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """All columns that are filled somewhere: what is asked first, then the options in order."""
    filled = {column for row in rows for column, text in row.items() if text}
    filled |= set(_FIRST)
    several = sorted(
        filled - {*_FIRST, *_LAST}, key=lambda name: (name.split()[0], _number(name), name)
    )
    return [*_FIRST, *several, *(column for column in _LAST if column in filled)]


def _number(column: str) -> int:
    return int(column.split()[1])
