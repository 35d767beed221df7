"""The guards around labs: which hold is found out by trying, also where the kernel refuses some."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from quizapp.lab.isolation import folders
from quizapp.lab.isolation.level import GUARDS, NOT_TRIED, Level, in_short

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the guards are Linux's")

TRIAL = (sys.executable, "-m", "quizapp.lab.isolation.trial")


def missing(*before: str, env: dict[str, str] | None = None) -> dict[str, str]:
    """What the trial finds missing; ``before`` is a command that starts it."""
    done = subprocess.run(
        [*before, *TRIAL],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, **(env or {})},
        timeout=30,
    )
    told: dict[str, str] = json.loads(done.stdout)
    return told


def can(command: Sequence[str]) -> bool:
    """Whether a command of the system works here."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def test_the_trial_gives_a_reason_for_every_guard_that_does_not_hold() -> None:
    found = missing()
    assert set(found) <= set(GUARDS)
    assert all(found.values())
    assert not {"processes", "memory"} & set(found)  # every Linux can do these


def test_the_trial_leaves_nothing_behind(tmp_path: Path) -> None:
    missing(env={"TMPDIR": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


def without_namespaces() -> tuple[str, ...]:
    """A command that starts another where the kernel allows no user namespace."""
    refuse = "echo 0 > /proc/sys/user/max_user_namespaces && exec "
    shell = ("unshare", "--user", "--map-root-user", "sh", "-c", refuse + '"$0" "$@"')
    if not can([*shell, "true"]):
        pytest.skip("this system has no user namespaces to take away")
    return shell


def test_without_user_namespaces_sockets_are_refused_one_by_one() -> None:
    assert set(missing(*without_namespaces())) == set(missing())


NO_LANDLOCK = """
import os, struct, sys
from quizapp.lab.isolation import calls
lines = (0x20, 0, 0, 0), (0x15, 0, 1, 444), (0x06, 0, 0, 0x50000 | 38), (0x06, 0, 0, 0x7FFF0000)
calls.no_new_privileges()
calls.filter_calls(b"".join(struct.pack("HBBI", *line) for line in lines))
os.execv(sys.argv[1], sys.argv[1:])
"""


def test_without_landlock_files_and_signals_are_said_to_be_open() -> None:
    found = missing(sys.executable, "-c", NO_LANDLOCK)
    why = "the kernel has no Landlock"
    assert (found["files"], found["signals"]) == (why, why)
    assert set(found) - {"files", "signals"} == set(missing()) - {"files", "signals"}


def test_a_lab_of_several_processes_says_what_is_open_for_it(tmp_path: Path) -> None:
    shell = without_namespaces()
    done = subprocess.run(
        [*shell, sys.executable, "-m", "quizapp", "lab", "run", "zero_redundancy", "--json"],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, "QUIZAPP_HOME": str(tmp_path)},
        timeout=60,
    )
    told = json.loads(done.stdout)
    assert told["verdict"] == "holds", told["reason"]
    assert {"files", "network"} <= set(told["isolation"]["missing"])


def test_torchruns_processes_keep_the_network_and_say_so() -> None:
    found = missing(env={"TORCHELASTIC_RUN_ID": "x"})
    assert found["network"] == "torchrun's processes meet over it"


def test_the_level_in_short() -> None:
    assert in_short(Level()) == ", ".join(GUARDS)
    assert in_short(NOT_TRIED) == f"not isolated: {', '.join(GUARDS)} (not tried yet)"
    some = Level({"files": "no Landlock", "network": "no namespace", "signals": "no Landlock"})
    assert in_short(some) == (
        "privileges, processes, memory; "
        "not isolated: files, signals (no Landlock), network (no namespace)"
    )
    assert Level().on("cuda (H100)").in_force == ("privileges", "processes")
    assert Level().on("cpu") == Level()


def test_what_a_death_left_behind_is_swept_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new = Path(folders.make()), Path(folders.make())
    (old / "left").write_text("by a run whose worker was killed")
    other = tmp_path / "somebody's"
    other.mkdir()
    for folder in (old, other):
        os.utime(folder, (0, 0))
    folders.sweep()
    assert sorted(tmp_path.iterdir()) == sorted([new, other])
