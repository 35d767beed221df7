"""`quizapp deck watch` without a full screen: lines for people, lines of JSON for programs."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from quizapp.__main__ import main

DECK = """quizapp: 1
deck: own
labs: {ball: {kind: optimizer, opt: SGD, lr: 0.1}}
cards:
  - {id: far, type: number, q: Far?, answer: 0.2, verify: {lab: ball, get: x.delta, abs: true}}
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(DECK)
    return path


@contextmanager
def watching(deck: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "quizapp", "deck", "watch", str(deck), *options]
    home = {"QUIZAPP_HOME": str(deck.parent / "home"), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, env=home, text=True, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def save(deck: Path, old: str, new: str) -> None:
    beside = deck.with_suffix(".swp")
    beside.write_text(deck.read_text().replace(old, new))
    beside.replace(deck)


def test_lines_of_json_for_each_save_and_verdict(deck: Path) -> None:
    def event(process: subprocess.Popen[str]) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(line(process))
        return told

    with watching(deck, "--json") as process:
        first = event(process)
        assert (first["event"], first["ok"], first["edited"]) == ("read", True, [])
        save(deck, "answer:", "anwser:")
        broken = event(process)
        assert [one["code"] for one in broken["problems"]] == ["E101"]
        save(deck, "anwser: 0.2", "answer: 0.02")
        mended = event(process)
        assert (mended["ok"], mended["edited"]) == (True, ["own/far"])
        judged = event(process)
        assert (judged["event"], judged["state"], judged["card"]) == (
            "verdict",
            "refuted",
            "own/far",
        )
        assert judged["checks"][0]["measured"].startswith("0.2")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


def test_lines_for_people(deck: Path) -> None:
    with watching(deck) as process:
        assert line(process)[9:] == "own: 1 card; no problems; 1 not judged yet\n"
        save(deck, "answer:", "anwser:")
        assert line(process)[9:] == "own.yaml: 1 card; 1 problem; edited: far\n"
        told = [line(process) for _ in range(6)]
        assert told[1] == "error[E101]: unknown key 'anwser' in a number card\n"
        assert told[4].startswith("5 |   - {id: far, type: number")
        assert "^^^^^^ did you mean 'answer'?" in told[5]
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


def test_what_is_no_deck_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    assert main(["deck", "watch", str(tmp_path / "none.yaml")]) == 2
    assert "there is no such file" in capsys.readouterr().err
    assert main(["deck", "watch", str(tmp_path)]) == 2
    assert "no decks in" in capsys.readouterr().err
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(DECK)
    assert main(["deck", "watch", str(tmp_path)]) == 2
    assert "Name one: " in capsys.readouterr().err
