"""A home of its own for each test: the loop looks at the learner's decks and log."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("QUIZAPP_HOME", str(folder))
    return folder
