"""What a real language server marks: nothing in right decks, in wrong ones the very place."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from quizapp.deck import spec
from quizapp.deck.kinds import Record
from quizapp.paths import shipped

from .conftest import HEAD, MODELINE, Mark, Marked, block
from .language_server import LanguageServer

CARD = f"{HEAD}cards:\n  - id: a\n"
QA = f"{CARD}    type: qa\n    q: x\n    answer: y\n"
LAB = f"{HEAD}cards: []\nlabs:\n  one: "
EVERY_TYPE = Path(__file__).parents[1] / "fixtures" / "decks" / "every-type" / "deck.yaml"
DECKS = [*sorted(shipped("decks").rglob("*.yaml")), EVERY_TYPE]


def test_nothing_is_marked_in_right_decks(marked: Marked) -> None:
    bodies = [path.read_text("utf-8").partition("\n")[2] for path in DECKS]
    assert marked(*(MODELINE + body for body in bodies)) == [[] for _ in DECKS]


def test_an_included_file_needs_no_name(marked: Marked) -> None:
    right, wrong = (f"{MODELINE}quizapp: 1\n{rest}cards: []\n" for rest in ("", "title: x\n"))
    assert marked(right, wrong) == [[], [("title", "only the deck's own file has it")]]


def foreign(record: Record) -> str:
    """A key that only other types have."""
    keys = {name for other in spec.CARD.records.values() for name in other.keys}
    return min(keys - set(record.keys))


def test_a_key_of_another_type_is_marked_itself(marked: Marked) -> None:
    texts = []
    for word, record in spec.CARD.records.items():
        needed = {n: key.example for n, key in record.keys.items() if key.required}
        card = {**needed, "type": word, foreign(record): "x"}
        lines = "".join(f"\n    {name}: {value}" for name, value in card.items())
        texts.append(f"{HEAD}cards:\n  -{lines}\n")
    for record, found in zip(spec.CARD.records.values(), marked(*texts), strict=True):
        ((where, message),) = found
        assert where == foreign(record)
        assert message.startswith(f"{record.name} has no such key; it has id, type, ")


MISTAKES: list[tuple[str, list[Mark]]] = [
    (f"{CARD}    type: qa\n    q: x\n", [("i", 'Missing property "answer".')]),
    (f"{QA}    hint: [x]\n", [("[x]", "a text, or a map of languages to texts")]),
    (f"{QA}    hint: {{English: x}}\n", [("English", "a language code, such as en or zh")]),
    (f"{QA}    unproven: {{en: x}}\n", [("{en: x}", "a text; quote it")]),
    (f"{QA}    tags: [a, a]\n", [("[a, a]", "Array has duplicate items")]),
    (f"{QA}    tags: [a b]\n", [("a b", "a tag: one word without spaces")]),
    (
        f"{CARD.replace('id: a', 'id: a b')}    type: qa\n    q: x\n    answer: y\n",
        [("a b", "a card's id: letters, digits")],
    ),
    (f"{CARD}    type: quiz\n", [("quiz", 'Valid values: "qa", "cloze"')]),
    (
        f"{CARD}    type: number\n    q: x\n    answer: 1\n    tol: 200%\n",
        [("200%", "a tolerance from 0 to 1, or from 0% to 100%")],
    ),
    (f"{CARD}    type: truth\n    q: x\n    answer: yes\n", [("yes", "true or false")]),
    (
        f"{QA}    verify: {{lab: one, get: x, equals: 1, less: 2}}\n",
        [
            ("equals", "a check cannot have this beside less"),
            ("less", "a check cannot have this beside equals"),
        ],
    ),
    (
        f"{CARD}    type: choice\n    q: x\n    options: [{{right: a, wrong: a, why: b}}, "
        "{wrong: c, why: d}]\n",
        [
            ("right", "an option cannot have this beside wrong"),
            ("wrong", "an option cannot have this beside right"),
        ],
    ),
    (
        f"{CARD}    type: choice\n    q: x\n    options: [{{right: a, why: b}}, {{wrong: c}}]\n",
        [("{", 'Missing property "why".')],
    ),
    (
        f"{CARD}    type: choice\n    q: x\n    unproven: y\n"
        "    options: [{right: a}, {wrong: c}]\n",
        [],
    ),
    (
        f"{CARD}    type: choice\n    q: x\n    options: [{{right: a, why: b}}, "
        "{right: c, why: d}, {wrong: e, why: f}]\n",
        [("[{right: a", "exactly one of them must be right")],
    ),
    (f"{LAB}{{kind: optimizer, opt: Adamw}}\n", [("Adamw", 'Valid values: "SGD", "Adam"')]),
    (
        f"{LAB}{{kind: optimizer, opt: SGD, betas: [0, 0]}}\n",
        [("betas", "a lab of SGD has no such key; it has kind, opt, start")],
    ),
    (f"{LAB}{{kind: optimizer, opt: SGD, lr: fast}}\n", [("fast", "a number")]),
    (
        f"{LAB}{{kind: optimizer, opt: SGD, mutant: adam-eps-inside-root}}\n",
        [("adam-eps-inside-root", 'Valid values: "none", "sgd-')],
    ),
    (
        f"{LAB}{{kind: code, run: none_or_zero, knob: 1}}\n",
        [("knob", "the lab none_or_zero has no such key; it has kind, run, mutant, dtype")],
    ),
    (f"{LAB}{{kind: code, run: an_own_one, knob: 1}}\n", []),
    (f"{MODELINE}quizapp: 2\ndeck: d\ncards: []\n", [("2", "Value must be 1")]),
]
"""Texts with what is marked in them: how the marked characters begin, and words of the message."""


@pytest.fixture(scope="module")
def told(marked: Marked) -> dict[str, list[Mark]]:
    texts = [text for text, _ in MISTAKES]
    return dict(zip(texts, marked(*texts), strict=True))


@pytest.mark.parametrize(("text", "wanted"), MISTAKES, ids=[text[-40:] for text, _ in MISTAKES])
def test_a_mistake_is_marked_in_its_place(
    text: str, wanted: list[Mark], told: dict[str, list[Mark]]
) -> None:
    found = told[text]
    assert len(found) == len(wanted), found
    for (where, message), (place, words) in zip(found, wanted, strict=True):
        assert where.startswith(place)
        assert words in message


def test_the_schema_may_be_named_by_the_settings(server: LanguageServer, folder: Path) -> None:
    named, other = folder / "decks" / "settings.yaml", folder / "settings.yaml"
    for path in (named, other):
        server.open(path, "quizapp: 1\ndeck: d\ncards: []\nanwser: y\n")
    assert [one["message"][:22] for one in server.problems(named)] == ["a deck has no such key"]
    assert server.problems(other) == []


def test_all_editors_are_told_the_same_settings() -> None:
    vs_code = json.loads(block("json", "yaml.schemas"))["yaml.schemas"]
    helix = tomllib.loads(block("toml", "yaml-language-server"))
    assert helix["language-server"]["yaml-language-server"]["config"]["yaml"]["schemas"] == vs_code
    ((schema, (pattern,)),) = vs_code.items()
    assert f'schemas = {{ ["{schema}"] = {{ "{pattern}" }} }}' in block("lua", "yamlls")
    assert f'(:schemas (:{schema} ["{pattern}"]))' in block("elisp", "eglot")
