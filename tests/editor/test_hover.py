"""What a real language server shows of a key or word that the pointer is on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.deck import spec
from quizapp.deck.describe import records
from quizapp.deck.events import parse
from quizapp.deck.kinds import Either, Key, Kind, Many, Record, Table, Variants
from quizapp.deck.source import Source
from quizapp.deck.tree import List, Map, Node, Scalar
from quizapp.lab import formula

from .conftest import HEAD, HERE, MODELINE, Ask
from .language_server import LanguageServer

LINK = re.compile(r"\[(.+?)\]\(#.+?\)")
"""A link within the reference, which an editor shows as plain words."""


def written(kind: Kind, example: str, indent: str) -> str:
    """A value with every key that there can be, from the examples, as YAML after its colon."""
    deeper = indent + "  "
    match kind:
        case Record():
            return "".join(
                f"\n{indent}{name}: {written(key.kind, key.example, deeper)}"
                for name, key in kind.keys.items()
            )
        case Either():
            return written(kind.record, example, indent)
        case Many(item=Record() as record):
            return f"\n{indent}-{written(record, example, deeper)}"
        case Many(item=Variants() as sorts):
            return "".join(
                f"\n{indent}-{written(one, example, deeper)}".replace(": qa\n", f": {word}\n", 1)
                for word, one in sorts.records.items()
            )
        case Table(value=Record() as record):
            return f"\n{indent}a:{written(record, example, deeper)}"
        case Table(value=Variants() as sorts):
            return "".join(
                f"\n{indent}{word}:{written(one, example, deeper)}"
                for word, one in sorts.records.items()
            )
        case _:
            return example


def keys(kind: Kind, node: Node) -> Iterator[tuple[Scalar, Key]]:
    """The keys in a tree, each with what the format says of it."""
    match kind, node:
        case Many(), List():
            for child in node.items:
                yield from keys(kind.item, child)
        case Table(), Map():
            for child in node.items.values():
                yield from keys(kind.value, child)
        case Either(), Map():
            yield from keys(kind.record, node)
        case Variants(), Map():
            tag = node.items[kind.tag]
            assert isinstance(tag, Scalar)
            yield from keys(kind.records[tag.value], node)
        case Record(), Map():
            for name, child in node.items.items():
                yield node.keys[name], kind.keys[name]
                yield from keys(kind.keys[name].kind, child)


def test_every_key_is_explained(server: LanguageServer, folder: Path) -> None:
    text = MODELINE + written(spec.DECK, "", "").lstrip()
    path = folder / "every.yaml"
    server.open(path, text)
    tree = parse(Source(path, text))
    assert tree is not None
    seen = set()
    for place, key in keys(spec.DECK, tree):
        if id(key) in seen:
            continue
        hover = server.at("hover", path, place.start.line, place.start.column + 1)
        said = hover["contents"]["value"].replace("\\", "")
        # The words of a type or kind are explained in its place, one by one.
        assert LINK.sub(r"\1", key.doc) in said or place.value in ("type", "kind"), place.value
        seen.add(id(key))
    assert seen == {id(key) for one in records(spec.DECK) for key in one.keys.values()}


def test_a_type_is_explained_with_the_others(ask: Ask) -> None:
    said = ask("hover", f"{HEAD}cards:\n  - id: a\n    type: n{HERE}umber\n")["contents"]["value"]
    for word, record in spec.CARD.records.items():
        assert f"* `{word}`: {record.doc}" in said


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"{MODELINE}quizapp: 1\nti{HERE}tle: x\n", "if left out, the deck's name"),
        (f"{HEAD}labs:\n  one: {{kind: optimizer, opt: Adam, b{HERE}etas: [0, 0]}}\n", "0.999"),
        (f"{HEAD}labs:\n  one: {{kind: optimizer, opt: SGD, ste{HERE}ps: 3}}\n", "out, 1\n"),
        (
            f"{HEAD}labs:\n  one: {{kind: optimizer, opt: SGD, lo{HERE}ss: x}}\n",
            ", ".join(formula.FUNCTIONS),
        ),
        (
            f"{HEAD}labs:\n  one: {{kind: optimizer, opt: Adam, mu{HERE}tant: none}}\n",
            "* `adam-eps-inside-root`: Adam adds ε under the square root",
        ),
        (
            f"{HEAD}labs:\n  one: {{kind: code, run: none_or_zero, mom{HERE}entum: 0}}\n",
            "a number from 0 to 0.99; if left out, 0.9",
        ),
    ],
)
def test_defaults_and_words_are_told(text: str, wanted: str, ask: Ask) -> None:
    assert wanted in ask("hover", text)["contents"]["value"]


def test_a_lab_in_a_check_is_not_followed_by_all_there_are(ask: Ask) -> None:
    check = f"{HEAD}cards:\n  - {{id: a, type: qa, verify: {{la{HERE}b: none_or_zero}}}}\n"
    assert "trajectories" not in ask("hover", check)["contents"]["value"]
