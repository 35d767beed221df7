"""``quizapp doctor``: sound says so with status 0; each thing broken is named with its remedy."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[1] / "fixtures" / "study"


def doctor(home: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "quizapp", "doctor", *args],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "QUIZAPP_HOME": str(home), **env},
        check=False,
    )


def finding(done: subprocess.CompletedProcess[str], name: str) -> dict[str, object]:
    found = {entry["name"]: entry for entry in json.loads(done.stdout)["findings"]}
    entry: dict[str, object] = found[name]
    return entry


def test_a_sound_installation(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES, tmp_path / "decks")
    done = doctor(tmp_path, "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["ok"] is True
    assert "torch" in str(finding(done, "torch")["detail"])
    assert " torch\n" not in done.stderr, "asked of the metadata, not imported"
    assert not (tmp_path / "reviews.db").exists()
    shown = doctor(tmp_path).stdout
    assert all(line.startswith(("ok", "note", " ")) for line in shown.splitlines())


def test_a_damaged_database(tmp_path: Path) -> None:
    (tmp_path / "reviews.db").write_bytes(b"\x00" * 100 + b"rubbish" * 500)
    done = doctor(tmp_path, "--json")
    assert done.returncode == 1
    entry = finding(done, "database")
    assert entry["ok"] is False
    assert "backups" in str(entry["remedy"])


def test_a_database_damaged_inside(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES, tmp_path / "decks")
    subprocess.run(
        [sys.executable, "-m", "quizapp", "study", "--plain", "many"],
        input=b"t\n3\n",
        stdout=subprocess.DEVNULL,
        env={**os.environ, "QUIZAPP_HOME": str(tmp_path)},
        check=True,
    )
    with closing(sqlite3.connect(tmp_path / "reviews.db", isolation_level=None)) as raw:
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute(
            "UPDATE sqlite_master SET rootpage ="
            " (SELECT rootpage FROM sqlite_master WHERE name = 'meta')"
            " WHERE name = 'events_of_day'"
        )
    done = doctor(tmp_path, "--json")
    assert (done.returncode, finding(done, "database")["ok"]) == (1, False)


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    done = doctor(tmp_path / "home", "--json")
    assert done.returncode == 1
    for name in ("home", "settings"):
        assert "is not a folder" in str(finding(done, name)["detail"])
        assert "QUIZAPP_HOME" in str(finding(done, name)["remedy"])


def test_broken_decks_and_odd_settings(tmp_path: Path) -> None:
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "bad.yaml").write_text("quizapp: 1\ndeck: bad\ncards: [{id: x}]\n")
    (tmp_path / "config.toml").write_text("retension = 0.9\n")
    done = doctor(tmp_path, "--json")
    assert done.returncode == 1
    assert "bad.yaml" in str(finding(done, "decks")["detail"])
    assert finding(done, "settings")["ok"] is None
    assert "'retention'" in str(finding(done, "settings")["detail"])


def test_what_labs_are_kept_from_is_told_line_by_line(tmp_path: Path) -> None:
    done = doctor(tmp_path, "--json")
    entries = [one for one in json.loads(done.stdout)["findings"] if one["name"] == "isolation"]
    assert [one["detail"].split(":")[0] for one in entries if one["ok"]] or sys.platform != "linux"
    guards = ("files", "network", "privileges", "signals", "processes", "memory")
    for entry, guard in zip(entries, guards, strict=True):
        start = f"{guard}: a lab " if entry["ok"] else f"not isolated: {guard} ("
        assert entry["detail"].startswith(start)
        assert entry["ok"] is not False, "studying does not need it"


def test_a_theme_that_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('theme = "nrod"\n')
    entry = finding(doctor(tmp_path, "--json"), "settings")
    assert entry["ok"] is None
    assert "unknown theme 'nrod'; did you mean 'nord'? There are: " in str(entry["detail"])


@pytest.mark.parametrize("compiler", ["", "/nowhere/c++"])
def test_no_compiler_is_worth_a_note_only(tmp_path: Path, compiler: str) -> None:
    done = doctor(tmp_path, "--json", PATH="/nowhere", CXX=compiler)
    assert finding(done, "compiler")["ok"] is None
    assert "g++" in str(finding(done, "compiler")["remedy"])


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs Linux's /proc")
def test_a_home_where_nothing_can_be_written_whatever_its_permissions_say() -> None:
    done = doctor(Path("/proc/quizapp"), "--json")
    assert done.returncode == 1
    assert "cannot be written" in str(finding(done, "home")["detail"])
