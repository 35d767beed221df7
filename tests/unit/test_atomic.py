"""Files are written whole: nothing half written, overwritten or left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp import atomic
from quizapp.errors import QuizError


def test_a_new_file_never_takes_anothers_place(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "new.txt"
    atomic.create(path, "first\r\n")
    assert path.read_bytes() == b"first\r\n"
    with pytest.raises(QuizError) as told:
        atomic.create(path, "second")
    assert told.value.status == 2
    assert path.read_bytes() == b"first\r\n"
    assert list(path.parent.iterdir()) == [path]


def test_what_is_replaced_keeps_its_mode_and_a_link_its_target(tmp_path: Path) -> None:
    path, link = tmp_path / "file", tmp_path / "link"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    atomic.replace(link, "new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == [path, link]


def test_where_nothing_can_be_written_that_is_said_and_nothing_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for write in (atomic.create, atomic.replace):
        with pytest.raises(QuizError, match="is no folder"):
            write(tmp_path / "file" / "new", "text")
    (tmp_path / "folder").mkdir()
    with pytest.raises(QuizError, match="cannot be written"):
        atomic.replace(tmp_path / "folder", "text")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "folder"]
