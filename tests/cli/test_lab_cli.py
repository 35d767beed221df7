"""``quizapp lab``: what is listed, shown and run, and what misuse is told."""

from __future__ import annotations

import io
import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.__main__ import main
from quizapp.lab.isolation.level import GUARDS
from quizapp.lab.registry import code_labs

Captured = pytest.CaptureFixture[str]


def quizapp(*args: str) -> int:
    return main(["lab", *args])


def test_list(capsys: Captured) -> None:
    assert quizapp("list") == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert names == ["optimizer", *sorted(code_labs())]
    assert quizapp("list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert {lab["name"] for lab in listed} == {"optimizer", *code_labs()}
    assert set(listed[0]) == {
        *("name", "topic", "claim", "knobs", "measures", "series", "plot", "source"),
    }


def test_show(capsys: Captured) -> None:
    assert quizapp("show", "none_or_zero") == 0
    shown = capsys.readouterr().out
    for part in ("momentum = 0.9", "a number from 0 to 0.99", "moved", "labs/none_or_zero.py"):
        assert part in shown
    assert quizapp("show", "optimizer") == 0
    shown = " ".join(capsys.readouterr().out.split())
    for part in (
        "opt required: one of SGD, Adam",
        "loss = x**2",
        "steps = 1 a whole number from 1 to 10,000",
        "AdamW lr=0.001 betas=[0.9, 0.999] eps=1e-08",
        "number from -1e+30 to 1e+30 lr, momentum",
        "a matrix of one row",
    ):
        assert part in shown
    assert quizapp("show", "optimizer", "--json") == 0
    assert json.loads(capsys.readouterr().out)["mutants"]["sgd-ascends"] == "SGD"


@pytest.mark.parametrize(
    ("args", "message", "remedy"),
    [
        (["show", "none_or_zer"], "no lab 'none_or_zer'", "'none_or_zero'"),
        (["run", "none_or_zero", "--set", "momentun=1"], "no knob 'momentun'", "'momentum'"),
        (["run", "none_or_zero", "--set", "momentum=1"], "a number from 0 to 0.99", ""),
        (["run", "none_or_zero", "--set", "momentum=fast"], "a number from 0 to 0.99", ""),
        (["run", "none_or_zero", "--set", "momentum"], "--set 'momentum'", "KNOB=VALUE"),
        (["run", "none_or_zero", "--seconds", "0"], "--seconds 0", "3600"),
        (["run", "none_or_zero", "--seed", "-1"], "--seed -1", "from 0 to 2147483647"),
        (["run", "none_or_zero", "--seed", "2147483648"], "--seed 2147483648", "2147483647"),
        (["run", "none_or_zero", "--set", "mutant=zzz"], "choices; near it are ", "lab show opt"),
        (["run", "optimizer"], "opt: no optimizer is named", "SGD, Adam"),
        (["run", "optimizer", "--set", "opt=SGD", "--set", "loss=x^2"], "character 2", "x0**2"),
    ],
)
def test_misuse_says_what_and_what_to_do(
    capsys: Captured, args: list[str], message: str, remedy: str
) -> None:
    assert quizapp(*args) == 2
    said = capsys.readouterr()
    assert said.out == ""
    first, _, rest = said.err.partition("\n")
    assert message in first
    assert remedy in rest
    assert "Traceback" not in said.err


def test_long_lines_wrap_between_words(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    for columns in (60, 80):
        monkeypatch.setenv("COLUMNS", str(columns))
        for argv in (["list"], ["show", "optimizer"]):
            assert quizapp(*argv) == 0
            lines = capsys.readouterr().out.split("\n")
            assert max(len(line) for line in lines if "--set" not in line) <= columns
    assert "sgd-dampened-first-step, sgd-momentum-ema," in "\n".join(lines)


def test_run_says_that_torch_starts_where_a_person_looks(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert quizapp("run", "optimizer", "--set", "opt=SGD") == 0
    assert capsys.readouterr().err.startswith("starting torch…")


def test_run_shows_measures_curve_and_verdict(capsys: Captured) -> None:
    assert quizapp("run", "first_momentum_buffer", "--set", "steps=4", "--seed", "7") == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "first_momentum_buffer  momentum=0.9 dampening=0.5 steps=4" in said.out
    assert "holds: our optimizer and torch's agree (largest difference 0)" in said.out
    assert "seed 7 · cpu · torch" in said.out


def test_run_json_is_json_alone_even_where_numbers_are_not_finite(capsys: Captured) -> None:
    settings = ["--set", "opt=SGD", "--set", "lr=1e30", "--set", "steps=9"]
    assert quizapp("run", "optimizer", *settings, "--json") == 0
    said = capsys.readouterr()
    run = json.loads(said.out, parse_constant=lambda word: pytest.fail(word))
    assert run["verdict"] == "holds"
    assert run["agrees"] is True
    assert run["measures"]["x.end"] in ("nan", "inf", "-inf")
    assert run["knobs"]["steps"] == 9
    assert run["versions"]["torch"]
    held, missing = run["isolation"]["in_force"], run["isolation"]["missing"]
    assert "processes" in held or sys.platform != "linux"
    assert {*held, *missing} == set(GUARDS)
    assert said.err == ""


def test_a_game_takes_the_seeds_that_labs_take(capsys: Captured) -> None:
    assert main(["play", "derby", "--plain", "--seed", "-1"]) == 2
    assert "from 0 to 2147483647" in capsys.readouterr().err


def test_a_missing_device_is_skipped_with_its_reason(capsys: Captured) -> None:
    if sys.platform == "darwin":
        pytest.skip("it may have it")
    settings = ["--set", "opt=SGD", "--device", "mps", "--json"]
    assert quizapp("run", "optimizer", *settings) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert (told["verdict"], told["device"], told["isolation"]) == ("skipped", "", None)
    assert "no mps device" in said.err


def test_nobody_guesses_at_a_run_that_cannot_be(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform == "darwin":
        pytest.skip("it may have it")
    monkeypatch.setattr("sys.stdin", io.StringIO("0\n\n\n3\n"))
    assert quizapp("run", "none_or_zero", "--predict", "--device", "mps") == 0
    said = capsys.readouterr().out
    assert "Guess" not in said
    assert said.endswith("skipped: this machine has no mps device\nseed 0 · not run\n")


def test_a_decks_lab_is_found_by_its_file(capsys: Captured, tmp_path: Path) -> None:
    deck = tmp_path / "halves.yaml"
    deck.write_text(
        "quizapp: 1\ndeck: my.halves\ntitle: Halves\nlicense: CC0-1.0\n"
        "labs: {halve: {kind: optimizer, opt: SGD, lr: 0.5}}\n"
        "cards:\n- {id: a, type: number, q: x?, answer: 0, verify: {lab: halve, get: x.end}}\n",
        encoding="utf-8",
    )
    assert quizapp("run", f"{deck}/halve", "--set", "steps=2") == 0
    assert "holds: " in capsys.readouterr().out
    assert quizapp("show", f"{deck}/halve") == 0
    capsys.readouterr()
    assert quizapp("run", f"{deck}/half") == 2
    assert f"Did you mean '{deck}/halve'?" in capsys.readouterr().err
    assert quizapp("run", f"{deck}/zzz") == 2
    assert "The deck has: halve." in capsys.readouterr().err


def test_a_run_that_dies_is_status_1(capsys: Captured) -> None:
    slow = ["--set", "opt=SGD", "--set", "steps=10000", "--seconds", "0.05"]
    assert quizapp("run", "optimizer", *slow) == 1
    assert "error: it ran longer than its limit of 0.05 s" in capsys.readouterr().out


def test_a_mutant_only_measures(capsys: Captured) -> None:
    assert quizapp("run", "none_or_zero", "--set", "mutant=sgd-momentum-ema") == 0
    said = capsys.readouterr().out
    assert "measured: the mutant sgd-momentum-ema is not compared with torch" in said
    assert "holds" not in said


@pytest.mark.parametrize("mutant", ["adam-eps-inside-root", "step-counts-from-one"])
def test_a_mutant_that_nobody_builds_is_status_2(capsys: Captured, mutant: str) -> None:
    assert quizapp("run", "none_or_zero", "--set", f"mutant={mutant}") == 2
    assert f"error: the mutant {mutant} took no part" in capsys.readouterr().out


def test_a_mutant_built_in_another_process_takes_part(capsys: Captured) -> None:
    assert quizapp("run", "zero_redundancy", "--set", "mutant=adam-eps-inside-root") == 0
    assert "measured: " in capsys.readouterr().out


def test_listing_imports_no_torch() -> None:
    code = (
        "import sys; from quizapp.__main__ import main; main(['lab', 'list']); "
        "assert not {'torch', 'yaml', 'textual'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_a_curve_stands_where_the_lab_drew_it(capsys: Captured) -> None:
    assert quizapp("run", "live_lr_change", "--json") == 0
    assert [x for x, _ in json.loads(capsys.readouterr().out)["series"]["step"]] == [1, 2]
    assert quizapp("run", "live_lr_change") == 0
    lines = iter(capsys.readouterr().out.splitlines())
    next(line for line in lines if "└" in line)
    assert next(lines).split() == ["1", "2"]


DECK = """\
quizapp: 1
deck: mine
labs:
  ball: {kind: optimizer, opt: SGD, lr: 0.1, momentum: 0.9, start: [1.0, 2.0], loss: x0 + x1}
  kept: {kind: code, run: none_or_zero, momentum: 0.5}
cards: []
"""


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck with a lab of each kind, in the learner's folder."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path))
    path = tmp_path / "decks" / "mine.yaml"
    path.parent.mkdir()
    path.write_text(DECK)
    return path


def test_a_lab_of_a_deck_is_shown_and_run(mine: Path, capsys: Captured) -> None:
    assert quizapp("show", "mine/ball") == 0
    shown = capsys.readouterr().out
    for part in ("mine/ball (optimizer)", "[1, 2]", "x0 + x1", "x.delta", f"{mine}:4:"):
        assert part in shown
    assert quizapp("show", "mine/ball", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"name", "settings", "measures", "series", "file"}
    assert told["settings"]["start"] == [1.0, 2.0]
    assert quizapp("show", "mine/kept") == 0
    shown = capsys.readouterr().out
    assert "mine/kept (training loop)" in shown
    assert "momentum = 0.5" in shown
    assert quizapp("run", "mine/kept", "--json") == 0
    ran = json.loads(capsys.readouterr().out)
    assert (ran["lab"], ran["knobs"]["momentum"]) == ("mine/kept", 0.5)


def test_a_lab_that_no_deck_has(mine: Path, capsys: Captured) -> None:
    for action in ("show", "run"):
        assert quizapp(action, "mine/bal") == 2
        assert "Did you mean 'mine/ball'?" in capsys.readouterr().err
        assert quizapp(action, "mini/ball") == 2
        assert "Did you mean 'mine'?" in capsys.readouterr().err
    mine.write_text(DECK.replace("cards:", "crads:"))
    assert quizapp("show", "mine/ball") == 1
    assert f"{mine}:6:1" in capsys.readouterr().err


def test_an_update_is_walked_line_by_line(mine: Path, capsys: Captured) -> None:
    del mine
    assert quizapp("step", "mine/ball", "--at", "2", "--element", "1") == 0
    said = capsys.readouterr()
    assert said.err == ""
    for part in ("SGD, step 2, element 1 of 2", "b ← μb + (1−τ)g", "= 1·0.9 + 1·1", "b  1 → 1.9"):
        assert part in said.out
    adam = ["step", "optimizer", "--set", "opt=Adam", "--json"]
    assert quizapp(*adam) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["opt"] == "Adam"
    assert {"source", "comment", "given", "changes", "mark"} <= set(told["lines"][0])


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["none_or_zero"], 2, "no single update"),
        (["optimizer", "--set", "opt=SGD", "--at", "0"], 2, "From 1 to 10,000"),
        (["optimizer", "--set", "opt=SGD", "--element", "1"], 2, "From 0 to 0"),
        (["optimizer", "--set", "opt=SGD", "--set", "lr=-1"], 1, "Invalid learning rate: -1"),
        (["optimizer", "--set", "opt=SDG"], 2, "did you mean 'SGD'?"),
    ],
)
def test_what_cannot_be_walked_is_said(
    capsys: Captured, args: list[str], status: int, message: str
) -> None:
    assert quizapp("step", *args) == status
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err


def test_an_exported_run_is_made_again_by_its_own_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "run.json"
    words = ["--set", "momentum=0.3333333333333333", "--set", "dtype=float64", "--seed", "5"]
    assert main(["lab", "run", "none_or_zero", *words, "--export", str(kept)]) == 0
    assert "makes it again" in capsys.readouterr().err
    first = json.loads(kept.read_text("utf-8"))
    assert main([*shlex.split(first["command"])[1:], "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    for fact in ("knobs", "measures", "series", "gap", "seed", "verdict"):
        assert again[fact] == first[fact], fact
