"""``quizapp deck trust``: a deck's own code runs once it was allowed, and only as it was then;
its cards may change."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.__main__ import main

DECK = """quizapp: 1
deck: my.halves
include: [more.yaml]
labs:
  halve: {kind: code, run: halves}
cards:
  - {id: a, type: truth, q: Half of 4 is 2., answer: true,
     when: {lab: halve, with: {x: 4}, get: half, equals: 2}}
"""
LAB = '''"""Half of a number."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(claim="Half.", topic="mine", knobs={"x": Knob(2.0)}, measures={"half": "x / 2"})
def halves(bench: Bench, x: float) -> None:
    bench.measure("half", x / 2)
'''
MORE = "quizapp: 1\ncards: [{id: b, type: qa, q: x, answer: y}]\n"
Captured = pytest.CaptureFixture[str]
Verify = Callable[[], tuple[int, str]]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    folder = tmp_path / "decks here"
    (folder / "labs").mkdir(parents=True)
    (folder / "labs" / "halves.py").write_text(LAB)
    (folder / "more.yaml").write_text(MORE)
    path = folder / "deck.yaml"
    path.write_text(DECK)
    return path


@pytest.fixture
def verify(deck: Path, capsys: Captured) -> Verify:
    """Proves the card with the lab: how many are proven, and why it was skipped."""

    def run() -> tuple[int, str]:
        main(["verify", str(deck), "--card", "a", "--json"])
        told = json.loads(capsys.readouterr().out)
        (card,) = told["cards"]
        return told["proven"], " ".join(check["reason"] for check in card["checks"])

    return run


def trust(*args: object) -> int:
    return main(["deck", "trust", *map(str, args)])


def test_it_runs_once_it_is_allowed_and_no_more_when_its_code_changed(
    deck: Path, verify: Verify, capsys: Captured
) -> None:
    command = f"`quizapp deck trust '{deck}'`"
    why = f"not trusted: this deck brings code of its own; {command} shows it and asks"
    assert verify() == (0, why)
    assert trust(deck, "--yes") == 0
    assert "allowed: labs/halves.py" in capsys.readouterr().out
    assert verify() == (1, "")
    lab = deck.parent / "labs" / "halves.py"
    lab.write_text(LAB.replace("x / 2)", "x * 0.5)"))
    proven, reason = verify()
    assert (proven, reason) == (
        0,
        f"not trusted: this lab has changed since it was allowed; {command} shows how",
    )
    assert trust(deck, "--yes") == 0
    shown = capsys.readouterr().out
    assert "--- allowed/labs/halves.py\n+++ now/labs/halves.py" in shown
    assert '-    bench.measure("half", x / 2)\n+    bench.measure("half", x * 0.5)' in shown
    assert verify() == (1, "")
    assert trust(deck, "--revoke") == 0
    assert "may not run any more" in capsys.readouterr().out
    assert verify() == (0, why), "what it measured when it was allowed is not used"
    assert trust(deck, "--revoke") == 0
    assert "was not allowed" in capsys.readouterr().out


def test_what_will_run_is_shown_and_cleaned(deck: Path, capsys: Captured) -> None:
    lab = deck.parent / "labs" / "halves.py"
    lab.write_text(LAB.replace("Half of a number", "Half\x1b[2J\u202e"))
    trust(deck, "--yes")
    shown = capsys.readouterr().out
    assert '   8      bench.measure("half", x / 2)' in shown
    assert "A lab is kept from: " in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_nobody_to_ask_allows_nothing(
    deck: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", open(os.devnull))  # noqa: SIM115, PTH123
    assert trust(deck) == 2
    assert "--yes" in capsys.readouterr().err
    assert trust(deck, "--json") == 1
    assert json.loads(capsys.readouterr().out)["allowed"] is False


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 1), ("", 1)])
def test_the_answer_on_a_terminal(deck: Path, answer: str, status: int) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "quizapp", "deck", "trust", str(deck)],
        stdin=theirs,
        stdout=subprocess.PIPE,
        text=True,
    )
    os.write(ours, f"{answer}\n".encode())
    shown, _ = process.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == status
    assert "Allow exactly this to run on this machine? [y/N]" in shown


def test_nothing_is_asked_when_nothing_needs_it(deck: Path, capsys: Captured) -> None:
    trust(deck, "--yes")
    capsys.readouterr()
    assert trust(deck) == 0
    assert "its code has not changed" in capsys.readouterr().out
    assert trust("optim.basics") == 0
    assert "brings no code" in capsys.readouterr().out


def test_a_folder_is_gone_through_deck_by_deck(deck: Path, capsys: Captured) -> None:
    second = deck.parent / "deeper" / "second.yaml"
    (second.parent / "labs").mkdir(parents=True)
    second.write_text(DECK.replace("my.halves", "my.second").replace("include: [more.yaml]", ""))
    (second.parent / "labs" / "halves.py").write_text(LAB)
    (deck.parent / "plain.yaml").write_text("quizapp: 1\ndeck: plain\ncards: []\n")
    folder = deck.parent
    assert trust(folder, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [(one["deck"], one["allowed"]) for one in told] == [
        ("my.halves", False),
        ("my.second", False),
    ]
    assert trust(folder, "--yes") == 0
    assert capsys.readouterr().out.count("allowed: labs/halves.py") == 2
    lab = second.parent / "labs" / "halves.py"
    lab.write_text(LAB.replace("x / 2)", "x * 0.5)"))
    assert trust(folder, "--yes") == 0
    shown = capsys.readouterr().out
    assert "my.halves: allowed since" in shown
    assert shown.count("Changed since it was allowed") == 1
    (folder / "bad.yaml").write_text("quizapp: 1\ndeck: bad\n")
    assert trust(folder, "--json") == 1
    assert [one["allowed"] for one in json.loads(capsys.readouterr().out)] == [True, True]
    (folder / "bad.yaml").unlink()
    assert trust(folder, "--revoke") == 0
    assert trust(folder, "--json") == 1
    capsys.readouterr()
    assert trust(folder / "plain.yaml", "--json") == 0
    (folder / "only").mkdir()
    (folder / "plain.yaml").rename(folder / "only" / "plain.yaml")
    capsys.readouterr()
    assert trust(folder / "only") == 0
    assert "nothing needs to be allowed" in capsys.readouterr().out


def test_the_list(deck: Path, capsys: Captured) -> None:
    def states() -> list[str]:
        assert trust("--list", "--json") == 0
        return [one["state"] for one in json.loads(capsys.readouterr().out)]

    assert states() == []
    trust(deck, "--yes")
    capsys.readouterr()
    assert states() == ["unchanged"]
    deck.write_text(DECK.replace("answer: true", "answer: false"))
    assert states() == ["unchanged"]
    lab = deck.parent / "labs" / "halves.py"
    lab.write_text(LAB.replace("x / 2)", "x * 0.5)"))
    assert states() == ["changed since: its labs are skipped"]
    deck.unlink()
    assert states() == ["gone"]
    assert trust() == 2  # a deck must be named


def test_a_lab_of_a_deck_from_the_shell(
    deck: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "decks").symlink_to(deck.parent)
    assert main(["lab", "run", "my.halves/halve"]) == 0
    assert "skipped: not trusted" in capsys.readouterr().out
    trust("my.halves", "--yes")
    capsys.readouterr()
    assert main(["lab", "run", "my.halves/halve", "--set", "x=3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["measures"] == {"half": 1.5}


def test_links_out_of_the_folder_are_refused(deck: Path, tmp_path: Path, capsys: Captured) -> None:
    lab = deck.parent / "labs" / "halves.py"
    lab.rename(tmp_path / "elsewhere.py")
    lab.symlink_to(tmp_path / "elsewhere.py")
    assert trust(deck, "--yes") == 1
    assert "a symbolic link leads out of the deck's folder" in capsys.readouterr().err
    assert main(["deck", "check", str(deck)]) == 1
    assert "a symbolic link leads out of the deck's folder" in capsys.readouterr().out


def test_problems_with_own_labs_point_at_their_line(deck: Path, capsys: Captured) -> None:
    assert main(["deck", "check", str(deck)]) == 0
    lab = deck.parent / "labs" / "halves.py"
    lab.write_text(LAB.replace("def halves", "def other"))
    assert main(["deck", "check", str(deck)]) == 1
    assert "no function 'halves' marked @lab(...)" in capsys.readouterr().out
    lab.rename(lab.with_name("resume.py"))
    deck.write_text(DECK.replace("run: halves", "run: resume"))
    assert main(["deck", "check", str(deck)]) == 1
    assert "has the name of a shipped lab" in capsys.readouterr().out
    deck.write_text(DECK.replace("run: halves", "run: nothing"))
    assert main(["deck", "check", str(deck)]) == 1
    assert "no code lab 'nothing', nor labs/nothing.py here" in capsys.readouterr().out
