"""Whole decks tidied: a deck's file and all that it includes, read, judged together, written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from quizapp import atomic
from quizapp.deck import limits
from quizapp.deck.files import UnreadableError, included
from quizapp.deck.files import read as read_bytes
from quizapp.deck.fmt.ids import Kept, Taken
from quizapp.deck.fmt.tidy import read, tidy
from quizapp.deck.load import no_collection
from quizapp.deck.report import Problem
from quizapp.deck.source import Source, decode
from quizapp.deck.tree import List, Map, Scalar
from quizapp.errors import QuizError

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class File:
    """A file before and after; ``problems`` say why it is left as it is."""

    path: Path
    before: str
    after: str
    ids: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def changed(self) -> bool:
        return self.before != self.after

    def write(self) -> None:
        """Put what is after in the place of what was before.

        Raises:
            QuizError: the file cannot be written.
        """
        if not os.access(self.path, os.W_OK):
            raise QuizError(f"{self.path} cannot be written", f"Try: chmod u+w {self.path}")
        atomic.replace(self.path, self.after)


def tidy_deck(path: Path, kept: Kept = tuple) -> list[File]:
    """The files of a deck, the one in ``path`` first, or an included file with what it includes.

    ``kept``: no id is made under which there are reviews; it is asked only where one is made.
    """
    with no_collection():
        return _tidied(list(_drafts(path)), kept)


def tidy_bytes(path: Path, data: bytes, kept: Kept = tuple) -> File:
    """One file alone, by its content; ``path`` is what messages call it."""
    with no_collection():
        return _tidied([_draft(path, data)], kept)[0]


@dataclass(slots=True)
class _Draft:
    """A file that is read; there is no tree when something is wrong with it."""

    source: Source
    before: str
    root: Map | None


def _tidied(drafts: Sequence[_Draft], kept: Kept) -> list[File]:
    roots = [draft.root for draft in drafts if draft.root is not None]
    # Where a file cannot be read, its ids are not known, and a new one might be among them.
    taken = Taken(roots, kept) if len(roots) == len(drafts) else None
    return [_file(draft, taken) for draft in drafts]


def _file(draft: _Draft, taken: Taken | None) -> File:
    source, before = draft.source, draft.before
    tidied = None if draft.root is None else tidy(source, draft.root, taken)
    if tidied is None:
        return File(source.path, before, before, problems=tuple(source.problems))
    after = tidied.text
    if before.partition("\n")[0].endswith("\r"):
        after = after.replace("\n", "\r\n")
    if before.startswith(_BOM):
        after = _BOM + after
    return File(source.path, before, after, tidied.ids)


def _drafts(path: Path) -> Iterator[_Draft]:
    """A file and, each once, those that it includes. An include that leads out is passed over."""
    root, seen = path.parent, {path.resolve()}
    waiting = [path]
    while waiting:
        path = waiting.pop(0)
        draft = _open(path)
        yield draft
        for name in _includes(draft.root):
            with suppress(UnreadableError):
                further = included(name, path, root)
                if further.resolve() not in seen and len(seen) < limits.FILES:
                    seen.add(further.resolve())
                    waiting.append(further)


def _open(path: Path) -> _Draft:
    try:
        return _draft(path, read_bytes(path))
    except UnreadableError as error:
        source = Source(path, "")
        source.report_whole("E100", error.why, error.remedy)
        return _Draft(source, "", None)


def _draft(path: Path, data: bytes) -> _Draft:
    source = decode(path, data)
    return _Draft(source, data.decode("utf-8", "replace"), read(source))


def _includes(root: Map | None) -> list[str]:
    node = root.items.get("include") if root is not None else None
    nodes = node.items if isinstance(node, List) else [node]
    return [one.value for one in nodes if isinstance(one, Scalar)]
