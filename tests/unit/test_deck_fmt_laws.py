"""What holds for any deck: tidied it says the same, keeps every comment, and stays as it is."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quizapp.deck.emit import emit
from quizapp.deck.events import parse
from quizapp.deck.fmt.files import tidy_bytes
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.scalar import typed
from quizapp.deck.source import Source
from quizapp.deck.tree import List, Map, Node, Scalar
from tests.fuzz import mutants
from tests.messy import TEXTS, Messy

HERE = Path("deck.yaml")
COMMENT = re.compile(r"#c\d+\b")


def tidied(text: str) -> str:
    file = tidy_bytes(HERE, text.encode())
    assert file.problems == ()
    return file.after


def bare(value: Any) -> Any:
    """A value of the model without places and paths, in plain types."""
    if is_dataclass(value):
        left = ("where", "path", "files", "digest")
        kept = [field.name for field in fields(value) if field.name not in left]
        return {name: bare(getattr(value, name)) for name in kept}
    if isinstance(value, dict) or hasattr(value, "items"):
        return {key: bare(item) for key, item in value.items()}
    if isinstance(value, (str, int, float, bool)) or value is None:
        return (type(value), value)
    return [bare(item) for item in value]


def loaded(text: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "deck.yaml")
        path.write_bytes(text.encode())
        return bare(load_deck(path))


@st.composite
def shuffled(draw: st.DrawFn, **keys: st.SearchStrategy[Any]) -> dict[str, Any]:
    """A map with some of these keys (those in capitals always), in any order."""
    chosen = {name.lower(): draw(value) for name, value in keys.items() if name.isupper()}
    for name, value in keys.items():
        if name.islower() and draw(st.booleans()):
            chosen[name] = draw(value)
    return {name: chosen[name] for name in draw(st.permutations(list(chosen)))}


LOCAL = TEXTS | st.fixed_dictionaries({"zh": TEXTS, "en": TEXTS})
NUMBERS = st.integers(0, 9) | st.sampled_from([0.5, 1e-3, 1e20])
MEASURED: dict[str, Any] = {"LAB": st.just("one"), "GET": st.just("x.end")}
CHECK = shuffled(**MEASURED, EQUALS=NUMBERS | TEXTS, tol=st.just(0.1))
COMMON: dict[str, Any] = {
    "hint": LOCAL,
    "why": LOCAL,
    "tags": st.lists(st.sampled_from("abc"), unique=True),
    "source": TEXTS,
    "verify": CHECK | st.lists(CHECK, min_size=1, max_size=2),
}
OPTIONS = st.tuples(
    shuffled(RIGHT=TEXTS.map("r: {}".format), WHY=LOCAL, when=CHECK),
    shuffled(WRONG=TEXTS.map("w: {}".format), WHY=LOCAL),
).map(list)
CARDS = st.one_of(
    shuffled(TYPE=st.just("qa"), Q=LOCAL, ANSWER=LOCAL, **COMMON),
    shuffled(TYPE=st.just("choice"), Q=LOCAL, OPTIONS=OPTIONS, **COMMON),
    shuffled(TYPE=st.just("truth"), Q=LOCAL, ANSWER=st.booleans(), **COMMON),
    shuffled(
        TYPE=st.just("number"), Q=TEXTS, ANSWER=NUMBERS | shuffled(**MEASURED), unit=TEXTS, **COMMON
    ),
)
LAB = shuffled(KIND=st.just("optimizer"), OPT=st.just("SGD"), lr=NUMBERS, steps=st.just(2))
DECKS = shuffled(
    QUIZAPP=st.just(1),
    DECK=st.just("d"),
    CARDS=st.lists(CARDS, max_size=2),
    LABS=st.fixed_dictionaries({"one": LAB}),
    title=LOCAL,
    about=LOCAL,
)


@st.composite
def messy(draw: st.DrawFn, ids: bool = True) -> str:
    """A deck, badly laid out; ``ids``: its cards have them."""
    deck = draw(DECKS)
    for number, card in enumerate(deck["cards"] if ids else []):
        card["id"] = f"card-{number}"
    return Messy(draw(st.integers(0, 2**64))).file(deck)


@settings(max_examples=100)
@given(messy())
def test_a_tidied_deck_says_the_same(text: str) -> None:
    try:
        before = loaded(text)
    except DeckErrors:
        assume(False)
    assert loaded(tidied(text)) == before


@settings(max_examples=100)
@given(messy(ids=False))
def test_tidying_again_changes_nothing_and_every_comment_is_there_once(text: str) -> None:
    once = tidied(text)
    assert tidied(once) == once
    assert sorted(COMMENT.findall(once)) == sorted(COMMENT.findall(text))


def tree(text: str) -> Map:
    root = parse(Source(HERE, text))
    assert isinstance(root, Map)
    return root


def data(node: Node) -> Any:
    """A tree as plain data again."""
    if isinstance(node, Map):
        return {key: data(value) for key, value in node.items.items()}
    if isinstance(node, List):
        return [data(value) for value in node.items]
    assert isinstance(node, Scalar)
    return typed(node.value) if node.plain else node.value


def values(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, (List, Map)):
        for one in node.items.values() if isinstance(node, Map) else node.items:
            yield from values(one)


def places(text: str) -> list[tuple[str, int]]:
    """The comments in their order, each with how many values begin before it."""
    found = []
    spans = [(node.start.index, node.end.index) for node in values(tree(text))]
    for comment in COMMENT.finditer(text):
        at = comment.start()
        inside = next((text[start:at] for start, end in spans if start < at < end), "")
        if "\n" not in inside:  # else it is a line of a text; beside a `|` it is a comment
            found.append((comment[0], sum(start < at for start, _ in spans)))
    return found


@settings(max_examples=80)
@given(DECKS, st.integers(0, 2**64))
def test_comments_stay_where_they_are(deck: dict[str, Any], seed: int) -> None:
    """Among keys that are in order, a comment moves at most from beside its value to above it;
    only what stands behind an opening bracket goes behind the line into which that is joined.
    """
    text = Messy(seed).file(data(tree(tidied(emit(deck)))))
    before, after = places(text), places(tidied(text))
    assert [comment for comment, _ in after] == [comment for comment, _ in before]
    opening = re.findall(r"[{\[] *(#c\d+)\b", text)
    for (comment, was), (_, now) in zip(before, after, strict=True):
        assert now in (was, was - 1) or comment in opening


@settings(max_examples=80)
@given(DECKS)
def test_what_is_emitted_in_order_is_tidy(deck: dict[str, Any]) -> None:
    emitted = emit(data(tree(tidied(emit(deck)))))
    assert tidied(emitted) == emitted


def test_of_broken_decks_each_is_left_alone_or_tidied_once_for_all() -> None:
    tidy = 0
    for broken in islice(mutants(7), 1500):
        file = tidy_bytes(HERE, broken)
        assert not (file.problems and file.changed)
        if not file.problems:
            again = tidy_bytes(HERE, file.after.encode())
            assert (again.problems, again.changed) == ((), False)
            tidy += 1
    assert tidy > 150
