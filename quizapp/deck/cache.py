"""Checked decks kept by content, so that a second start needs no parser. Holds no truth."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import time_ns
from zlib import crc32

from quizapp import __version__
from quizapp.deck import codec
from quizapp.deck.digest import digest
from quizapp.deck.files import UnreadableError, read
from quizapp.deck.lazy import Cards
from quizapp.deck.model import Card, CardKey, Deck

_FORMAT = 2

_UNSURE = 3_000_000_000
"""Nanoseconds in which a file may change twice with the same times; FAT counts in two seconds."""


@cache
def version() -> str:
    """Changes whenever the code that checked a deck did: what it passed may not pass any more."""
    stamp = [f"{_FORMAT} {__version__}"]
    with os.scandir(Path(__file__).parent) as files:
        for file in sorted(files, key=lambda file: file.name):
            if file.name.endswith(".py"):
                at = file.stat()
                stamp.append(f"{file.name} {at.st_size} {at.st_mtime_ns}")
    return sha256("\n".join(stamp).encode()).hexdigest()


def fetch(folder: Path, path: Path) -> Deck | None:
    """The deck in ``path`` as it was kept, if its files and our code are what they were then."""
    place = folder / _name(path)
    try:
        head, _, body = place.read_bytes().partition(b"\n")
        if head[:64].decode("ascii") != version():
            return None
        told = json.loads(head[64:])
        files = [path.parent / name for name in told["files"]]
        if told["crc"] != crc32(body) or path not in files:
            return None
        stamps = _stamps(files)
        if stamps is None or told["stamps"] != stamps:
            if told["digest"] != digest(path.parent, {file: read(file) for file in files}):
                return None
            if stamps is not None:
                _keep(place, {**told, "stamps": stamps}, body)
        return _deck(path, told, body)
    except (UnreadableError, OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def keep(folder: Path, deck: Deck, contents: Mapping[Path, bytes]) -> None:
    """Keep a checked deck. A folder that cannot be written is passed over silently."""
    root = deck.path.parent
    files = [path.relative_to(root).as_posix() for path in contents]
    places = codec.Places(root, files)
    body = "\n".join(_dump(codec.pack_card(card, places)) for card in deck.cards).encode()
    cards = deck.cards if isinstance(deck.cards, Cards) else None
    head = {
        "crc": crc32(body),
        "files": files,
        "stamps": None,
        "digest": deck.digest,
        "deck": codec.pack_deck(deck, places),
        "keys": [card.key for card in deck.cards],
        "renamed": dict(cards.renamed) if cards is not None else {},
    }
    _keep(folder / _name(deck.path), head, body)


def _keep(place: Path, head: Mapping[str, object], body: bytes) -> None:
    with suppress(OSError):
        _write(place, version().encode() + _dump(head).encode() + b"\n" + body)


def _stamps(files: Sequence[Path]) -> list[list[int]] | None:
    """What changes whenever a file does, so that it need not be read to see that it is the same;
    None when one has changed a moment ago, as it could change once more and have the same.
    """
    stats = [os.stat(file) for file in files]  # noqa: PTH116 - five times as fast as Path's
    if any(time_ns() - one.st_ctime_ns < _UNSURE for one in stats):
        return None
    return [[one.st_ino, one.st_size, one.st_mtime_ns, one.st_ctime_ns] for one in stats]


def _deck(path: Path, told: dict[str, object], body: bytes) -> Deck:
    keys: list[CardKey] = told["keys"]  # type: ignore[assignment]
    files: list[str] = told["files"]  # type: ignore[assignment]
    renamed: dict[CardKey, CardKey] = told["renamed"]  # type: ignore[assignment]
    rows = body.split(b"\n") if body else []
    if len(rows) != len(keys):
        raise ValueError("rows and keys differ")
    places = codec.Places(path.parent, files)

    def make(index: int) -> Card:
        return codec.unpack_card(json.loads(rows[index]), places)

    return codec.unpack_deck(told["deck"], places, Cards(keys, make, renamed), str(told["digest"]))


def _name(path: Path) -> str:
    """Of the cache's file for a deck: by where the deck is."""
    return sha256(os.fsencode(path.absolute())).hexdigest()[:32] + ".deck"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing, also when two processes write at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".deck-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
