"""A deck read anew after each change: the problems of `deck check`, and what changed in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.__main__ import main
from quizapp.author.reading import Reading, read
from quizapp.deck.report import as_json
from quizapp.lab.registry import code_labs
from tests import corpus

ROOT = Path(__file__).parents[2]
LABS = code_labs()
DECK = """quizapp: 1
deck: own
labs:
  ball: {kind: optimizer, opt: SGD, lr: 0.1}
  half: {kind: code, run: halves}
cards:
  - {id: one, type: number, q: How far?, answer: 0.2, verify: {lab: ball, get: x.delta, abs: true}}
  - id: two
    type: truth
    q: Half of it?
    answer: true
    when: {lab: half, get: half, equals: 0.5}
  - {id: three, type: qa, q: Why?, answer: So., unproven: an opinion}
"""
LAB = (ROOT / "tests" / "fixtures" / "tui" / "labs" / "halves.py").read_text("utf-8")


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    (tmp_path / "labs").mkdir()
    (tmp_path / "labs" / "halves.py").write_text(LAB, "utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(DECK, "utf-8")
    return path


def again(before: Reading, old: str, new: str) -> Reading:
    """The deck with a text of it changed, read after ``before``."""
    text = before.path.read_text("utf-8")
    assert old in text
    before.path.write_text(text.replace(old, new), "utf-8")
    return read(before.path, LABS, before)


def digests(reading: Reading) -> dict[str, str]:
    return {draft.written.id: draft.digest for draft in reading.drafts}


def test_a_right_deck_has_its_cards_and_no_problem(deck: Path) -> None:
    reading = read(deck, LABS)
    assert not reading.problems
    assert [draft.key for draft in reading.drafts] == ["own/one", "own/two", "own/three"]
    assert [bool(draft.digest) for draft in reading.drafts] == [True, True, False]
    assert reading.drafts[1].written.text.startswith("id: two")
    assert reading.drafts[1].written.last == reading.drafts[1].written.where.line + 4
    assert set(reading.files) == {deck, deck.parent / "labs" / "halves.py"}


def test_what_was_edited_is_told_and_only_that_is_to_be_proven_anew(deck: Path) -> None:
    first = read(deck, LABS)
    second = again(first, "answer: 0.2", "answer: 0.3")
    assert second.edited == ("own/one",)
    assert digests(second)["one"] != digests(first)["one"]
    assert digests(second)["two"] == digests(first)["two"]


def test_a_line_above_moves_cards_and_edits_none(deck: Path) -> None:
    first = read(deck, LABS)
    second = again(first, "cards:", "# a remark\ncards:")
    assert second.edited == ()
    assert digests(second) == digests(first)
    assert second.drafts[0].written.where.line == first.drafts[0].written.where.line + 1


def test_another_lab_is_another_proof_of_the_cards_that_name_it(deck: Path) -> None:
    first = read(deck, LABS)
    second = again(first, "lr: 0.1", "lr: 0.2")
    assert second.edited == ()
    changed = {name for name in digests(first) if digests(first)[name] != digests(second)[name]}
    assert changed == {"one"}
    lab = deck.parent / "labs" / "halves.py"
    lab.write_text(lab.read_text("utf-8") + "\n# Another remark.\n", "utf-8")
    third = read(deck, LABS, second)
    changed = {name for name in digests(second) if digests(second)[name] != digests(third)[name]}
    assert changed == {"two"}


def test_a_broken_card_stays_as_it_was_beside_the_others(deck: Path) -> None:
    first = read(deck, LABS)
    second = again(first, "answer: 0.2", "anwser: 0.2")
    assert second.deck is None
    one, two, three = second.drafts
    assert one.broken
    assert one.card == first.drafts[0].card
    assert not two.broken
    assert not three.broken
    assert digests(second) == {**digests(first), "one": ""}
    third = again(second, "anwser: 0.2", "answer: 0.2")
    assert digests(third) == digests(first)


def test_a_card_of_no_known_type_is_still_in_the_list(deck: Path) -> None:
    second = again(read(deck, LABS), "type: qa", "type: quiz")
    assert [draft.written.id for draft in second.drafts] == ["one", "two", "three"]
    assert second.drafts[2].broken
    assert second.drafts[2].card is not None


def test_a_problem_with_its_lab_breaks_a_card(deck: Path) -> None:
    second = again(read(deck, LABS), "get: x.delta", "get: x.deltaa")
    assert [draft.broken for draft in second.drafts] == [True, False, False]
    assert second.problems[0].code == "E303"
    assert "x.deltaa" in second.problems[0].source_line


def test_a_file_that_is_no_yaml_leaves_the_last_good_deck(deck: Path) -> None:
    first = read(deck, LABS)
    second = again(first, "cards:", "cards: [")
    assert not second.parsed
    assert all(draft.broken for draft in second.drafts)
    assert [draft.card for draft in second.drafts] == [draft.card for draft in first.drafts]
    assert second.files == first.files
    deck.unlink()
    gone = read(deck, LABS, second)
    assert [problem.code for problem in gone.problems] == ["E100"]
    assert len(gone.drafts) == 3
    deck.write_text(DECK, "utf-8")
    back = read(deck, LABS, gone)
    assert digests(back) == digests(first)
    assert back.edited == ()


def test_a_deck_that_never_was_right_has_nothing_to_show_and_says_why(tmp_path: Path) -> None:
    deck = tmp_path / "own.yaml"
    for text in ("", "[", "quizapp: 1\ndeck: own\ncards: 3\n", "\x00"):
        deck.write_text(text, "utf-8")
        reading = read(deck, LABS)
        assert reading.problems
        assert reading.drafts == ()
    assert read(tmp_path / "none.yaml", LABS).problems


def test_an_include_that_is_not_there_yet_is_waited_for(deck: Path) -> None:
    first = read(deck, LABS)
    second = again(first, "cards:", "include: more/extra.yaml\ncards:")
    extra = deck.parent / "more" / "extra.yaml"
    assert extra in second.files
    assert [problem.code for problem in second.problems] == ["E118"]
    extra.parent.mkdir()
    extra.write_text("quizapp: 1\ncards: [{id: four, type: qa, q: a, answer: b, unproven: x}]\n")
    third = read(deck, LABS, second)
    assert not third.problems
    assert third.edited == ("own/four",)


TURNS = (
    ("answer: 0.2", "answer: 0.4"),
    ("answer: 0.2", "anwser: 0.2"),
    ("lr: 0.1", "lr: 0.3"),
    ("id: two", "id: deux"),
    ("cards:", "# a remark\ncards:"),
    ("cards:", "cards: ["),
    ("q: Why?", "q: Why not?"),
    ("get: half", "get: halff"),
)


@settings(max_examples=25)
@given(st.lists(st.sets(st.sampled_from(TURNS)), min_size=1, max_size=6))
def test_reading_on_comes_to_what_reading_anew_does(
    tmp_path_factory: pytest.TempPathFactory, versions: list[set[tuple[str, str]]]
) -> None:
    deck = tmp_path_factory.mktemp("law") / "own.yaml"
    (deck.parent / "labs").mkdir()
    (deck.parent / "labs" / "halves.py").write_text(LAB, "utf-8")
    before = None
    for turns in versions:
        source = DECK
        for old, new in turns:
            source = source.replace(old, new, 1)
        deck.write_text(source, "utf-8")
        before, anew = read(deck, LABS, before), read(deck, LABS)
        assert (before.problems, before.warnings) == (anew.problems, anew.warnings)
        if anew.deck is not None:
            assert before.drafts == anew.drafts
        if anew.parsed:
            assert [one.broken for one in before.drafts] == [one.broken for one in anew.drafts]


def decks() -> list[Path]:
    fixtures = sorted((ROOT / "tests" / "fixtures").rglob("*.yaml"))
    return [path for path in fixtures if b"deck:" in path.read_bytes()]


@pytest.mark.parametrize("path", decks(), ids=lambda path: path.stem)
def test_problems_are_those_of_deck_check(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["deck", "check", str(path), "--json"])
    told = json.loads(capsys.readouterr().out)
    reading = read(path, LABS)
    assert as_json(reading.problems) == told["problems"]
    assert as_json(reading.warnings) == told["warnings"]


@pytest.mark.parametrize("kind", corpus.KINDS)
def test_whatever_is_saved_is_told_as_deck_check_tells_it(kind: str, deck: Path) -> None:
    """Each bad deck of the corpus, saved over a right one and mended again."""
    right = read(deck, LABS)
    for case in corpus.cases(kind):
        path = corpus.HERE / case
        reading = read(path, LABS, replace(right, path=path))
        told = [replace(one, source_line="") for one in (*reading.problems, *reading.warnings)]
        wanted = [replace(one, source_line="") for one in corpus.problems(path)]
        assert told == wanted, case
        before = [draft.card for draft in right.drafts]
        for draft in reading.drafts:
            if draft.broken:
                assert draft.card is None or draft.card in before
            else:
                assert draft.card is not None
                assert draft.card == draft.written.card
