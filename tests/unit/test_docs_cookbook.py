"""The cookbook's thirty decks prove what the page prints below each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quizapp.__main__ import main
from quizapp.deck.spec_checks import OPERATORS
from tests.pages import FENCE, page

PAGE = page("cookbook")
BLOCKS = FENCE.findall(PAGE)


def test_thirty_checks_of_every_kind_each_with_what_came_of_it() -> None:
    assert [kind for _, kind, _ in BLOCKS] == ["yaml", "text"] * 30
    heads = re.findall(r"^### (\d+)\. ", PAGE, re.MULTILINE)
    assert heads == [str(number) for number in range(1, 31)]
    assert all(f"{operator}:" in PAGE for operator in OPERATORS)


def test_they_prove_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    folder = tmp_path / "cookbook"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name, kind, body in BLOCKS:
        if kind == "yaml":
            Path(name).write_text(body, "utf-8")
    assert main(["deck", "fmt", "--check", "."]) == 0
    capsys.readouterr()
    assert main(["verify", "-v", "."]) == 0
    printed = capsys.readouterr().out
    shortened = re.sub(r"^    (measured|beside): .*\n", "", printed, flags=re.MULTILINE)
    assert "30 cards: 30 proven\n" in printed
    for _, kind, body in BLOCKS:
        if kind == "text":
            assert body in shortened
