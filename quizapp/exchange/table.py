"""CSV and TSV files as rows of cells: delimiter, quotes, first lines. What cells mean: ``rows``."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from types import MappingProxyType

from quizapp.errors import QuizError
from quizapp.exchange.model import Loss

COLUMNS = 200
"""Columns of a row at most."""

_FIRST_LINES = 30
_SAMPLE = 64 * 1024
_SNIFFED_ROWS = 100
_DELIMITERS = "\t,;|"
_NAMED: Mapping[str, str] = MappingProxyType(
    {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}
)
_DIRECTIVE = re.compile(
    r"#(separator|html|tags|columns|notetype|deck|if matches"
    r"|(?:tags|notetype|deck|guid) column):[ \t]*(.*)",
    re.IGNORECASE,
)
_EXCEL = re.compile(r"sep=(.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells, and where they stand: rows count as a spreadsheet shows them, lines as an editor."""

    cells: Sequence[str]
    place: str


@dataclass(frozen=True, slots=True)
class Table:
    """All rows that are not empty. ``told`` is what the file says of itself in Anki's ``#`` lines
    (``html``, ``tags column``, …), by lower-case names.
    """

    rows: Sequence[Row]
    delimiter: str
    told: Mapping[str, str] = field(default_factory=dict)
    losses: Sequence[Loss] = ()


def read_table(
    text: str, delimiter: str = "", is_head: Callable[[Sequence[str]], bool] = lambda _: False
) -> Table:
    """The rows of a CSV or TSV file.

    Args:
        text: all of it.
        is_head: whether a first row has the names of columns, so that it is cut as it should be.
        delimiter: what stands between cells, unless the file says otherwise; empty to find out.

    Raises:
        QuizError: it is no table: a quote is left open, a row or cell is without end.
    """
    told, body, skipped = _first_lines(text)
    named = told.get("separator", "")
    if named:
        delimiter = _NAMED.get(named.lower(), named)
        if len(delimiter) != 1 or delimiter in '"\r\n':
            raise QuizError(f"the separator {named[:20]!r} is not one character")
    delimiter = delimiter or _sniff(body, is_head)
    losses: list[Loss] = []
    try:
        rows = list(_rows(body, delimiter, skipped))
    except QuizError:
        if delimiter != "\t":
            raise
        # Tabs need no quotes, and whoever writes them by hand means each quote as it stands.
        rows = list(_rows(body, delimiter, skipped, quoted=False))
        losses.append(Loss("quote", "quotes that do not pair up", "kept as they stand"))
    return Table(rows, delimiter, told, losses)


def _first_lines(text: str) -> tuple[dict[str, str], str, int]:
    """What the file says of itself, the rest of it, and how many lines come before that."""
    told: dict[str, str] = {}
    for lines in range(_FIRST_LINES):
        line, end, rest = text.partition("\n")
        line = line.rstrip("\r")
        directive = _DIRECTIVE.fullmatch(line)
        excel = None if lines else _EXCEL.fullmatch(line)
        if directive is not None:
            told[directive[1].lower()] = directive[2].strip() or directive[2]
        elif excel is not None:
            told["separator"] = excel[1]
        if (directive is None and excel is None) or not end:
            return told, "" if directive or excel else text, lines
        text = rest
    return told, text, _FIRST_LINES


def _sniff(text: str, is_head: Callable[[Sequence[str]], bool]) -> str:
    """The delimiter that cuts the first row into names of columns, else most rows of the beginning
    into the same number of cells.
    """
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample.rpartition("\n")[0] or sample
    best, delimiter = 0, ","
    for candidate in _DELIMITERS:
        counts: dict[int, int] = {}
        try:
            rows = list(_rows(sample, candidate, 0, strict=False, most=_SNIFFED_ROWS))
        except QuizError:
            continue
        if rows and is_head(rows[0].cells):
            return candidate
        for row in rows:
            counts[len(row.cells)] = counts.get(len(row.cells), 0) + 1
        agree = max((number for cells, number in counts.items() if cells > 1), default=0)
        if agree > best:
            best, delimiter = agree, candidate
    return delimiter


def _rows(
    text: str,
    delimiter: str,
    skipped: int,
    *,
    quoted: bool = True,
    strict: bool = True,
    most: int | None = None,
) -> Iterator[Row]:
    csv.field_size_limit(len(text) + 1)  # a cell that is too long is the loader's to refuse
    reader = csv.reader(
        StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=strict,
    )
    number = 0
    while most is None or number < most:
        line = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _no_row(str(error), line) from None
        number += 1
        if len(cells) > COLUMNS:
            message = f"the row on line {line} has {len(cells)} columns; the limit is {COLUMNS}"
            raise QuizError(message, "Is this a table of questions and answers?")
        if any(cell.strip() for cell in cells):
            place = f"row {number + skipped}"
            yield Row(cells, place if number + skipped == line else f"{place} (line {line})")


def _no_row(why: str, line: int) -> QuizError:
    if "unexpected end of data" in why:
        message = f"a quote is left open in the row that begins on line {line}"
        return QuizError(message, 'Close it. A quote inside quotes is doubled: "".')
    if "expected after" in why:
        message = f"in the row that begins on line {line}, text goes on after a closing quote"
        return QuizError(message, 'A quote inside quotes is doubled: "".')
    return QuizError(f"the row that begins on line {line} cannot be read: {why}")
