"""Thousands of broken decks: no crash, no raw control byte, no file read outside the folder.

`python -m tests.benchmarks fuzz` does the same with a million.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from tests.fuzz import Folder, mutants

CASES = 2_500


def test_any_mutant_is_checked_without_harm(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    slowest = max(folder.check(data) for data in islice(mutants(seed=7), CASES))
    # No timing test: a guard against hanging, far above what the slowest takes.
    assert slowest < 10


def test_a_file_outside_would_be_seen(tmp_path: Path) -> None:
    """That the watch can see at all."""
    folder = Folder(tmp_path)
    outside = tmp_path.parent / "outside.yaml"
    outside.write_text("quizapp: 1\ncards: []\n")
    with folder.watched():
        outside.read_bytes()
    outside.read_bytes()
    assert folder.outside == [str(outside)]
