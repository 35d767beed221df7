"""Packages that Anki never made: each is refused in words that say why, and leaves nothing."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import struct
import tempfile
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.errors import QuizError
from quizapp.exchange.apkg import archive
from quizapp.exchange.apkg import database as limits
from quizapp.exchange.apkg.inward import read
from quizapp.text.clean import forbidden
from tests.apkg import MODELS, TABLES, database, legacy, package, zstd

Make = Callable[[Path], object]
CASES: dict[str, tuple[Make, str]] = {}

META = {"meta": b"\x08\x02", "media": b"{}"}


def case(words: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        CASES[make.__name__] = (make, words)
        return make

    return keep


def whole(path: Path, **kwargs: object) -> bytes:
    """The bytes of a good collection, or of one that ``kwargs`` bends."""
    return database(path.with_suffix(".db"), **kwargs)  # type: ignore[arg-type]


def collection(path: Path, data: bytes) -> None:
    package(path, {**META, "collection.anki21": data})


# The archive.


@case("is not an Anki package")
def empty_file(path: Path) -> None:
    path.write_bytes(b"")


@case("is not an Anki package")
def no_zip(path: Path) -> None:
    path.write_bytes(b"question\tanswer\n" * 100)


@case("is cut short")
def cut_short(path: Path) -> None:
    legacy(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


@case("is damaged")
def end_without_a_beginning(path: Path) -> None:
    legacy(path)
    path.write_bytes(path.read_bytes()[-90:])


@case("without Anki's collection")
def empty_archive(path: Path) -> None:
    package(path)


@case("without Anki's collection")
def other_archive(path: Path) -> None:
    package(path, {"word/document.xml": b"<xml/>"})


@case("holds another package, 'inner.apkg'")
def nested(path: Path) -> None:
    inner = legacy(path.with_name("inner.apkg"))
    package(path, {"inner.apkg": inner.read_bytes()})


@case("is encrypted: 'collection.anki21'")
def encrypted(path: Path) -> None:
    legacy(path)
    data = bytearray(path.read_bytes())
    place = data.rfind(b"collection.anki21") - 46  # its entry in the directory
    data[place + 8] |= 1
    path.write_bytes(data)


@case("is a zip64 archive")
def zip64(path: Path) -> None:
    legacy(path)
    data = bytearray(path.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    data[end + 8 : end + 20] = b"\xff" * 12
    path.write_bytes(data)


@case("has two files named 'collection.anki21'")
def two_of_a_name(path: Path) -> None:
    data = whole(path)
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("collection.anki21", data)
        made.filelist.append(made.filelist[0])
        made.NameToInfo.clear()


@case("has a link instead of a file: 'collection.anki21'")
def link(path: Path) -> None:
    info = zipfile.ZipInfo("collection.anki21")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(info, "/etc/passwd")


@case("would lie outside of it: '/etc/passwd'")
def absolute_name(path: Path) -> None:
    package(path, {**META, "/etc/passwd": b"root", "collection.anki21": whole(path)})


@case("would lie outside of it: '../../.bashrc'")
def climbing_name(path: Path) -> None:
    package(path, {**META, "../../.bashrc": b"rm", "collection.anki21": whole(path)})


@case("would lie outside of it: 'C:")
def name_of_a_drive(path: Path) -> None:
    package(path, {**META, "C:\\boot.ini": b"", "collection.anki21": whole(path)})


@case("would lie outside of it: '..␛[31mx'")
def name_that_drives_a_terminal(path: Path) -> None:
    package(path, {**META, "..\x1b[31mx": b"", "collection.anki21": whole(path)})


@case("has 65534 files")
def says_it_has_many_files(path: Path) -> None:
    legacy(path)
    data = bytearray(path.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    data[end + 8 : end + 12] = struct.pack("<HH", 65534, 65534)
    path.write_bytes(data)


@case("unpack to more than 200 times")
def deflate_bomb(path: Path) -> None:
    package(path, {**META, "collection.anki21": b"SQLite format 3\x00" + bytes(64 << 20)})


@case("unpack to more than 200 times")
def zstd_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("collection.anki21b", zstd(bytes(256 << 20)))


@case("holds a collection larger than 512 MiB")
def says_it_is_huge(path: Path) -> None:
    legacy(path)
    data = bytearray(path.read_bytes())
    place = data.rfind(b"collection.anki21") - 46
    data[place + 24 : place + 28] = struct.pack("<I", 0xFFFFFFF0)
    path.write_bytes(data)


@case("is damaged: ")
def zstd_that_is_none(path: Path) -> None:
    package(path, {"meta": b"\x08\x03", "collection.anki21b": b"not zstd at all"})


@case("is cut short")
def zstd_cut_short(path: Path) -> None:
    packed = zstd(whole(path, notes=[(os.urandom(999_000).hex(), "a")]))
    package(path, {"meta": b"\x08\x03", "collection.anki21b": packed[: len(packed) // 2]})


@case("is damaged: ")
def wrong_sum(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("collection.anki21", whole(path))
    data = bytearray(path.read_bytes())
    data[4000] ^= 0xFF
    path.write_bytes(data)


@case("packs 'collection.anki21' in a way that Anki does not")
def packed_otherwise(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("collection.anki21", whole(path))


@case("made by a newer Anki (format 9;")
def of_the_future(path: Path) -> None:
    package(path, {"meta": b"\x08\x09", "collection.anki21b": b""})


@case("is damaged: a number")
def meta_that_is_none(path: Path) -> None:
    package(path, {"meta": b"\xff" * 20, "collection.anki21": whole(path)})


# The database.


@case("no SQLite database")
def collection_of_nothing(path: Path) -> None:
    collection(path, b"")


@case("no SQLite database")
def collection_of_text(path: Path) -> None:
    collection(path, b"question\tanswer\n" * 100)


@case("the collection inside is cut short")
def database_cut_short(path: Path) -> None:
    collection(path, whole(path)[:5000])


@case("damaged")
def database_overwritten(path: Path) -> None:
    data = bytearray(whole(path))
    data[100:1000] = b"\xa5" * 900
    collection(path, bytes(data))


@case("has a view in it, 'revlog'")
def view(path: Path) -> None:
    view = "CREATE VIEW revlog AS SELECT id, nid AS cid, 1 AS ease FROM cards"
    collection(path, whole(path, also=["DROP TABLE revlog", view]))


@case("has a trigger in it, 'evil'")
def trigger(path: Path) -> None:
    trigger = "CREATE TRIGGER evil AFTER UPDATE ON notes BEGIN SELECT 1; END"
    collection(path, whole(path, also=[trigger]))


@case("has a virtual table in it, 'graves'")
def virtual_table(path: Path) -> None:
    collection(path, whole(path, also=["CREATE VIRTUAL TABLE graves USING fts5(x)"]))


@case("has a table that Anki has not, 'exploit'")
def table_of_another(path: Path) -> None:
    collection(path, whole(path, also=["CREATE TABLE exploit (x)"]))


@case("'notes' has computed columns")
def computed_column(path: Path) -> None:
    columns = TABLES["notes"] + ", evil AS (hex(zeroblob(1000000)))"
    collection(path, whole(path, tables=TABLES | {"notes": columns}, notes=[]))


@case("has no table 'revlog'")
def missing_table(path: Path) -> None:
    collection(path, whole(path, also=["DROP TABLE revlog"]))


@case("'cards' has no column 'queue'")
def missing_column(path: Path) -> None:
    collection(path, whole(path, also=["ALTER TABLE cards RENAME COLUMN queue TO que"]))


@case("the collection inside is empty")
def no_row_of_its_own(path: Path) -> None:
    collection(path, whole(path, also=["DELETE FROM col"]))


@case("is not as Anki writes it")
def text_for_a_number(path: Path) -> None:
    collection(path, whole(path, also=["UPDATE cards SET nid = 'one'"]))


@case("is not as Anki writes it")
def nothing_for_a_text(path: Path) -> None:
    collection(path, whole(path, also=["UPDATE notes SET flds = NULL"]))


@case("is not as Anki writes it")
def models_that_are_no_json(path: Path) -> None:
    collection(path, whole(path, models="{"))


@case("is not as Anki writes it")
def models_of_the_wrong_kind(path: Path) -> None:
    collection(path, whole(path, models=["Basic"]))


@case("is not as Anki writes it")
def models_without_end(path: Path) -> None:
    collection(path, whole(path, models="[" * 200_000))


@case("is not as Anki writes it")
def decks_without_names(path: Path) -> None:
    collection(path, whole(path, decks={"1": {}}))


@case("more than 8 MiB")
def huge_cell(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("collection.anki21", whole(path, notes=[("q" * (9 << 20), "a")]))


@case("more than 200 million characters of HTML")
def a_field_on_thousands_of_cards(path: Path) -> None:
    more = (
        "INSERT INTO cards SELECT value, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, '' FROM"
        " (WITH RECURSIVE n(value) AS (SELECT 2 UNION ALL SELECT value + 1 FROM n LIMIT 60000)"
        " SELECT value FROM n)"
    )
    collection(path, whole(path, notes=[("q" * 5000, "a")], also=[more]))


@case("'notes' has no column")
def schema_that_lies(path: Path) -> None:
    also = [
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE notes (x)' WHERE name = 'notes'",
    ]
    collection(path, whole(path, also=also))


@case("damaged")
def tree_that_bites_its_tail(path: Path) -> None:
    """The root of the notes becomes an inner page whose children are all itself."""
    file = path.with_suffix(".db")
    data = bytearray(whole(path))
    with sqlite3.connect(file) as db:
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'notes'").fetchone()[0]
    db.close()
    size = struct.unpack(">H", data[16:18])[0]
    start = (root - 1) * size
    cell = struct.pack(">IB", root, 1)
    page = struct.pack(">BHHHBI", 5, 0, 1, size - len(cell), 0, root)
    data[start : start + size] = (page + struct.pack(">H", size - len(cell))).ljust(
        size - len(cell), b"\0"
    ) + cell
    collection(path, bytes(data))


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_in_words(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, words = CASES[name]
    path = tmp_path / "deck.apkg"
    make(path)
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    began = time.monotonic()
    with pytest.raises(QuizError) as refused:
        read(path)
    assert time.monotonic() - began < 5
    assert words in refused.value.message
    assert refused.value.remedy
    assert forbidden(str(refused.value)) is None
    assert not list(aside.iterdir())


@settings(max_examples=150)
@given(st.randoms(use_true_random=False), st.booleans())
def test_whatever_is_broken_is_told_in_words(chance: random.Random, inside: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "deck.apkg")
        data = good()
        if inside:
            package(path, {"meta": b"\x08\x03", "collection.anki21b": zstd(broken(data, chance))})
        else:
            collection(path, data)
            path.write_bytes(broken(path.read_bytes(), chance))
        assert forbidden(said_of(path)) is None


@cache
def good() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        reviews = [(1_600_000_000_000, 1, 3, 1, 2500, 100, 0)]
        return whole(Path(folder, "deck.apkg"), reviews=reviews)


def said_of(path: Path) -> str:
    try:
        read(path)
    except QuizError as refused:
        return str(refused)
    return ""


def broken(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice([1, 2, 5, 20])):
        place, length = chance.randrange(len(made)), chance.randrange(1, 200)
        match chance.randrange(5):
            case 0:
                made[place] = chance.randrange(256)
            case 1:
                made[place : place + 4] = chance.choice(
                    [b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff"]
                )
            case 2:
                del made[place : place + length]
            case _:
                other = chance.randrange(len(made))
                made[place : place + length] = made[other : other + length]
    return bytes(made)


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 30


@pytest.mark.parametrize(
    "piece", ["<hr", "{{#x}}", "{{", "<script", '<li class="right">', "{{c1::"]
)
def test_templates_and_fields_of_endless_beginnings_take_no_time(
    piece: str, tmp_path: Path
) -> None:
    face = {"name": "1", "qfmt": "{{Front}}", "afmt": piece * (500_000 // len(piece))}
    model = {**MODELS["1"], "name": "quizapp choice", "type": 1, "tmpls": [face]}
    model["flds"] = [{"name": "Text"}, {"name": "Answer"}, {"name": "Quizapp key"}]
    notes = [(piece * 30_000, piece * 30_000, key) for key in ("a/b", "")]
    path = legacy(tmp_path / "deck.apkg", notes, models={"1": model})
    began = time.monotonic()
    read(path)
    assert time.monotonic() - began < 5


def test_what_needs_too_many_steps_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = legacy(tmp_path / "deck.apkg", [("q", "a")] * 20_000)
    monkeypatch.setattr(limits, "STEPS", 200_000)
    with pytest.raises(QuizError, match="far too many steps"):
        read(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(QuizError, match=r"cannot read .*No such file"):
        read(tmp_path / "none.apkg")


def test_nothing_but_the_collection_is_taken_out(tmp_path: Path) -> None:
    data = database(tmp_path / "c.db")
    path = package(
        tmp_path / "deck.apkg", {"0": b"picture", "collection.anki21": data, "media": b"{}"}
    )
    with archive.unpacked(path) as inside:
        assert inside.media == 1
        assert [one.name for one in inside.database.parent.iterdir()] == ["collection.db"]
        assert inside.database.parent.stat().st_mode & 0o777 == 0o700
    assert not inside.database.exists()


def test_text_that_is_not_utf8_is_read_as_well_as_can_be(tmp_path: Path) -> None:
    also = ["UPDATE notes SET flds = CAST(X'7177FF1F61' AS TEXT)"]
    transit = read(legacy(tmp_path / "deck.apkg", also=also)).transit
    assert transit.cards[0].data["q"] == "qw\ufffd"
