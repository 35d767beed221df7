"""``quizapp import --append``: what a deck is known to have, and what is done with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quizapp.__main__ import main
from quizapp.deck.load import load_deck


@pytest.fixture(autouse=True)
def at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))


def table(name: str, *rows: str, head: str = "question,answer") -> None:
    Path(name).write_text("\n".join((head, *rows, "")))


def run(*words: str) -> None:
    assert main(list(words)) == 0


def append(source: str, into: str, *more: str) -> None:
    run("import", source, "--append", "--into", into, *more)


def ids_of(file: str) -> list[str]:
    return [card.key.partition("/")[2] for card in load_deck(Path(file)).cards]


def test_questions_whose_ids_would_be_alike_are_cards_of_their_own() -> None:
    table("l.csv", "What is C?,a language")
    table("l2.csv", "What is C++?,another language", "What is C#?,third", "What is C?,a  language")
    run("import", "l.csv")
    append("l2.csv", "l.yaml")
    assert len(ids_of("l.yaml")) == 3
    append("l2.csv", "l.yaml")
    assert len(ids_of("l.yaml")) == 3
    run("deck", "check", "l.yaml")


def test_another_answer_is_another_card_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    table("s.csv", "Same?,1", "Same?,2")
    table("s2.csv", "Same?,2", "Same?,3")
    run("import", "s.csv")
    append("s2.csv", "s.yaml")
    first, _, third = ids_of("s.yaml")
    assert first == "same"
    told = capsys.readouterr().out
    assert "1 card known already" in told
    assert f"'same' of the deck asks the same, and has another answer (added as '{third}')" in told


def test_a_card_is_known_by_the_names_that_it_and_its_deck_had() -> None:
    table("t.csv", "n1,What is lr?,a step", "n2,What is m?,a mean", head="id,question,answer")
    run("import", "t.csv")
    run("deck", "rename", "t.yaml", "n1", "what-lr-is")
    append("t.csv", "t.yaml")
    assert ids_of("t.yaml") == ["what-lr-is", "n2"]
    run("deck", "rename", "t.yaml", "--deck", "steps")
    run("deck", "rename", "t.yaml", "n2", "what-m-is")
    table("t.csv", "n1,What is lr?,a step", "n2,What is m?,a mean", "n3,Eps?,e", head="id,q,a")
    append("t.csv", "t.yaml")
    assert ids_of("t.yaml") == ["what-lr-is", "what-m-is", "n3"]
    run("deck", "check", ".")


@pytest.mark.parametrize("head", ["id,question,answer", "tags,question,answer"])
def test_cards_that_went_to_another_deck_do_not_come_back(head: str) -> None:
    rows = [f"n{n},What is {n}?,{n}" for n in range(3)]
    table("t.csv", *rows, head=head)
    run("import", "t.csv")
    first = ids_of("t.yaml")[0]
    run("deck", "split", "t.yaml", "--ids", first, "--into", "other.yaml")
    table("t.csv", *rows, "n9,New?,yes", head=head)
    append("t.csv", "t.yaml")
    assert len(ids_of("t.yaml")) == 3
    assert first not in ids_of("t.yaml")
    run("deck", "check", ".")


def test_a_new_file_does_not_take_what_went_to_another_deck(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table("t.csv", "What is 1?,1")
    run("import", "t.csv")
    run("deck", "rename", "t.yaml", "--deck", "better")
    assert main(["import", "t.csv", "--into", "again.yaml", "--deck", "t"]) == 1
    told = capsys.readouterr().err
    assert "again.yaml would not agree with other decks: t.yaml: 't/what-is-1' in 'was'" in told
    assert not Path("again.yaml").exists()


def test_what_was_added_is_taken_back_by_undo() -> None:
    table("t.csv", "One?,1")
    run("import", "t.csv")
    before = Path("t.yaml").read_bytes()
    table("t.csv", "One?,1", "Two?,2")
    append("t.csv", "t.yaml")
    assert Path("t.yaml").read_bytes() != before
    run("deck", "undo")
    assert Path("t.yaml").read_bytes() == before


def test_what_reads_otherwise_in_the_source_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    head = "id,question,answer"
    table("t.csv", "a,What is lr?,a step", "b,What is m?,a mean", head=head)
    run("import", "t.csv")
    table("t.csv", "a,What is lr?,the step", "b,What is m?,a mean", head=head)
    capsys.readouterr()
    append("t.csv", "t.yaml")
    told = capsys.readouterr().out
    assert "2 cards known already" in told
    assert "--update takes the source's):\n  row 2: t/a (answer)\n" in told
    append("t.csv", "t.yaml", "--json")
    known = json.loads(capsys.readouterr().out)["known"]
    assert known[0] == {"card": "t/a", "place": "row 2", "differs": ["answer"]}
    assert known[1]["differs"] == []


@pytest.mark.parametrize(
    "deck",
    [
        "quizapp: 1\ndeck: d\ncards: []\n",
        "quizapp: 1\ndeck: d\ncards:\n- {id: a, type: qa, q: q, answer: a, unproven: w}\n"
        "sources: {kb: {cite: K}}\n",
        "quizapp: 1\ndeck: d\ncards:\n- {id: a, type: qa, q: q, answer: a, unproven: w}\n...\n",
        "quizapp: 1\ndeck: d\ninclude: [part/d2.yaml]\n",
    ],
)
def test_cards_find_their_place_in_any_deck(deck: str) -> None:
    Path("part").mkdir()
    Path("part/d2.yaml").write_text(
        "quizapp: 1\ncards:\n- {id: z, type: qa, q: q, answer: a, unproven: w}\n"
    )
    Path("d.yaml").write_text(deck)
    table("t.csv", "One?,1", "Two?,2")
    append("t.csv", "d.yaml")
    assert set(ids_of("d.yaml")) >= {"one", "two"}
    run("deck", "check", "d.yaml")


def test_update_writes_the_sources_texts_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = (
        "# mine\nquizapp: 1\ndeck: t\ncards:\n"
        "  - id: a  # first\n    type: qa\n    tags: [x]\n    q: What is lr?  # asked\n"
        "    answer: |-\n      a\n      step\n    unproven: w\n"
        "  - {id: b, type: choice, q: Which?, options: [{right: r, why: y}, {wrong: w, why: z}],"
        " unproven: w}\n"
        "  - {id: c, type: qa, q: {en: One?, zh: 一？}, answer: '1', unproven: w}\n"
        "  - {id: d, type: qa, q: Plain?, answer: old, unproven: w}\n"
    )
    Path("t.yaml").write_text(own)
    table(
        "t.csv",
        'a,"What is lr, really?",the step,,',
        "b,Which?,,right one,w",
        "c,Two?,1,,",
        ",Plain?,new: it is,,",
        head="id,question,answer,right,wrong",
    )
    append("t.csv", "t.yaml", "--update")
    new = own.replace("What is lr? ", "What is lr, really? ").replace(
        "right: r,", "right: right one,"
    )
    new = new.replace("|-\n      a\n      step", "the step").replace("old", '"new: it is"')
    assert Path("t.yaml").read_text() == new
    assert "t/c is left as it is: its 'q' is more than a text" in capsys.readouterr().out
    run("deck", "undo")
    assert Path("t.yaml").read_text() == own
    assert main(["import", "t.csv", "--update"]) == 2
