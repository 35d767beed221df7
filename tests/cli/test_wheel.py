"""The wheel carries decks and labs and works from another folder, in a venv of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A venv with the built wheel; its dependencies are borrowed, not downloaded."""
    folder = tmp_path_factory.mktemp("elsewhere")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run(
        [*build, "--outdir", str(folder), str(REPOSITORY)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = folder.glob("quizapp-*.whl")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    site = next((folder / "venv" / "lib").glob("python*/site-packages"))
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run(
        [*install, "--target", str(site), str(wheel)], check=True, capture_output=True, timeout=120
    )
    # Borrowed after the wheel's own folder, so `quizapp` is the wheel's, not the checkout's.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def run(python: Path, *args: str) -> subprocess.CompletedProcess[str]:
    home = python.parent.parent / "home"
    return subprocess.run(
        [str(python), "-m", "quizapp", *args],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=python.parent,
        env={**os.environ, "QUIZAPP_HOME": str(home), "PYTHONPATH": ""},
        check=False,
    )


def test_the_installed_package_is_the_wheel(elsewhere: Path) -> None:
    where = subprocess.run(
        [str(elsewhere), "-c", "import quizapp; print(quizapp.__file__)"],
        capture_output=True,
        text=True,
        cwd=elsewhere.parent,
        check=True,
    )
    assert str(elsewhere.parent.parent) in where.stdout


def test_shipped_cards_are_due(elsewhere: Path) -> None:
    due = run(elsewhere, "due", "--json")
    assert due.returncode == 0, due.stderr
    assert "optim.basics" in due.stdout
    json.loads(due.stdout)


def test_a_shipped_lab_runs(elsewhere: Path) -> None:
    ran = run(elsewhere, "lab", "run", "grad_accumulates", "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["verdict"] == "holds"
