"""One language server for all tests of editors, and decks with a place in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from quizapp.paths import shipped

from .language_server import LanguageServer

MODELINE = "# yaml-language-server: $schema=deck.schema.json\n"
HEAD = f"{MODELINE}quizapp: 1\ndeck: d\n"
HERE = "▮"
"""Marks where the cursor stands."""

Ask = Callable[[str, str], Any]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the decks lie, with the schema beside them."""
    made = tmp_path_factory.mktemp("decks")
    schema = (shipped("decks") / "deck.schema.json").read_bytes()
    (made / "deck.schema.json").write_bytes(schema)
    return made


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[LanguageServer]:
    """Named decks have the schema by their first line, `*.quiz.yaml` by the settings."""
    uri = (folder / "deck.schema.json").as_uri()
    with LanguageServer(folder, {"schemas": {uri: "*.quiz.yaml"}}) as one:
        yield one


@pytest.fixture(scope="session")
def names() -> Iterator[str]:
    """A new file name for each text."""
    return (f"{number}.yaml" for number in count())


@pytest.fixture
def ask(server: LanguageServer, folder: Path, names: Iterator[str]) -> Ask:
    """What the server says at the mark in a text: ``completion`` or ``hover``."""

    def asked(what: str, text: str) -> Any:
        before, mark, after = text.partition(HERE)
        assert mark
        path = folder / next(names)
        server.open(path, before + after)
        return server.at(what, path, before.count("\n"), len(before.rpartition("\n")[2]))

    return asked


@pytest.fixture
def marked(
    server: LanguageServer, folder: Path, names: Iterator[str]
) -> Callable[[str], list[tuple[str, str]]]:
    """The problems that the server marks in a text: the characters that are marked, and what."""

    def marks(text: str) -> list[tuple[str, str]]:
        path = folder / next(names)
        server.open(path, text)
        lines = text.split("\n")
        found = []
        for problem in server.problems(path):
            start, end = problem["range"]["start"], problem["range"]["end"]
            line = lines[start["line"]]
            last = end["character"] if end["line"] == start["line"] else len(line)
            found.append((line[start["character"] : last], problem["message"]))
        return sorted(found)

    return marks
