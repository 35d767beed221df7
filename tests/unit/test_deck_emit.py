"""Whatever is emitted is read back the same, by the tree's builder and as a deck."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizapp.deck import scalar
from quizapp.deck.emit import WIDTH, emit
from quizapp.deck.events import parse
from quizapp.deck.load import load_deck
from quizapp.deck.source import Source
from quizapp.deck.tree import List, Map, Node, Scalar
from quizapp.text.clean import forbidden
from quizapp.text.width import cells

AWKWARD = st.text("a \n\t:#-,?[]{}&*!|>'\"%@`\\.~=<1e0u中é", max_size=25)
TEXTS = st.one_of(
    AWKWARD,
    st.text(max_size=20),
    st.sampled_from(
        ["no", "true", "~", "1e-3", "0x1F", "12:30", "<<", "---", "...", "$\\nu$\n\\nu"]
    ),
).filter(lambda text: forbidden(text) is None)
KEYS = TEXTS.filter(lambda text: "\n" not in text)
NUMBERS = st.one_of(
    st.integers(-(10**38), 10**38), st.floats(allow_nan=False, allow_infinity=False)
)
DATA = st.recursive(
    TEXTS | NUMBERS | st.booleans(),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(KEYS, part, max_size=4),
    max_leaves=20,
)


def plain(node: Node | None) -> Any:
    """A tree as plain data, typed as the reader types a value."""
    if isinstance(node, List):
        return [plain(item) for item in node.items]
    if isinstance(node, Map):
        return {key: plain(item) for key, item in node.items.items()}
    assert isinstance(node, Scalar)
    if not node.plain:
        return node.value
    assert node.value not in scalar.NULLS
    return scalar.typed(node.value)


def read(text: str) -> Any:
    source = Source(Path("emitted.yaml"), text)
    tree = parse(source)
    assert source.problems == []
    return plain(tree)


@settings(max_examples=150)
@given(st.dictionaries(KEYS, DATA, max_size=4) | st.lists(DATA, max_size=4))
@example({"cards": ["a\n\n", {"b": ["\n", "c"]}], "labs": {"x": " \n"}})
def test_what_is_emitted_is_read_back(data: dict[str, Any] | list[Any]) -> None:
    found = read(emit(data))
    assert found == data
    assert repr(found) == repr(data)  # 1, 1.0 and True are different answers


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_texts_of_a_deck_are_loaded_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    pairs = [(q, a) for q, a in pairs if q.strip() and a.strip()]
    cards = [
        {"id": f"c{number}", "type": "qa", "q": q, "answer": {"en": a, "zh": q}}
        for number, (q, a) in enumerate(pairs)
    ]
    path = tmp_path_factory.mktemp("emit") / "deck.yaml"
    path.write_text(emit({"quizapp": 1, "deck": "d", "cards": cards}), "utf-8")
    loaded = [(card.question.pick("en"), card.answer) for card in load_deck(path).cards]
    assert len(loaded) == len(pairs)
    for (question, answer), (q, a) in zip(loaded, pairs, strict=True):
        # The reader trims what surrounds a text.
        assert question == (q if q == q.strip() else q.lstrip("\n").rstrip())
        assert answer.pick("en").strip() == a.strip()  # type: ignore[union-attr]


def test_a_deck_reads_like_one_written_by_hand() -> None:
    cards = [
        {"id": "a", "type": "qa", "q": {"en": "Why?", "zh": "为何?"}, "answer": "Two\nlines."},
        {
            "id": "b",
            "type": "choice",
            "q": "Is it: $\\beta$?",
            "options": [{"right": "0.9", "why": "yes"}, {"wrong": "b " * 50 + "c", "why": "No."}],
            "verify": [{"lab": "one", "with": {"lr": "{lr}"}, "get": "x.delta", "at": 1}],
        },
    ]
    deck = {
        "quizapp": 1,
        "deck": "d",
        "labs": {"one": {"lr": 1e-5, "start": [1.0]}},
        "cards": cards,
    }
    assert emit(deck) == (
        "quizapp: 1\n"
        "deck: d\n"
        "\n"
        "labs:\n"
        "  one: {lr: 1e-5, start: [1.0]}\n"
        "\n"
        "cards:\n"
        "  - id: a\n"
        "    type: qa\n"
        "    q: {en: Why?, zh: 为何?}\n"
        "    answer: |-\n"
        "      Two\n"
        "      lines.\n"
        "\n"
        "  - id: b\n"
        "    type: choice\n"
        "    q: 'Is it: $\\beta$?'\n"
        "    options:\n"
        '      - {right: "0.9", why: "yes"}\n'
        "      - wrong: " + "b " * 50 + "c\n"
        "        why: No.\n"
        "    verify:\n"
        '      - {lab: one, with: {lr: "{lr}"}, get: x.delta, at: 1}\n'
    )


@given(DATA)
def test_brackets_keep_within_the_width(data: Any) -> None:
    for line in emit({"card": [data]}).split("\n"):
        if line.rstrip().endswith(("]", "}")) and line.lstrip(" -")[:1] in ("[", "{"):
            assert cells(line) <= WIDTH


@pytest.mark.parametrize("bad", ["\x1b[31m", "\u202e", "a\r\n", "\ufeff"])
def test_what_no_deck_may_contain_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="no deck may contain U"):
        emit({"q": bad})
    with pytest.raises(ValueError, match="no deck may contain U"):
        emit({bad: 1} if "\n" not in bad else [bad])


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 10**40])
def test_numbers_that_no_deck_can_hold_are_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="no number of a deck"):
        emit({"answer": bad})


@pytest.mark.parametrize("bad", ["a\nb", "k" * 1001])
def test_keys_that_yaml_cannot_find_are_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="a key is one line"):
        emit({bad: 1})
