"""What holds for any bytes and any deck: errors are located, the cache is exact, draws are fair."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quizapp.deck import cache as cached
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.model import Deck
from quizapp.deck.report import Problem, as_json, render
from quizapp.text.clean import forbidden

FIXTURE = Path(__file__).parents[1] / "fixtures" / "decks" / "every-type" / "deck.yaml"
WHOLE = FIXTURE.read_text(encoding="utf-8").replace("include: [more/warmup.yaml]\n", "")
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def load(data: bytes) -> Deck | DeckErrors:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "deck.yaml")
        path.write_bytes(data)
        start = time.perf_counter()
        try:
            result: Deck | DeckErrors = load_deck(path)
        except DeckErrors as errors:
            result = errors
        # No timing test: a guard against hanging, a hundred times what is ever needed.
        assert time.perf_counter() - start < 20
        return result


def check_located(data: bytes, result: Deck | DeckErrors) -> None:
    if isinstance(result, Deck):
        return
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").replace("\r\n", "\n")
    lines = text.split("\n")
    assert result.problems
    for problem in result.problems:
        inside(problem, lines)
    shown = render(result.problems)
    assert "\x1b" not in shown
    assert len(as_json(result.problems)) == len(result.problems)


def inside(problem: Problem, lines: list[str]) -> None:
    where = problem.position
    assert 1 <= where.line <= len(lines)
    assert 1 <= where.column <= len(lines[where.line - 1]) + 1
    assert problem.message
    assert problem.length >= 0


@quick
@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"quizapp: 1\r\ncaf\xe9")
@example(b"%YAML 9.9\n---\n")
@example(b"? ? ? ?")
@example(b"- - -\n -")
@example(b"\xef\xbb\xbf\xef\xbb\xbfa: b")
def test_any_bytes_are_a_deck_or_located_problems(data: bytes) -> None:
    check_located(data, load(data))


@quick
@given(st.text("{}[]:,-?&*!|>'\"%@`#\\ \n\tab01", max_size=80))
def test_any_yaml_like_text_is_a_deck_or_located_problems(text: str) -> None:
    check_located(text.encode(), load(text.encode()))


@quick
@given(st.data())
def test_a_deck_with_one_edit_is_a_deck_or_located_problems(data: st.DataObject) -> None:
    """Close to a real deck, so that the deeper rules are reached."""
    at = data.draw(st.integers(0, len(WHOLE)))
    until = data.draw(st.integers(at, min(len(WHOLE), at + 30)))
    put = data.draw(st.sampled_from(["", " ", "\n", ": ", "- ", "{", "]", "'", "\t", "{lr}", "é"]))
    edited = (WHOLE[:at] + put + WHOLE[until:]).encode()
    check_located(edited, load(edited))


TEXTS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12)
TEXTS = TEXTS.filter(lambda text: forbidden(text) is None)
SCALARS = st.one_of(st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9), st.booleans(), TEXTS)


def yaml_of(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return (
        str(value) if isinstance(value, (int, float)) else "'" + str(value).replace("'", "''") + "'"
    )


@quick
@given(
    st.lists(st.tuples(TEXTS, TEXTS, SCALARS, st.booleans()), min_size=1, max_size=6),
)
def test_the_cache_gives_back_any_deck_exactly(rows: list[tuple[str, str, object, bool]]) -> None:
    text = "quizapp: 1\ndeck: d\ncards:\n"
    for number, (question, answer, value, truth) in enumerate(rows):
        check = f"{{lab: l, with: {{k: {yaml_of(value)}, m: [{yaml_of(value)}]}}, get: x, "
        check += f"equals: {yaml_of(value)}}}"
        text += f"- {{id: a{number}, type: qa, q: {{en: {yaml_of(question)}, zh: x}}, "
        text += f"answer: {yaml_of(answer)}, verify: {check}}}\n"
        text += f"- {{id: b{number}, type: truth, q: x, answer: {yaml_of(truth)}, when: {check}}}\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "deck.yaml")
        path.write_text(text, encoding="utf-8")
        fresh = load_deck(path, cache=Path(folder, "cache"))
        kept = cached.fetch(Path(folder, "cache"), path)
    assert kept is not None
    assert list(kept.cards) == list(fresh.cards)
    (check_of,) = kept.cards[0].verify
    value = rows[0][2]
    assert check_of.expected == value
    assert type(check_of.expected) is type(value)
