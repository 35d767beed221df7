"""`make reference`: writes what is generated: the tables of docs/format.md, and the JSON Schema.

The prose of the page is written by hand, around marks such as ``<!-- keys: a deck -->``; the table
that follows a mark is made here from the code, and a test says so when it is stale.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from quizapp.deck import limits, spec
from quizapp.deck.describe import meaning, records, words
from quizapp.deck.doubts import DOUBTS
from quizapp.deck.kinds import Key, Record
from quizapp.deck.report import CODES
from quizapp.lab import declarative, formula, lint
from quizapp.lab.misconceptions import misconceptions
from quizapp.lab.schema import written

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "format.md"
SCHEMA = ROOT / "decks" / "deck.schema.json"

_MARK = re.compile(r"^(<!-- (?:keys|table): (.+) -->\n)(?:\|.*\n)*", re.MULTILINE)
_SECTIONS = {"a card": "cards", "a lab": "labs"}
"""Where the things of several kinds are told, by name."""


def main() -> None:
    """Write both files, where they differ."""
    for path, text in ((PAGE, page(PAGE.read_text("utf-8"))), (SCHEMA, written())):
        if path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"{path.relative_to(ROOT)} is written")


def page(text: str) -> str:
    """The page with its tables as the code has them.

    Raises:
        ValueError: a table is missing, or there is a mark of none.
    """
    tables = _tables(dict(_anchors(text)))
    marks = [mark[2] for mark in _MARK.finditer(text)]
    if sorted(marks) != sorted(tables):
        odd = {*marks} ^ {*tables}
        raise ValueError(f"docs/format.md: tables that are missing, or of nothing: {odd}")
    return _MARK.sub(lambda mark: mark[1] + "".join(f"{row}\n" for row in tables[mark[2]]), text)


def _anchors(text: str) -> Iterator[tuple[str, str]]:
    """Each marked thing, and the heading under which it stands, as a link writes it."""
    here = ""
    for line in text.split("\n"):
        if head := re.match(r"#+ (.+)", line):
            here = re.sub(r"[^\w -]", "", head[1].lower()).replace(" ", "-")
        elif mark := _MARK.match(line + "\n"):
            yield mark[2], here


def _tables(anchors: Mapping[str, str]) -> dict[str, list[str]]:
    def link(name: str) -> str:
        return f"[{name}](#{anchors.get(name, _SECTIONS.get(name, ''))})"

    cards = list(spec.CARD.records.values())
    shared = {n: k for n, k in cards[0].keys.items() if all(n in card.keys for card in cards)}
    made = {"every card": _keys(shared, link)}
    for one in records(spec.DECK, spec.INCLUDED):
        hidden = shared if one in cards else {}
        made[one.name] = _keys({n: k for n, k in one.keys.items() if n not in hidden}, link, one)
    for name, kind in (("types", spec.CARD), ("kinds", spec.LAB)):
        told = ((f"`{word}`", record.doc) for word, record in kind.records.items())
        made[name] = _table((f"`{kind.tag}`", "what it is"), told)
    made["optimizers"] = _table(
        ("`opt`", "keyword arguments"),
        ((f"`{opt}`", _code(keywords)) for opt, keywords in declarative.KEYWORDS.items()),
    )
    beliefs = misconceptions()
    made["mutants"] = _table(
        ("`mutant`", "of", "what it believes"),
        ((f"`{name}`", f"`{of}`", beliefs[name]) for name, of in declarative.MUTANTS.items()),
    )
    made["measurements"] = _table(
        ("measurement", "what it is"),
        ((f"`{name}`", what) for name, what in _measures().items()),
    )
    made["limits"] = _table(("of", "at most"), _limits())
    codes = {**CODES, **lint.CODES, **DOUBTS}
    made["codes"] = _table(
        ("code", "what is wrong"), ((f"`{code}`", what) for code, what in codes.items())
    )
    return made


def _keys(
    keys: Mapping[str, Key], link: Callable[[str], str], record: Record | None = None
) -> list[str]:
    rivals = record.one_of if record is not None else ()
    rows = []
    for name, key in keys.items():
        needed = "**yes**" if key.required else "one of them" if name in rivals else ""
        rows.append((f"`{name}`", needed, words(key.kind, link), meaning(key), f"`{key.example}`"))
    return _table(("key", "needed", "value", "meaning", "example"), rows)


def _measures() -> dict[str, str]:
    kept = "what the optimizer keeps under that name; `absent` when it keeps no such thing"
    return {**declarative.MEASURES, "x.state.NAME": kept}


def _limits() -> Iterator[tuple[str, str]]:
    yield from _stated(Path(limits.__file__))
    yield "Characters of a formula", f"{formula.MAX_LENGTH:,}"
    yield "Depth of a formula", str(formula.MAX_DEPTH)
    yield "A formula's constant exponent", f"{formula.MAX_EXPONENT:g}"
    yield "Steps of an optimizer lab", f"{declarative.MAX_STEPS:,}"
    yield "Elements of its parameter", str(declarative.MAX_START)


def _stated(module: Path) -> Iterator[tuple[str, str]]:
    """Each constant of a module by the sentence that stands under it."""
    body = ast.parse(module.read_text("utf-8")).body
    for node, note in pairwise(body):
        match node, note:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=said)):
                value = getattr(limits, name)
                whole = value % 2**20 == 0
                of = str(said).rstrip(".").replace("``", "`")
                yield of, f"{value // 2**20} MiB" if whole else f"{value:,}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(_escaped(cell) for cell in line)} |" for line in lines]


def _escaped(cell: str) -> str:
    return cell.replace("|", r"\|")


def _code(names: Iterable[str]) -> str:
    return " ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    main()
