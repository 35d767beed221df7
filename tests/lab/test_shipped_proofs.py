"""The shipped decks are proven by real labs, and a wrong key planted in one is found."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp import paths


def verify(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "quizapp", "verify", *arguments]
    environment = {**os.environ, "QUIZAPP_HOME": str(home)}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the shipped decks that a test may spoil."""
    return Path(shutil.copytree(paths.shipped("decks"), tmp_path / "decks"))


def test_every_shipped_check_is_proven(tmp_path: Path) -> None:
    done = verify(tmp_path, str(paths.shipped("decks")))
    assert done.returncode == 0, done.stdout + done.stderr


def test_swapped_options_are_found_with_file_and_line(tmp_path: Path, copied: Path) -> None:
    deck = copied / "torch-optim" / "11-basics.yaml"
    lines = deck.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.strip() == "- id: which-way")
    right = next(n for n in range(start, len(lines)) if "- right:" in lines[n])
    wrong = next(n for n in range(right, len(lines)) if "- wrong:" in lines[n])
    lines[right] = lines[right].replace("right:", "wrong:")
    lines[wrong] = lines[wrong].replace("wrong:", "right:")
    deck.write_text("".join(lines), encoding="utf-8")

    done = verify(tmp_path, str(deck))
    assert done.returncode == 1, done.stdout + done.stderr
    said = done.stdout + done.stderr
    near = {f"11-basics.yaml:{line}" for n in (right, wrong) for line in range(n + 1, n + 4)}
    assert any(place in said for place in near), said
    assert "which-way" in said


def test_a_false_statement_keyed_true_is_found(tmp_path: Path, copied: Path) -> None:
    deck = copied / "torch-optim" / "12-structure.yaml"
    text = deck.read_text(encoding="utf-8")
    head, tail = text.split("- id: copies-of-the-weights", 1)
    spoiled = (
        head + "- id: copies-of-the-weights" + tail.replace("answer: false", "answer: true", 1)
    )
    deck.write_text(spoiled, encoding="utf-8")

    done = verify(tmp_path, str(deck), "--card", "optim.structure/copies-of-the-weights", "--json")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "copies-of-the-weights" in json.dumps(json.loads(done.stdout))
