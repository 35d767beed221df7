"""A deck's files, read and parsed one after another as they include each other. No cards yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from quizapp.deck import limits
from quizapp.deck.events import parse
from quizapp.deck.files import UnreadableError, included, read
from quizapp.deck.read import Entry, Reader
from quizapp.deck.report import quote
from quizapp.deck.source import Source, decode
from quizapp.deck.spec import DECK, INCLUDED
from quizapp.deck.tree import List, Map, Node, Scalar


@dataclass(slots=True)
class Files:
    """A deck's files. ``parts`` are their entries in the order in which their cards come.

    ``tried`` are the files that it is made of, whether or not they are there.
    """

    root: Path
    main: Entry | None = None
    parts: list[tuple[Source, Entry]] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    contents: dict[Path, bytes] = field(default_factory=dict)
    included_by: dict[Path, str] = field(default_factory=dict)
    tried: list[Path] = field(default_factory=list)


def gather(files: Files, path: Path) -> None:
    """Read the deck in ``path`` and all that it includes; problems are in the sources."""
    source = _open(files, path)
    if source is not None:
        files.main = _read(files, source, chain=(path.resolve(),))


def _open(files: Files, path: Path) -> Source | None:
    """The text of the deck's own file; when there is none, a source that says why."""
    files.tried.append(path)
    try:
        data = read(path)
    except UnreadableError as error:
        source = Source(path, "")
        source.report_whole("E100", error.why, error.remedy)
        files.sources.append(source)
        return None
    return _decode(files, path, data)


def _decode(files: Files, path: Path, data: bytes) -> Source | None:
    source = decode(path, data)
    files.sources.append(source)
    files.contents[path] = data
    return None if source.problems else source


def _read(files: Files, source: Source, chain: tuple[Path, ...]) -> Entry | None:
    """Read one file's tree, the files that it includes first."""
    tree = parse(source)
    if tree is None:
        if not source.problems:
            source.report_whole("E100", "the file holds nothing but comments")
        return None
    if isinstance(tree, Map) and (names := tree.items.get("include")) is not None:
        for name in names.items if isinstance(names, List) else [names]:
            _include(files, source, name, chain)
    record = DECK if len(chain) == 1 else INCLUDED
    entry: Entry | None = Reader(source).read(record, tree, "a deck")
    if entry is not None:
        files.parts.append((source, entry))
    return entry


def _include(files: Files, by: Source, name: Node, chain: tuple[Path, ...]) -> None:
    """Follow one ``include``, if it stays inside and goes nowhere twice."""
    if not isinstance(name, Scalar) or not name.value.strip():
        return  # the reader says so
    try:
        path = included(name.value, by.path, files.root)
        files.tried.append(path)
        real = path.resolve()
        _refuse_repeats(files, real, chain)
        data = read(path)
        _refuse_bulk(files, len(data))
    except UnreadableError as error:
        by.at(name, "E118", f"cannot include {quote(name.value)}: {error.why}", error.remedy)
        return
    files.included_by[real] = f"{by.path.name}:{name.start.line + 1}"
    source = _decode(files, path, data)
    if source is not None:
        _read(files, source, (*chain, real))


def _refuse_repeats(files: Files, real: Path, chain: tuple[Path, ...]) -> None:
    if real in chain:
        circle = " → ".join(part.name for part in (*chain[chain.index(real) :], real))
        raise UnreadableError(f"it goes in a circle ({circle})", "remove one include")
    if (first := files.included_by.get(real)) is not None:
        raise UnreadableError(f"it is included already ({first})", "remove one of the two")
    if len(chain) > limits.INCLUDE_DEPTH:
        raise UnreadableError(
            f"includes nest more than {limits.INCLUDE_DEPTH} deep", "include it from further up"
        )


def _refuse_bulk(files: Files, size: int) -> None:
    if len(files.contents) >= limits.FILES:
        raise UnreadableError(f"the deck has more than {limits.FILES} files", "join some of them")
    if size + sum(map(len, files.contents.values())) > limits.DECK_BYTES:
        limit = limits.DECK_BYTES // (1024 * 1024)
        raise UnreadableError(f"the deck is larger than {limit} MiB", "make several decks of it")
