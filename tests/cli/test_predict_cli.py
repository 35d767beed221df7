"""Guesses are asked before a run and judged after it; whoever passes is not judged."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from quizapp.__main__ import main


def test_guesses_are_judged_against_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("0\n\n\n3\n"))
    assert main(["lab", "run", "none_or_zero", "--predict"]) == 0
    said = capsys.readouterr().out
    assert "right: moved: you guessed 0; it is 0" in said
    assert "wrong: x: you guessed “falls, then levels off”; it is “stays flat”" in said
    assert "1 of 2 guesses right" in said
    assert said.index("Guess before it runs") < said.index("measured")


def test_guesses_are_asked_and_told_in_the_learners_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text('language = "zh"\n', encoding="utf-8")
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.StringIO("0\n\n\n3\n"))
    assert main(["lab", "run", "none_or_zero", "--predict"]) == 0
    said = capsys.readouterr().out
    assert "运行前先猜" in said
    assert "正确：moved：你猜 0；结果是 0" in said
    legend = next(line for line in said.splitlines() if line.startswith("A 测得"))
    assert "B 你的猜测" in legend


def test_passing_everything_judges_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["lab", "run", "optimizer", "--set", "opt=SGD", "--predict"]) == 0
    assert "guesses right" not in capsys.readouterr().out


def test_programs_are_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "run", "none_or_zero", "--predict", "--json"]) == 2
    assert "--predict asks" in capsys.readouterr().err
