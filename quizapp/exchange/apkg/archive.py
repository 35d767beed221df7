"""The collection inside an Anki package, taken out under caps. A package is never unpacked.

Only members with the few names that Anki gives are read, and no name from inside becomes a path.
"""

from __future__ import annotations

import errno
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, BinaryIO, cast

from quizapp.errors import QuizError
from quizapp.exchange.apkg import wire
from quizapp.text.clean import clean_line

COLLECTION_BYTES = 512 * 1024 * 1024
"""The largest collection that is taken out of a package."""

MEMBERS = 65_000
"""Files of a package; each picture and sound is one."""

DIRECTORY_BYTES = 16 * 1024 * 1024
"""The list of a package's files."""

RATIO = 200
"""How many times its packed size a collection may have, once it is larger than ``UNSUSPICIOUS``."""

UNSUSPICIOUS = 16 * 1024 * 1024

_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""The newest first: Anki puts an older one beside it that only says "please update"."""

_NEWEST = 3
_CHUNK = 256 * 1024
_END = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A collection's database in a file of its own, and how many media files were left inside."""

    database: Path
    media: int


@contextmanager
def unpacked(path: Path) -> Iterator[Unpacked]:
    """Take the collection out of the package at ``path`` into a private folder, for a while.

    Raises:
        QuizError: the file cannot be read, is no package, or is not as Anki makes them.
    """
    with TemporaryDirectory(prefix="quizapp-") as folder:
        database = Path(folder, "collection.db")
        with _explained(path), path.open("rb") as file, database.open("xb") as target:
            _check_end(path, file)
            with zipfile.ZipFile(file) as package:
                members = _members(path, package)
                _take_out(path, package, members, target)
        yield Unpacked(database, sum(name.isdecimal() for name in members))


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.EINVAL:  # an offset in the archive that cannot be
            raise _bad(path, "is damaged: it points outside of itself") from error
        raise QuizError(
            f"cannot read {path}: {error.strerror or error}",
            "Check the path and its permissions.",
            status=2 if isinstance(error, FileNotFoundError) else 1,
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise _bad(path, f"is damaged: {clean_line(str(error))}") from error


def _bad(path: Path, what: str, remedy: str = "Export it from Anki once more.") -> QuizError:
    return QuizError(f"{path} {what}", remedy)


def _check_end(path: Path, file: BinaryIO) -> None:
    """Look at the archive's last record before anything is read because of what it says."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    file.seek(0)
    start = tail.rfind(_END)
    if start < 0 or len(tail) - start < 22:
        if file.read(4) == b"PK\x03\x04":
            raise _bad(path, "is cut short: the end of the archive is missing")
        raise _bad(path, "is not an Anki package: those are zip archives")
    end = tail[start:]
    members = int.from_bytes(end[10:12], "little")
    directory = int.from_bytes(end[12:16], "little")
    if 0xFFFF in (members, int.from_bytes(end[4:6], "little")) or directory == 0xFFFFFFFF:
        raise _bad(path, "is a zip64 archive, which is not read", "Export fewer media with it.")
    if members > MEMBERS or directory > DIRECTORY_BYTES:
        raise _bad(
            path,
            f"has {members} files; at most {MEMBERS} are read",
            "Export it without its media.",
        )


def _members(path: Path, package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of the package by name, once none of them is out of order."""
    infos = package.infolist()
    twice = [name for name, count in Counter(info.filename for info in infos).items() if count > 1]
    if twice:
        raise _bad(path, f"has two files named {_quoted(twice[0])}")
    for info in infos:
        name = info.orig_filename
        if name.startswith(("/", "\\")) or ".." in name or "\\" in name or ":" in name:
            raise _bad(path, f"has a file that would lie outside of it: {_quoted(name)}")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise _bad(path, f"has a link instead of a file: {_quoted(name)}")
    return {info.filename: info for info in infos}


def _take_out(
    path: Path,
    package: zipfile.ZipFile,
    members: dict[str, zipfile.ZipInfo],
    target: BinaryIO,
) -> None:
    _check_version(path, package, members)
    name = next((name for name in _COLLECTIONS if name in members), None)
    if name is None:
        raise _no_collection(path, members)
    info = members[name]
    _check_member(path, info)
    if info.file_size > COLLECTION_BYTES:
        raise _too_large(path)
    with package.open(info) as packed:
        plain = _decompressed(path, packed) if name.endswith("b") else packed
        done = 0
        while chunk := plain.read(_CHUNK):
            done += len(chunk)
            if done > COLLECTION_BYTES:
                raise _too_large(path)
            if done > max(UNSUSPICIOUS, RATIO * info.compress_size):
                raise _bad(
                    path,
                    f"holds {info.compress_size} bytes that unpack to more than {RATIO} times"
                    " as many; it was not unpacked further",
                    "Do not trust this file.",
                )
            target.write(chunk)


def _check_version(
    path: Path, package: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]
) -> None:
    if "meta" not in members:
        return  # written before 2021
    info = members["meta"]
    _check_member(path, info)
    with package.open(info) as file:
        meta = file.read(1024)
    version = wire.number(wire.fields(meta), 1)
    if version > _NEWEST:
        raise _bad(
            path,
            f"was made by a newer Anki (format {version}; this quizapp knows {_NEWEST})",
            "Export it from Anki with “Support older Anki versions” ticked.",
        )


def _check_member(path: Path, info: zipfile.ZipInfo) -> None:
    if info.flag_bits & 1:
        raise _bad(path, f"is encrypted: {_quoted(info.filename)}", "Export it without a password.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _bad(path, f"packs {_quoted(info.filename)} in a way that Anki does not")


def _decompressed(path: Path, packed: IO[bytes]) -> BinaryIO:
    """The plain bytes of a zstd stream, decompressed as they are read."""
    import zstandard

    class Explained:
        """Turns zstd's own failures into ours; they are no ``OSError``."""

        def __init__(self) -> None:
            frames = zstandard.ZstdDecompressor(max_window_size=1 << 27)
            self._frames = frames.stream_reader(packed, read_across_frames=True)

        def read(self, size: int) -> bytes:
            try:
                return self._frames.read(size)
            except (zstandard.ZstdError, MemoryError) as error:
                raise _bad(path, f"is damaged: {error}") from error

    return cast(BinaryIO, Explained())


def _no_collection(path: Path, members: dict[str, zipfile.ZipInfo]) -> QuizError:
    inner = [name for name in members if name.lower().endswith((".apkg", ".colpkg", ".zip"))]
    if inner:
        return _bad(
            path,
            f"holds another package, {_quoted(inner[0])}, and no collection",
            "Unzip it and import what is inside.",
        )
    return _bad(path, "is a zip archive without Anki's collection in it", "Is it an Anki package?")


def _too_large(path: Path) -> QuizError:
    return _bad(
        path,
        f"holds a collection larger than {COLLECTION_BYTES // 1024**2} MiB",
        "Export a part of it from Anki.",
    )


def _quoted(name: str) -> str:
    return f"'{clean_line(name[:60])}'"
