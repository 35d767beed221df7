"""`quizapp verify --explain`: every number of a proof, in words that fit the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quizapp.__main__ import main
from quizapp.text.width import cells

DECK = """\
quizapp: 1
deck: my.steps
labs:
  ball: {kind: optimizer, opt: SGD, lr: 0.1, start: [1.0], loss: x**2}
cards:
  - id: moved
    type: choice
    q: {en: "Where is x after one step of {lr}, from 3?", zh: 从 3 出发一步之后 x 在哪里}
    vary: {lr: [0.1, 0.2]}
    options:
      - right: less far than 3
        why: downhill
        when:
          {lab: ball, with: {lr: "{lr}", start: 3}, get: x.delta, abs: true,
           approx: {formula: lr * 2 * start}}
      - wrong: the other way
        why: that climbs
        when:
          {lab: ball, with: {lr: "{lr}", start: 3}, get: x.end,
           approx: {with: {mutant: sgd-ascends}}}
  - id: series
    type: qa
    q: Is it downhill?
    answer: it is
    verify: {lab: ball, with: {steps: 9}, get: loss, monotone: down}
  - {id: bad, type: truth, q: It climbs., answer: true, when: {lab: ball, get: x.end, greater: 1}}
  - id: raises
    type: qa
    q: A negative rate?
    answer: refused
    verify: {lab: ball, with: {lr: -1}, get: x.end, equals: 1}
  - {id: bare, type: qa, q: Why?, answer: Because., unproven: an opinion}
"""

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all of them: what was run is known."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def deck(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIZAPP_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    path = Path("steps.yaml")
    path.write_text(DECK, "utf-8")
    return path


def explained(capsys: Captured, *words: str) -> tuple[int, str]:
    status = main(["verify", "--explain", *words])
    return status, capsys.readouterr().out


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_every_line_fits_the_terminal(
    deck: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    status, out = explained(capsys, "moved", str(deck))
    assert status == 0
    assert max(map(cells, out.splitlines())) <= columns


def test_every_step_is_there_with_its_numbers(
    deck: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "500")
    _, out = explained(capsys, "my.steps/moved", str(deck))
    for said in (
        "steps.yaml:14:11",
        "declared by the lab: opt=SGD, loss=x**2",
        "turned by the check's `with`: start=3 (in the place of start [1])",
        "drawn: lr=0.2 (in the place of lr 0.1)",
        "at their defaults: momentum=0",
        "seed 0 on cpu",
        "ours and torch's ran and agree",
        "x.delta (how far it moved in all, with its sign): -1.2",
        "its absolute value: 1.2",
        "lr * 2 * start = 0.2 * 2 * 3 = 1.2",
        "allowed is 1% of the larger",
        "the mutant sgd-ascends is not compared with torch",
        "fails; a wrong option must fail: good",
        "proven: 4 of 4 checks came out as they must",
    ):
        assert said in out


@pytest.mark.parametrize(
    ("card", "status", "says"),
    [
        ("series", 0, "loss: 1, 0.64, 0.4096, 0.262144, …,"),
        ("series", 0, "of its 9 steps 9 down"),
        ("series", 0, "supported: 1 of 1 checks"),
        ("bad", 1, "0.8 > 1 is false"),
        ("bad", 1, "fails; a true statement must hold: this is not so"),
        ("raises", 1, "nothing: the run raised ValueError: Invalid learning rate"),
        ("bare", 0, "not checkable: an opinion"),
    ],
)
def test_what_is_concluded(deck: Path, capsys: Captured, card: str, status: int, says: str) -> None:
    got, out = explained(capsys, card, str(deck))
    assert got == status
    assert says in " ".join(out.split())


def test_as_data(deck: Path, capsys: Captured) -> None:
    status, out = explained(capsys, "moved", str(deck), "--json")
    told = json.loads(out)
    assert status == 0
    assert told["conclusion"].startswith("proven")
    right, wrong, *_ = told["checks"]
    assert right["formula"] == ["lr * 2 * start", "0.1 * 2 * 3"]
    assert right["operand"] == pytest.approx(0.6)
    (run,) = right["runs"]
    assert (run["raw"], run["picked"]) == (pytest.approx(-0.6), pytest.approx(0.6))
    assert run["drawn"] == {"lr": 0.1}
    assert [one["with"].get("mutant") for one in wrong["runs"]] == [None, "sgd-ascends"]
    assert run["outcome"]["series"]["x"] == [[0.0, 3.0], [1.0, pytest.approx(2.4)]]


def test_misuse(deck: Path, capsys: Captured) -> None:
    assert main(["verify", "--explain", "moed", str(deck)]) == 2
    assert "Did you mean 'moved'?" in capsys.readouterr().err
