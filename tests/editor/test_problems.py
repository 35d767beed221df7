"""What a real language server marks: nothing in right decks, in wrong ones the very place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.deck import spec
from quizapp.deck.kinds import Record
from quizapp.paths import shipped

from .conftest import HEAD, MODELINE
from .language_server import LanguageServer

Marked = Callable[[str], list[tuple[str, str]]]
CARD = f"{HEAD}cards:\n  - id: a\n"
QA = f"{CARD}    type: qa\n    q: x\n    answer: y\n"
LAB = f"{HEAD}cards: []\nlabs:\n  one: "
EVERY_TYPE = Path(__file__).parents[1] / "fixtures" / "decks" / "every-type" / "deck.yaml"
DECKS = [*sorted(shipped("decks").rglob("*.yaml")), EVERY_TYPE]


@pytest.mark.parametrize("path", DECKS, ids=lambda path: path.name)
def test_nothing_is_marked_in_a_right_deck(path: Path, marked: Marked) -> None:
    _, _, body = path.read_text("utf-8").partition("\n")
    assert marked(MODELINE + body) == []


def test_an_included_file_needs_no_name(marked: Marked) -> None:
    assert marked(f"{MODELINE}quizapp: 1\nlabs: {{}}\n") == []
    text = f"{MODELINE}quizapp: 1\ntitle: x\ncards: []\n"
    assert marked(text) == [("title", "only the deck's own file has it")]


def foreign(record: Record) -> str:
    """A key that only other types have."""
    keys = {name for other in spec.CARD.records.values() for name in other.keys}
    return min(keys - set(record.keys))


@pytest.mark.parametrize("word", spec.CARD.records)
def test_a_key_of_another_type_is_marked_itself(word: str, marked: Marked) -> None:
    record = spec.CARD.records[word]
    own = "".join(
        f"    {name}: {key.example}\n"
        for name, key in record.keys.items()
        if key.required and name not in ("id", "type")
    )
    name = foreign(record)
    found = marked(f"{CARD}    type: {word}\n{own}    {name}: x\n")
    ((where, message),) = found
    assert where == name
    assert message.startswith(f"{record.name} has no such key; it has id, type, ")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
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
        ("quizapp: 2\n" + HEAD.partition("\n")[2], [("quizapp", "unique")]),
    ],
)
def test_a_mistake_is_marked_in_its_place(
    text: str, wanted: list[tuple[str, str]], marked: Marked
) -> None:
    found = marked(text)
    assert len(found) == len(wanted), found
    for (where, message), (place, words) in zip(found, wanted, strict=True):
        assert where.startswith(place)
        assert words in message


def test_the_schema_may_be_named_by_the_settings(server: LanguageServer, folder: Path) -> None:
    named, other = folder / "a.quiz.yaml", folder / "a.other.yaml"
    for path in (named, other):
        server.open(path, "quizapp: 1\ndeck: d\ncards: []\nanwser: y\n")
    assert [one["message"][:22] for one in server.problems(named)] == ["a deck has no such key"]
    assert server.problems(other) == []
