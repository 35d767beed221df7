"""The command itself: help, unknown commands, the exit statuses that scripts rely on."""

from __future__ import annotations

import subprocess
import sys

import pytest

from quizapp.cli import COMMANDS


def quizapp(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "quizapp", *args],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_help_names_every_command() -> None:
    shown = quizapp("--help")
    assert shown.returncode == 0
    for name, command in COMMANDS.items():
        assert name in shown.stdout
        assert command.help in shown.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    shown = quizapp(name, "--help")
    assert shown.returncode == 0, shown.stderr
    assert f"quizapp {name}" in shown.stdout


def test_an_unknown_command_is_a_misuse_with_a_suggestion() -> None:
    shown = quizapp("veryfy")
    assert shown.returncode == 2
    assert "verify" in shown.stderr
    assert shown.stdout == ""


def test_the_app_takes_a_language_and_nothing_else() -> None:
    assert quizapp("--lang", "zh").stderr.startswith("quizapp: the app needs a terminal")
    assert quizapp("--lang=zh").stderr.startswith("quizapp: the app needs a terminal")
    for wrong in (["--lang", "fr"], ["--lang", "zh", "due"]):
        refused = quizapp(*wrong)
        assert refused.returncode == 2
        assert wrong[-1] in refused.stderr


def test_without_a_terminal_the_app_says_so_in_one_line() -> None:
    shown = quizapp()
    assert shown.returncode == 2
    assert len(shown.stderr.strip().splitlines()) == 1
    assert "--plain" in shown.stderr
    assert "Traceback" not in shown.stderr
