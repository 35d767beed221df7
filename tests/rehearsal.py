"""A page of docs/ acted out: its files written, its changes made, its commands run and compared."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.__main__ import main
from tests.pages import FENCE

_FILES = ("yaml", "csv", "markdown")
_TIME = re.compile(
    r"^(\d+\.\d s on .*|seed \d+ .*|  run +seed .*|Ran \d+ tests in .*)$", re.MULTILINE
)


def rehearse(
    page: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> int:
    """Go through the page in order; how many commands of quizapp there were.

    A block of ``yaml``, ``csv`` or ``markdown`` is a file, named above it. A ``diff`` block is a
    change to the file named above it, with enough around it to say where. In a ``console`` block
    ``…`` stands for anything in its line, and alone in a line for any lines.
    """
    monkeypatch.setenv("QUIZAPP_HOME", str(folder / "home"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(folder)
    status, count = 0, 0
    for mark, kind, body in FENCE.findall(page):
        if kind in _FILES:
            path = folder / mark
            path.parent.mkdir(exist_ok=True)
            path.write_text(body, "utf-8")
        elif kind == "diff":
            _change(folder / mark, body)
        elif kind == "console":
            for command, expected in transcript(body):
                if command == "echo $?":
                    assert expected == f"{status}\n"
                    continue
                status, printed = _run(command, monkeypatch, capsys)
                assert _alike(printed, expected), f"$ {command}\n{printed}"
                count += "quizapp" in command
    return count


def transcript(body: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with what it should print."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def _run(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """Its status and what it printed; ``printf TEXT |`` before it types for the reader."""
    typed, pipe, command = command.rpartition(" | ")
    words = shlex.split(command)
    if words[0] == "python":
        done = subprocess.run(
            [sys.executable, *words[1:]], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr
    assert words[0] == "quizapp"
    if pipe:
        printf, text = shlex.split(typed)
        assert printf == "printf"
        monkeypatch.setattr("sys.stdin", io.StringIO(text.replace("\\n", "\n")))
    capsys.readouterr()
    status = main(words[1:])
    printed = capsys.readouterr()
    return status, printed.out + printed.err


def _alike(printed: str, expected: str) -> bool:
    lines = [
        "(?:.*\n)*?.*" if line == "…" else re.escape(line).replace("…", ".*")
        for line in _steady(expected).split("\n")
    ]
    return re.fullmatch("\n".join(lines), _steady(printed)) is not None


def _steady(text: str) -> str:
    """Without times, and spaces that nobody sees."""
    return "\n".join(map(str.rstrip, _TIME.sub("TIME", text).splitlines())).strip("\n")


def _change(path: Path, diff: str) -> None:
    """What stands with a minus or nothing before it becomes what stands with a plus or nothing."""
    lines = [line or " " for line in diff.splitlines()]
    before, after = (
        "".join(f"{line[1:]}\n" for line in lines if line[0] in f" {sign}") for sign in "-+"
    )
    text = path.read_text("utf-8")
    assert text.count(before) == 1, f"in {path.name}, not once:\n{before}"
    path.write_text(text.replace(before, after), "utf-8")
