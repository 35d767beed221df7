"""The page on inspection says what happens: its Python and its commands are run in order."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from quizapp.optim import inspect
from quizapp.optim.inspect.rules import RULES
from tests.pages import FENCE, INSPECT, codes, table_under
from tests.rehearsal import transcript


def test_what_the_page_shows_is_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from quizapp.__main__ import main

    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    status, printed, shown = 0, "", 0
    for _, kind, body in FENCE.findall(INSPECT):
        if kind == "python":
            exec(body, names)
            printed = capsys.readouterr().out
        elif kind == "text":
            assert printed == body
            shown += 1
        elif kind == "console":
            for command, expected in transcript(body):
                if command == "echo $?":
                    assert expected == f"{status}\n"
                    continue
                status = main(shlex.split(command)[1:])
                assert capsys.readouterr().out == expected
                shown += 1
    assert shown == 4


def test_every_rule_is_in_the_page() -> None:
    rows = table_under(INSPECT, "## What would go wrong")
    assert {codes(code)[0]: (level, meaning) for code, level, meaning in rows} == RULES


def test_every_function_is_in_the_page() -> None:
    rows = table_under(INSPECT, "## From Python")
    written = {name.partition("(")[0] for row in rows for name in codes(row[0])}
    offered = {name for name in inspect.__all__ if name.islower()}
    assert written == offered
