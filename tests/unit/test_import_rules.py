"""What a process has loaded, asked of the process: a linter cannot see deferred imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "sqlite_utils", "yaml", "textual", "numpy", "fsrs_rs_python", "asyncio")


def loaded_after(code: str, home: Path, names: tuple[str, ...]) -> set[str]:
    """Run ``code`` in a fresh interpreter; which of ``names`` did it import?"""
    script = f"{code}\nimport sys\nprint('LOADED', *(n for n in {names!r} if n in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        env={"QUIZAPP_HOME": str(home), "PATH": "/usr/bin:/bin"},
        check=True,
    )
    return set(done.stdout.rsplit("LOADED", 1)[1].split())


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_loads_nothing_heavy(argument: str, tmp_path: Path) -> None:
    code = f"from quizapp.__main__ import main\nmain([{argument!r}])"
    assert loaded_after(code, tmp_path, (*HEAVY, "sqlite3", "argparse", "json")) == set()


@pytest.mark.parametrize(
    "module",
    [
        "quizapp.author.judging",
        "quizapp.author.memory",
        "quizapp.deck.load",
        "quizapp.deck.library",
        "quizapp.review.study",
        "quizapp.store",
        "quizapp.cli.inspect",
        "quizapp.games.telling",
        "quizapp.lab.client",
        "quizapp.lab.kept",
        "quizapp.lab.verify",
        "quizapp.lab.figures",
        "quizapp.plot.chart",
        "quizapp.text.clean",
    ],
)
def test_core_needs_neither_torch_nor_textual(module: str, tmp_path: Path) -> None:
    heavy = ("torch", "textual", "rich", "quizapp.optim")
    assert loaded_after(f"import {module}", tmp_path, heavy) == set()


def test_optim_needs_nothing_else_of_quizapp(tmp_path: Path) -> None:
    code = (
        "import quizapp.optim, sys\n"
        "others = [m for m in sys.modules if m.startswith('quizapp.')"
        " and not m.startswith('quizapp.optim')]\n"
        "assert not others, others"
    )
    assert loaded_after(code, tmp_path, ("textual", "yaml", "sqlite_utils")) == set()


def test_the_first_optimizer_does_not_import_dynamo(tmp_path: Path) -> None:
    code = (
        "import torch\nfrom quizapp.optim import SGD\n"
        "x = torch.zeros(1, requires_grad=True)\n"
        "optimizer = SGD([x], lr=0.1)\nx.grad = torch.ones(1)\noptimizer.step()\n"
        "optimizer.load_state_dict(optimizer.state_dict())\n"
        "from quizapp.optim.inspect import inspect_optimizer, find_problems\n"
        "inspect_optimizer(optimizer)\nfind_problems(optimizer.state_dict())"
    )
    assert loaded_after(code, tmp_path, ("torch._dynamo",)) == set()
