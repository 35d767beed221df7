"""One language server for all tests of editors, and decks with a place in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from quizapp.paths import shipped
from tests.pages import AUTHORING, FENCE

from .language_server import LanguageServer

MODELINE = "# yaml-language-server: $schema=deck.schema.json\n"
HEAD = f"{MODELINE}quizapp: 1\ndeck: d\n"
HERE = "▮"
"""Marks where the cursor stands."""

Ask = Callable[[str, str], Any]
Mark = tuple[str, str]
Marked = Callable[..., list[list[Mark]]]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the decks lie, with the schema beside them."""
    made = tmp_path_factory.mktemp("decks")
    schema = (shipped("decks") / "deck.schema.json").read_bytes()
    (made / "deck.schema.json").write_bytes(schema)
    return made


def block(kind: str, having: str) -> str:
    """The block of a kind in the authors' page that has a certain text in it."""
    (found,) = [body for _, of, body in FENCE.findall(AUTHORING) if of == kind and having in body]
    return str(found)


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[LanguageServer]:
    """Decks in the folder have the schema by their first line, those in `decks` by settings."""
    documented = json.loads(block("json", "yaml.schemas"))
    with LanguageServer(folder, {"schemas": documented["yaml.schemas"]}) as one:
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


@pytest.fixture(scope="session")
def marked(server: LanguageServer, folder: Path, names: Iterator[str]) -> Marked:
    """The problems in each of several texts: the characters that are marked, and the message.

    The server takes its time before it looks at a text, so all are opened at once.
    """

    def marks(*texts: str) -> list[list[Mark]]:
        paths = [folder / next(names) for _ in texts]
        for path, text in zip(paths, texts, strict=True):
            server.open(path, text)
        return [
            sorted((_characters(text, problem["range"]), problem["message"]) for problem in found)
            for text, found in zip(texts, map(server.problems, paths), strict=True)
        ]

    return marks


def _characters(text: str, place: dict[str, Any]) -> str:
    """What stands in a range, to the end of its first line."""
    start, end = place["start"], place["end"]
    line = text.split("\n")[start["line"]]
    last = end["character"] if end["line"] == start["line"] else len(line)
    return line[start["character"] : last]
