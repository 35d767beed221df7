"""The pages of docs/ taken apart: tables, code blocks, files. Tests say what must be in them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def page(name: str) -> str:
    """The text of a page in docs/."""
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8")


GUIDE, DECKS, FORMAT, AUTHORING, LABS, OWN, INSPECT = map(
    page, ("guide", "decks", "format", "authoring", "labs", "own-optimizer", "inspect")
)

FENCE = re.compile(r"(?:<!-- ([^\n]+?) -->\n)?```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def table_under(text: str, mark: str) -> list[list[str]]:
    """The cells of the first table after ``mark``, without its head."""
    assert mark in text, f"the page lacks {mark!r}"
    rows = []
    for line in text[text.index(mark) :].split("\n"):
        if line.startswith("|"):
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        elif rows:
            break
    return rows[2:]


def codes(cell: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def first_code(rows: list[list[str]]) -> list[str]:
    return [codes(row[0])[0] for row in rows]


def decks_in(text: str) -> dict[str, str]:
    """The YAML files of a page by name."""
    return {mark: body for mark, kind, body in FENCE.findall(text) if kind == "yaml"}


def decks_in_format() -> dict[str, str]:
    """Those of the format's page."""
    return decks_in(FORMAT)
