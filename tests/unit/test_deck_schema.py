"""The JSON Schema against the loader: jsonschema is the oracle for decks right and wrong."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from quizapp import paths
from quizapp.__main__ import main
from quizapp.deck import scalar
from quizapp.deck.events import parse
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.source import Source
from quizapp.deck.tree import List, Map, Node, Scalar
from quizapp.lab.registry import code_labs
from quizapp.lab.schema import schema

FIXTURES = Path(__file__).parents[1] / "fixtures" / "decks"
DECKS = [*sorted(paths.shipped("decks").rglob("*.yaml")), FIXTURES / "every-type" / "deck.yaml"]

SCHEMA = paths.shipped("decks") / "deck.schema.json"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    made = schema(code_labs())
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


def plain(node: Node) -> Any:
    """A tree as an editor sees it: YAML 1.2's core types."""
    if isinstance(node, Scalar):
        if not node.plain:
            return node.value
        return None if node.value in scalar.NULLS else scalar.typed(node.value)
    if isinstance(node, List):
        return [plain(child) for child in node.items]
    assert isinstance(node, Map)
    return {name: plain(child) for name, child in node.items.items()}


def instance(text: str) -> Any:
    tree = parse(Source(Path("deck.yaml"), text))
    assert tree is not None
    return plain(tree)


def test_the_file_for_editors_is_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """When this fails: `make reference`."""
    assert main(["deck", "schema"]) == 0
    assert SCHEMA.read_text(encoding="ascii") == capsys.readouterr().out


@pytest.mark.parametrize("path", DECKS, ids=lambda path: path.name)
def test_decks_name_the_schema_in_their_first_line(path: Path) -> None:
    first, _, _ = path.read_text(encoding="utf-8").partition("\n")
    assert first.startswith("# yaml-language-server: $schema=")
    named = path.parent / first.partition("=")[2]
    assert named.resolve() == SCHEMA.resolve()


@pytest.mark.parametrize("path", DECKS, ids=lambda path: path.name)
def test_right_decks_are_right_under_both(
    path: Path, validator: jsonschema.Draft202012Validator
) -> None:
    load_deck(path)
    validator.validate(instance(path.read_text(encoding="utf-8")))


QA = {"id": "a", "type": "qa", "q": "x", "answer": "y"}
OPTIONS = [{"right": "a", "why": "b"}, {"wrong": "c", "why": "d"}]
CHOICE = {"id": "a", "type": "choice", "q": "x", "options": OPTIONS}
NUMBER = {"id": "a", "type": "number", "q": "x", "answer": 1}
TRUTH = {"id": "a", "type": "truth", "q": "x", "answer": True}
ORDER = {"id": "a", "type": "order", "q": "x", "items": ["a", "b"]}
CHECK = {"lab": "l", "get": "x", "equals": 1}

# Decks with one thing changed: (where to put it, what), with None for "leave it out".
CHANGES: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    (QA, {}, True),
    (QA, {"answer": None}, False),
    (QA, {"anwser": "z"}, False),
    (QA, {"q": {"en": "x", "zh-Hans": "y"}}, True),
    (QA, {"q": {"English": "x"}}, False),
    (QA, {"q": {}}, False),
    (QA, {"q": ["x"]}, False),
    (QA, {"q": 12}, True),
    (QA, {"q": " "}, False),
    (QA, {"id": "a b"}, False),
    (QA, {"id": "学习率"}, True),
    (QA, {"id": "a" * 101}, False),
    (QA, {"id": None}, False),
    (QA, {"type": "quiz"}, False),
    (QA, {"type": None}, False),
    (QA, {"tags": ["a", "b"]}, True),
    (QA, {"tags": ["a", "a"]}, False),
    (QA, {"tags": "a"}, False),
    (QA, {"was": "b"}, True),
    (QA, {"was": ["b", "d/c"]}, True),
    (QA, {"was": []}, False),
    (QA, {"source": "a book"}, True),
    (QA, {"source": {"cite": "x"}}, False),
    (QA, {"vary": {}}, False),
    (QA, {"q": "{lr}", "vary": {"lr": [0.1, "a", True]}}, True),
    (QA, {"q": "{lr}", "vary": {"lr": 0.1}}, False),
    (QA, {"q": "{lr}", "vary": {"lr": []}}, False),
    (QA, {"verify": CHECK}, True),
    (QA, {"verify": [CHECK, CHECK]}, True),
    (QA, {"verify": []}, False),
    (QA, {"verify": {**CHECK, "less": 2}}, False),
    (QA, {"verify": {**CHECK, "equals": {"get": "y", "with": {"k": [1, [2]]}}}}, True),
    (QA, {"verify": {**CHECK, "equals": {"of": 1}}}, False),
    (QA, {"verify": {"lab": "l", "get": "x", "between": [1, 2]}}, True),
    (QA, {"verify": {"lab": "l", "get": "x", "between": [1]}}, False),
    (QA, {"verify": {"lab": "l", "get": "x", "ratio": {"of": "base", "approx": 2}}}, True),
    (QA, {"verify": {"lab": "l", "get": "x", "ratio": {"of": "base"}}}, False),
    (QA, {"verify": {**CHECK, "tol": "5%"}}, True),
    (QA, {"verify": {**CHECK, "tol": "many"}}, False),
    (QA, {"verify": {**CHECK, "at": 1.5}}, False),
    (CHOICE, {}, True),
    (CHOICE, {"options": [*OPTIONS, {"right": "e", "why": "f"}]}, False),
    (CHOICE, {"options": OPTIONS[:1]}, False),
    (CHOICE, {"options": [{"right": "a", "why": "b"}, {"wrong": "c"}]}, False),
    (CHOICE, {"options": [{"right": "a"}, {"wrong": "c"}], "unproven": "an opinion"}, True),
    (CHOICE, {"options": [{"right": "a"}, {"why": "c"}], "unproven": "an opinion"}, False),
    (CHOICE, {"options": [{"right": "a", "wrong": "a", "why": "b"}, OPTIONS[1]]}, False),
    (CHOICE, {"options": [{"why": "b"}, *OPTIONS]}, False),
    (CHOICE, {"type": "choices", "options": [OPTIONS[0], {"right": "e", "why": "f"}]}, False),
    (NUMBER, {"answer": "x"}, False),
    (NUMBER, {"answer": "1"}, False),
    (NUMBER, {"answer": {"lab": "l", "get": "x", "abs": True}}, True),
    (NUMBER, {"answer": {"lab": "l"}}, False),
    (NUMBER, {"tol": "1%", "unit": "s"}, True),
    (NUMBER, {"tol": "101%"}, False),
    (NUMBER, {"tol": 2}, False),
    (TRUTH, {}, True),
    (TRUTH, {"answer": "yes"}, False),
    (TRUTH, {"when": CHECK}, True),
    (ORDER, {}, True),
    (ORDER, {"items": ["a"]}, False),
    (ORDER, {"items": ["a", "a"]}, False),
    (ORDER, {"items": list("abcdefghi")}, False),
]


@pytest.mark.parametrize(("base", "change", "right"), CHANGES)
def test_both_judge_alike(
    base: dict[str, Any],
    change: dict[str, Any],
    right: bool,
    tmp_path: Path,
    validator: jsonschema.Draft202012Validator,
) -> None:
    card = {**copy.deepcopy(base), **change}
    card = {name: value for name, value in card.items() if value is not None}
    deck = {"quizapp": 1, "deck": "d", "cards": [card]}
    assert validator.is_valid(deck) is right
    assert loads(deck, tmp_path) is right


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({}, True),
        ({"quizapp": 2}, False),
        ({"deck": "A"}, False),
        ({"title": {"en": "x"}, "about": "y", "license": "MIT"}, True),
        ({"cards": {}}, False),
        ({"cards": None}, False),
        ({"sources": {"a": {"cite": "x", "url": "y"}}}, True),
        ({"sources": {"a": {"url": "y"}}}, False),
        ({"sources": {"a b": {"cite": "y"}}}, False),
        ({"labs": {"l": {"kind": "optimizer", "opt": "SGD", "lr": 0.1, "start": [1, 2]}}}, True),
        ({"labs": {"l": {"kind": "optimizer"}}}, False),
        ({"labs": {"l": {"kind": "code", "run": "r", "momentum": 0.9}}}, True),
        ({"labs": {"l": {"run": "r"}}}, False),
        ({"nonsense": 1}, False),
    ],
)
def test_both_judge_the_head_alike(
    change: dict[str, Any],
    right: bool,
    tmp_path: Path,
    validator: jsonschema.Draft202012Validator,
) -> None:
    deck = {"quizapp": 1, "deck": "d", "cards": [], **change}
    deck = {name: value for name, value in deck.items() if value is not None}
    assert validator.is_valid(deck) is right
    assert loads(deck, tmp_path) is right


def loads(deck: dict[str, Any], folder: Path) -> bool:
    """Whether the loader takes it. JSON is YAML, but for quotes: a string is quoted only there."""
    path = folder / "deck.yaml"
    path.write_text(written(deck), encoding="utf-8")
    try:
        load_deck(path)
    except DeckErrors:
        return False
    return True


def written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, str):
        bare = re.fullmatch(r"[0-9.]+ ?(%|ms)|base|up", value)
        return value if bare else "'" + value.replace("'", "''") + "'"
    return str(value).lower() if isinstance(value, bool) else str(value)
