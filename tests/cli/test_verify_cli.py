"""``quizapp verify``: right keys are proven, planted wrong ones are named with file and line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from quizapp.__main__ import main

Captured = pytest.CaptureFixture[str]

DECK = """\
quizapp: 1
deck: planted
title: Planted
labs:
  one: {kind: optimizer, opt: Adam, lr: 1e-3, start: [1.0], loss: x**2, steps: 1}
cards:
  - id: scale
    type: choice
    q: Multiply the loss by 100; the first step
    options:
      - right: stays the same
        why: g/√g² cancels the scale.
        when: {lab: one, with: {loss: 100*x**2}, get: x.delta, equals: base}
      - wrong: grows 100 times
        why: That is SGD.
        when: {lab: one, with: {loss: 100*x**2}, get: x.delta, ratio: {of: base, approx: 100}}
  - id: size
    type: number
    q: Size of the first step at lr = {lr}?
    vary: {lr: [1e-3, 1e-2]}
    answer: {lab: one, with: {lr: "{lr}"}, get: x.delta, abs: true}
    tol: 1%
  - id: down
    type: truth
    q: The first step goes down.
    answer: true
    when: {lab: one, get: x.delta, less: 0}
  - id: refused
    type: typed
    q: What does lr = -1 raise?
    answer: ValueError
    verify: {lab: one, with: {lr: -1.0}, get: raised}
  - id: hinted
    type: typed
    q: Which argument is refused?
    answer: lr
    verify: {lab: one, with: {lr: -1.0}, raises: learning rate}
  - id: told
    type: qa
    q: Who wrote Adam?
    answer: Kingma and Ba
    unproven: history is not measured
"""


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck of right keys, in a home of its own."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    path = tmp_path / "planted.yaml"
    path.write_text(DECK, encoding="utf-8")
    return path


def verify(*args: object) -> int:
    return main(["verify", *map(str, args)])


def line_of(deck: Path, text: str) -> int:
    lines = deck.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_right_keys_are_proven_and_counted(deck: Path, capsys: Captured) -> None:
    assert verify(deck) == 0
    said = capsys.readouterr()
    assert "6 cards: 4 proven, 1 supported, 1 not checkable" in said.out
    assert "7 checks proved, 2 of them options" in said.out
    assert (
        "supported, checks hold but the answer itself is not measured: planted/hinted\n"
        "  to prove them: `verify: {lab: …, get: …}` without an operator is the answer" in said.out
    )
    assert "not checkable, history is not measured: planted/told" in said.out
    assert "torch 2" in said.out
    assert said.err == ""


PLANTED = [
    (
        "answer: true",
        "answer: false",
        "when: {lab: one, get: x.delta, less",
        "as the answer is false",
    ),
    ("less: 0", "greater: 0", "when: {lab: one, get: x.delta, greater", "> 0"),
    ("answer: ValueError", "answer: TypeError", "get: raised", "the answer, 'TypeError'"),
    ("raises: learning", "raises: teaching", "raises: teaching", "raises 'teaching rate'"),
    ("approx: 100", "approx: 1", "ratio", "as it is marked wrong"),
    ("equals: base", "equals: 5", "equals: 5", "= 5"),
]


@pytest.mark.parametrize(("old", "new", "place", "expected"), PLANTED)
def test_a_planted_wrong_key_is_named(
    deck: Path, capsys: Captured, old: str, new: str, place: str, expected: str
) -> None:
    assert DECK.count(old) == 1
    deck.write_text(DECK.replace(old, new), encoding="utf-8")
    assert verify(deck) == 1
    said = capsys.readouterr().out
    assert "1 refuted" in said
    assert f"planted.yaml:{line_of(deck, place)}:" in said
    assert expected in said
    assert "measured" in said


def test_a_check_that_dies_disproves_nothing(deck: Path, capsys: Captured) -> None:
    crash = "with: {lr: -1.0}, get: x.delta, equals: 3}"
    old = "with: {loss: 100*x**2}, get: x.delta, ratio: {of: base, approx: 100}}"
    deck.write_text(DECK.replace(old, crash), encoding="utf-8")
    assert verify(deck) == 1
    said = capsys.readouterr().out
    assert "1 with errors" in said
    assert "the run raised ValueError: Invalid learning rate: -1.0" in said


def test_one_card_and_json(deck: Path, capsys: Captured) -> None:
    assert verify(deck, "--card", "planted/size", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["proven"], said["checks"], said["device"]) == (1, 2, "cpu")
    (card,) = said["cards"]
    assert card["answer_measured"] is True
    assert (card["card"], card["verdict"]) == ("planted/size", "holds")
    assert [check["measured"] for check in card["checks"]] == ["0.0009999871", "0.00999999"]
    assert card["checks"][0]["at"][1] == line_of(deck, "answer: {lab: one")


def test_the_matrix_is_a_script_that_proves_with_each_torch(deck: Path, capsys: Captured) -> None:
    assert verify(deck, "--card", "a b", "--matrix") == 0
    script = capsys.readouterr().out
    assert "torch==2." in script
    assert not (deck.parent / "home").exists(), "nothing was run"
    # A stand-in for Python makes environments whose programs only say what they were asked.
    tools = deck.parent / "tools"
    tools.mkdir()
    (tools / "python3").write_text(
        "#!/bin/sh\nmkdir -p $3/bin\n"
        "printf '#!/bin/sh\\necho $QUIZAPP_HOME $@\\n' > $3/bin/pip\n"
        "chmod +x $3/bin/pip\ncp $3/bin/pip $3/bin/quizapp\n"
    )
    (tools / "python3").chmod(0o755)
    subprocess.run(
        ["/bin/sh", "-e", "-c", script],
        cwd=deck.parent,
        env={"PATH": f"{tools}:/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    for name in ("newest", "nightly"):
        asked = (deck.parent / "matrix" / f"torch-{name}.json").read_text()
        assert asked == f"matrix/torch-{name}/home verify --json {deck} --card a b\n"


def test_a_device_that_is_not_here_skips_and_changes_nothing(deck: Path, capsys: Captured) -> None:
    assert verify(deck, "--card", "down") == 0
    capsys.readouterr()
    assert verify(deck, "--card", "down", "--device", "mps", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["skipped"], said["kept"], said["changes"]) == (1, 0, [])
    assert said["beside_cpu"] == {"compared": 0, "tolerance": 1e-4, "apart": []}
    assert verify("--changes") == 0
    assert "1 card judged on this machine, 0 changes" in capsys.readouterr().out


def test_a_broken_lab_is_located_without_running(deck: Path, capsys: Captured) -> None:
    deck.write_text(DECK.replace("opt: Adam,", "opt: Adamm,"), encoding="utf-8")
    assert verify(deck) == 1
    said = capsys.readouterr().out
    assert "error[E302]" in said
    assert f"planted.yaml:{line_of(deck, 'Adamm')}:" in said
    assert "did you mean 'Adam'" in said


def test_a_deck_that_does_not_load_is_shown_as_check_shows_it(deck: Path, capsys: Captured) -> None:
    deck.write_text(DECK.replace("    q: Who wrote Adam?", "    qq: Who?"), encoding="utf-8")
    assert verify(deck) == 1
    assert f"planted.yaml:{line_of(deck, 'qq:')}:" in capsys.readouterr().out


def test_a_broken_deck_is_known_by_its_name_and_no_other_is_troubled(
    deck: Path, capsys: Captured
) -> None:
    folder = deck.parent / "home" / "decks"
    folder.mkdir(parents=True)
    deck.rename(folder / "planted.yaml")
    (folder / "one.yaml").write_text("quizapp: 1\ndeck: bad\ncard: []\n")
    (folder / "two.yaml").write_text("quizapp: 1\ndeck: Bad Name\ncards: []\n")
    for name, place in (("bad", "one.yaml:3:1"), ("two", "two.yaml:2:7")):
        assert verify(name) == 1
        said = capsys.readouterr()
        assert place in said.err
        assert "no deck" not in said.err
    assert verify("planted", "--card", "told") == 0
    assert "one.yaml" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["no-such.yaml"], "no such file"),
        (["no.such.deck"], "no deck is named 'no.such.deck'"),
        (["optim.basic"], "Did you mean 'optim.basics'?"),
        (["FOLDER"], "A deck is a .yaml file"),
        (["DECK", "--card", "nothing"], "no card 'nothing'"),
        (["DECK", "--card", "hintd"], "Did you mean 'hinted'?"),
        (["DECK", "--card", "planted/hintd"], "Did you mean 'planted/hinted'?"),
    ],
)
def test_misuse(deck: Path, capsys: Captured, args: list[str], says: str) -> None:
    (deck.parent / "empty").mkdir()
    places = {"DECK": deck, "FOLDER": deck.parent / "empty"}
    assert verify(*(places.get(arg, arg) for arg in args)) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""
