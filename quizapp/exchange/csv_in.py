"""CSV and TSV files, and the notes that Anki exports as text, read as cards in transit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from quizapp.errors import QuizError
from quizapp.exchange import anki_decks, anki_text
from quizapp.exchange.columns import Columns, by_names, by_place, seem_names
from quizapp.exchange.decode import read_text
from quizapp.exchange.model import Carried, Loss, Transit
from quizapp.exchange.rows import Rows
from quizapp.exchange.table import Row, Table, read_table

_LOOKED_AT = 100
_COLUMN = re.compile("[1-9][0-9]{0,2}")
_EXAMPLE = (
    "Name the columns in the first row: question,answer or: question,option 1,option 2,answer."
)


def read(path: Path, *, encoding: str = "", html: bool = False) -> Transit:
    """The cards in a table, one in a row.

    Args:
        path: the file.
        encoding: how it is encoded; empty to find out.
        html: whether its cells are HTML, unless it says so itself (``#html:true``).

    Raises:
        QuizError: it cannot be read as a table of cards.
    """
    text, losses = read_text(path, encoding)
    tabs = "\t" if path.suffix.lower() == ".tsv" and "\t" in text else ""
    try:
        table = read_table(text, tabs, lambda names: by_names(names) is not None)
        columns, rows = _columns(table)
    except QuizError as error:
        raise QuizError(f"{path}: {error.message}", error.remedy) from None
    told_html = table.told.get("html", "").lower()
    reader = Rows(columns, html=told_html == "true" if told_html else html)
    cards, title = _cards(table, rows, reader)
    unknown = [Loss("column", f"the column '{name[:40]}'", "left out") for name in columns.unknown]
    over = [
        Loss("cell", f"what stands beyond column {columns.count}", "left out", row.place)
        for row in rows
        if any(cell.strip() for cell in row.cells[columns.count :])
    ]
    found = (*losses, *table.losses, *_unnamed(table, rows), *unknown, *over, *reader.losses)
    return Transit(path.name, cards, found, title or path.stem)


def _unnamed(table: Table, rows: Sequence[Row]) -> Iterator[Loss]:
    """A first row that looks like the names of columns, in a language that we do not know."""
    if len(rows) == len(table.rows) and not table.told.keys() & {"columns", *anki_text.COLUMNS}:
        first, *others = [row.cells for row in rows[:_LOOKED_AT]]
        if seem_names(first, others):
            names = ", ".join(f"'{cell.strip()}'" for cell in first if cell.strip())
            what = f"{names[:80]} name no column that is known"
            yield Loss("header", what, "taken as a card", rows[0].place)


def _cards(table: Table, rows: Sequence[Row], reader: Rows) -> tuple[list[Carried], str]:
    """The cards, and the title that Anki's decks give them; what is lost goes to the reader's."""
    decks = [_said(table, row, anki_text.DECK) for row in rows]
    several = len(set(decks)) > 1
    notetypes: list[str] = []
    cards: list[Carried] = []
    for row, deck in zip(rows, decks, strict=True):
        if anki_text.hides_picture(row):
            what = "parts of a picture to name"
            reader.losses.append(Loss("picture", what, "left out", row.place))
            continue
        notetypes.append(_said(table, row, anki_text.NOTETYPE))
        made = anki_text.cards_of(reader.card(row), notetypes[-1])
        cards += [anki_text.tagged(card, deck) for card in made] if several else made
    reader.losses += [*anki_decks.merged(len(set(decks))), *anki_text.unknown(notetypes)]
    return cards, anki_decks.title(decks)


def _said(table: Table, row: Row, name: str) -> str:
    """The deck or the note type of a row: in a column of its own, or one for the whole file."""
    column = table.told.get(f"{name} column", "")
    if not _COLUMN.fullmatch(column):
        return table.told.get(name, "").strip()
    at = int(column) - 1
    return row.cells[at].strip() if at < len(row.cells) else ""


def _columns(table: Table) -> tuple[Columns, Sequence[Row]]:
    """What the columns are, and the rows that hold cards."""
    rows = table.rows
    if not rows:
        raise QuizError("there are no rows in it", _EXAMPLE)
    if "columns" in table.told:
        named = by_names(table.told["columns"].split(table.delimiter))
        if named is not None:
            return named, rows
    named = by_names(rows[0].cells)
    if named is not None:
        if len(rows) == 1:
            raise QuizError("there is no row below the names of its columns", _EXAMPLE)
        return named, rows[1:]
    count = max(len(row.cells) for row in rows)
    known = {
        key: int(told) - 1
        for name, key in anki_text.COLUMNS.items()
        if _COLUMN.fullmatch(told := table.told.get(name, ""))
    }
    columns = by_place(count, known)
    if "answer" not in columns.one:
        raise QuizError("there is only one column in it", _EXAMPLE)
    return columns, rows
