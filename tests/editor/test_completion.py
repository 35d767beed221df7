"""What a real language server completes in decks: the keys of the chosen type, words, new cards."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from quizapp.deck import spec
from quizapp.deck.load import load_deck
from quizapp.deck.spec_checks import ASK, CHECK, OPERAND, OPERATORS, RATIO
from quizapp.lab import declarative, defaults
from quizapp.lab.registry import code_labs

from .conftest import HEAD, HERE, MODELINE, Ask, Marked

CARD = f"{HEAD}cards:\n  - id: a\n"
LAB = f"{HEAD}labs:\n  one:\n"
CHECKED = f"{CARD}    type: qa\n    q: x\n    answer: y\n    verify:\n"
KEY = 10
"""How the protocol numbers items that are keys."""

NAMES = "name"
"""What stands for a name of one's own."""


def keys(items: list[dict[str, Any]]) -> set[str]:
    return {item["label"] for item in items if item["kind"] == KEY}


def words(items: list[dict[str, Any]]) -> dict[str, str]:
    """Proposed values and what is said of them."""
    return {item["label"]: told(item) for item in items if item["kind"] != KEY}


def told(item: dict[str, Any]) -> str:
    said = item.get("documentation", "")
    return said["value"] if isinstance(said, dict) else said


@pytest.mark.parametrize("word", spec.CARD.records)
def test_exactly_the_keys_of_the_chosen_type(word: str, ask: Ask) -> None:
    items = ask("completion", f"{CARD}    type: {word}\n    {HERE}\n")["items"]
    assert keys(items) == {*spec.CARD.records[word].keys} - {"id", "type"}
    assert not [item for item in items if item["label"].startswith("new ")]
    for item in items:
        if item["kind"] == KEY:
            assert spec.CARD.records[word].keys[item["label"]].doc in told(item)


def test_before_the_type_is_chosen_what_all_types_have(ask: Ask) -> None:
    items = ask("completion", f"{CARD}    {HERE}\n")["items"]
    shared = set.intersection(*({*record.keys} for record in spec.CARD.records.values()))
    assert keys(items) == shared - {"id"}
    new = {item["label"] for item in items if item["label"].startswith("new ")}
    assert new == {f"new {word} card" for word in spec.CARD.records}


def test_types_of_cards_with_what_they_are(ask: Ask) -> None:
    items = ask("completion", f"{CARD}    type: {HERE}\n")["items"]
    assert words(items) == {word: record.doc for word, record in spec.CARD.records.items()}


def typed(snippet: str) -> str:
    """A snippet as if its places were left as they are."""
    text = re.sub(r"\$\{\d+:((?:\\.|[^}\\])*)\}", r"\1", snippet)
    return re.sub(r"\\([\\$}])", r"\1", text)


def test_a_new_card_of_each_type_is_right(ask: Ask, tmp_path: Path, marked: Marked) -> None:
    items = ask("completion", f"{HEAD}cards:\n  - {HERE}\n")["items"]
    new = {one["label"]: one["textEdit"]["newText"] for one in items if "new " in one["label"]}
    texts = []
    for word in spec.CARD.records:
        card = typed(new.pop(f"new {word} card")).replace("\n", "\n  ")
        texts.append(f"{HEAD}cards:\n  - {card}\n")
        path = tmp_path / f"{word}.yaml"
        path.write_text(texts[-1], "utf-8")
        (loaded,) = load_deck(path).cards
        assert loaded.type == word
    assert not new
    assert marked(*texts) == [[] for _ in texts]


def test_a_new_deck_is_right(ask: Ask, tmp_path: Path, marked: Marked) -> None:
    items = ask("completion", f"{MODELINE}{HERE}\n")["items"]
    assert keys(items) == {*spec.DECK.keys}
    (new,) = [item for item in items if item["label"] == "new deck"]
    path = tmp_path / "deck.yaml"
    path.write_text(MODELINE + typed(new["textEdit"]["newText"]), "utf-8")
    assert len(load_deck(path).cards) == 1
    assert marked(path.read_text("utf-8")) == [[]]


@pytest.mark.parametrize("kind", spec.LAB.records)
def test_a_new_lab_of_each_kind(kind: str, ask: Ask) -> None:
    items = ask("completion", f"{LAB}    {HERE}\n")["items"]
    assert keys(items) == {"kind"}
    assert any(item["label"] == f"new {kind} lab" for item in items)
    assert kind in words(ask("completion", f"{LAB}    kind: {HERE}\n")["items"])


def test_optimizers_by_name(ask: Ask) -> None:
    items = ask("completion", f"{LAB}    kind: optimizer\n    opt: {HERE}\n")["items"]
    assert set(words(items)) == set(declarative.KEYWORDS)


@pytest.mark.parametrize("opt", declarative.KEYWORDS)
def test_settings_and_mutants_of_the_chosen_optimizer(opt: str, ask: Ask) -> None:
    lab = f"{LAB}    kind: optimizer\n    opt: {opt}\n"
    items = ask("completion", f"{lab}    {HERE}\n")["items"]
    assert keys(items) == {*declarative.KEYWORDS[opt], *declarative.OWN} - {"opt"}
    lr = next(item for item in items if item["label"] == "lr")
    assert str(defaults.of(opt)["lr"]) in told(lr)
    mutants = words(ask("completion", f"{lab}    mutant: {HERE}\n")["items"])
    own = {name for name, of in declarative.MUTANTS.items() if of == opt}
    assert set(mutants) == {"none", *own}
    assert all(mutants.values())


def test_code_labs_by_name_with_their_claims(ask: Ask) -> None:
    labs = code_labs()
    items = ask("completion", f"{LAB}    kind: code\n    run: {HERE}\n")["items"]
    assert {name: info.claim for name, info in labs.items()}.items() <= words(items).items()
    items = ask("completion", f"{LAB}    kind: code\n    run: none_or_zero\n    {HERE}\n")["items"]
    own = {knob.name for knob in labs["none_or_zero"].knobs}
    assert keys(items) == {*own, "mutant", "dtype"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"{CHECKED}      {HERE}\n", set(CHECK.keys)),
        (f"{CHECKED}      - {HERE}\n", set(CHECK.keys)),
        (f"{CHECKED}      lab: one\n      equals:\n        {HERE}\n", set(OPERAND.keys)),
        (f"{CHECKED}      lab: one\n      ratio:\n        {HERE}\n", set(RATIO.keys)),
        (f"{CARD}    type: number\n    answer:\n      {HERE}\n", set(ASK.keys)),
        (
            f"{CARD}    type: choice\n    options:\n      - {HERE}\n",
            {"right", "wrong", "why", "when"},
        ),
        (f"{CARD}    source:\n      {HERE}\n", {"ref", "at"}),
        (f"{HEAD}sources:\n  kb:\n    {HERE}\n", {"cite", "url"}),
        (f"{CARD}    type: qa\n    verify: {{lab: one, g{HERE}}}\n", set(CHECK.keys) - {"lab"}),
    ],
)
def test_keys_of_each_other_record(text: str, wanted: set[str], ask: Ask) -> None:
    assert keys(ask("completion", text)["items"]) == wanted


def test_operators_say_what_they_compare(ask: Ask) -> None:
    items = ask("completion", f"{CHECKED}      lab: one\n      {HERE}\n")["items"]
    said = {item["label"]: told(item) for item in items}
    for name, key in OPERATORS.items():
        assert key.doc in said[name]
    items = ask("completion", f"{CHECKED}      lab: one\n      equals: {HERE}\n")["items"]
    assert "base" in words(items)


def test_a_named_lab_proposes_its_own_measurements_and_knobs(ask: Ask) -> None:
    info = code_labs()["none_or_zero"]
    check = f"{CHECKED}      lab: none_or_zero\n"
    assert words(ask("completion", f"{check}      get: {HERE}\n")["items"]) == info.measures
    offered = keys(ask("completion", f"{check}      with:\n        {HERE}\n")["items"])
    assert offered == {NAMES, *(knob.name for knob in info.knobs)}


def test_a_lab_of_the_deck_proposes_what_optimizers_have(ask: Ask) -> None:
    check = f"{CHECKED}      lab: ball\n"
    items = ask("completion", f"{check}      get: {HERE}\n")["items"]
    assert words(items) == declarative.MEASURES
    offered = keys(ask("completion", f"{check}      with:\n        {HERE}\n")["items"])
    assert offered == {NAMES, *declarative.OWN}.union(*declarative.KEYWORDS.values())
    items = ask("completion", f"{check}      with:\n        mutant: {HERE}\n")["items"]
    assert set(declarative.MUTANTS) <= set(words(items))
