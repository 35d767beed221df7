"""CSV and TSV files, and the notes that Anki exports as text, read as cards in transit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from quizapp.errors import QuizError
from quizapp.exchange.columns import Columns, by_names, by_place
from quizapp.exchange.decode import read_text
from quizapp.exchange.model import Loss, Transit
from quizapp.exchange.rows import Rows
from quizapp.exchange.table import Row, Table, read_table

_ANKI_COLUMNS = {
    "tags column": "tags",
    "guid column": "guid",
    "notetype column": "Anki's note type",
    "deck column": "Anki's deck",
}
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
    cards = [reader.card(row) for row in rows]
    unknown = [Loss("column", f"the column '{name[:40]}'", "left out") for name in columns.unknown]
    over = [
        Loss("cell", f"what stands beyond column {columns.count}", "left out", row.place)
        for row in rows
        if any(cell.strip() for cell in row.cells[columns.count :])
    ]
    found = (*losses, *table.losses, *unknown, *over, *reader.losses)
    return Transit(path.name, cards, found, path.stem)


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
        return named, rows[1:]
    count = max(len(row.cells) for row in rows)
    known = {
        key: int(told) - 1
        for name, key in _ANKI_COLUMNS.items()
        if _COLUMN.fullmatch(told := table.told.get(name, ""))
    }
    columns = by_place(count, known)
    if "answer" not in columns.one:
        raise QuizError("there is only one column in it", _EXAMPLE)
    return columns, rows
