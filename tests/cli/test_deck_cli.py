"""``quizapp deck``: exit statuses, JSON alone on stdout, names of decks, no traceback."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from quizapp.__main__ import main

DECK = Path(__file__).parents[1] / "fixtures" / "decks" / "every-type" / "deck.yaml"
WRONG_KEY = """quizapp: 1
deck: broken
cards:
  - {id: a, type: qa, q: x, anwser: y}
"""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_text(WRONG_KEY)
    return path


def test_check_a_file_a_folder_and_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    for what in (str(DECK), str(DECK.parent), "optim.basics"):
        assert main(["deck", "check", what]) == 0
        assert "no problems" in capsys.readouterr().out


def test_check_says_all_that_is_wrong(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deck", "check", str(broken), str(DECK)]) == 1
    out = capsys.readouterr().out
    assert f"error[E101]: unknown key 'anwser' in a qa card\n  --> {broken}:4:29" in out


def test_check_as_json(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deck", "check", str(broken), str(DECK), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert [deck["deck"] for deck in told["decks"]] == ["optim.adam"]
    (problem,) = told["problems"]
    assert (problem["code"], problem["line"], problem["column"]) == ("E101", 4, 29)


def test_check_lints_labs_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lab.yaml"
    path.write_text(
        WRONG_KEY.replace("anwser: y", "answer: y, verify: {lab: nowhere, get: x, equals: 1}")
    )
    assert main(["deck", "check", str(path)]) == 1
    out = capsys.readouterr().out
    assert "error[E301]" in out
    assert "verify: {lab: nowhere" in out


def test_check_warns_and_is_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "warn.yaml"
    path.write_text("quizapp: 1\ndeck: d\ncards: []\n")
    assert main(["deck", "check", str(path)]) == 0
    out = capsys.readouterr().out
    assert "warning[W204]: the deck has no cards" in out
    assert "1 deck, 0 cards: no problems, 1 warning" in out
    assert main(["deck", "check", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], [one["code"] for one in told["warnings"]]) == (True, ["W204"])


@pytest.mark.parametrize(
    "argv",
    [
        ["check"],
        ["check", "missing.yaml"],
        ["check", "no.such.deck"],
        ["show", "empty-folder"],
        ["show", str(DECK), "--lang", "xx"],
        ["frob"],
        [],
    ],
)
def test_misuse_is_2_and_one_message(
    argv: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "empty-folder").mkdir()
    monkeypatch.chdir(tmp_path)
    try:
        status = main(["deck", *argv])
    except SystemExit as stop:
        status = int(stop.code or 0)
    shown = capsys.readouterr()
    assert status == 2
    assert shown.out == ""
    assert shown.err


def test_show_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deck", "show", str(DECK), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["n"] == len(told["cards"]) == 9
    cards = {card["id"]: card for card in told["cards"]}
    assert cards["optim.adam/scale"]["a"] == "stays the same"
    assert cards["optim.adam/scale"]["options"][1] == {
        "text": "grows 100×",
        "right": False,
        "why": "That is SGD.",
    }
    assert cards["optim.adam/several"]["a"] == ["Adam", "SGD"]
    assert cards["optim.adam/beta"]["a"] == ["0.9", "0.999"]
    assert cards["optim.adam/seq"]["a"] == ["grad", "moments", "bias-correct", "update"]
    assert cards["optim.adam/shrinks"]["a"] is False
    assert cards["optim.adam/half"]["a"] == 0.5
    assert cards["optim.adam/学习率"]["a"] == "lr"
    first = cards["optim.adam/first-step"]
    assert first["a"] == {
        "lab": "one",
        "with": {"lr": "{lr}"},
        "get": "x.delta",
        "at": None,
        "abs": True,
    }
    assert first["vary"] == {"lr": [0.001, 0.0003, 0.01]}


def test_show_in_a_language_and_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deck", "show", str(DECK), "--lang", "zh"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("手算 Adam  (optim.adam, 9 cards)\n")
    assert "第一步多大？" in out
    assert "✗ grows 100×" in out


def test_show_leaves_out_what_is_broken_and_says_so(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deck", "show", str(broken), str(DECK), "--json"]) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["n"] == 9
    assert "error[E101]" in shown.err


def test_schema_is_a_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deck", "schema"]) == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))
