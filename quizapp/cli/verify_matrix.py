"""``verify --matrix``: the commands that prove cards with several versions of torch. Runs none."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from quizapp import __version__
from quizapp.lab.basis import basis

_WHEELS = "https://download.pytorch.org/whl"
_ROOT = Path(__file__).resolve().parents[2]


class Cell(NamedTuple):
    """One version of torch: what it is called, and how pip finds it."""

    name: str
    pip: tuple[str, ...]


def script(arguments: Sequence[str], device: str) -> str:
    """A shell script: an environment, a home and a report for each torch that matters.

    Args:
        arguments: what to verify, and how, as on the command line.
        device: wheels for CUDA are another build than those for the CPU, which are small.
    """
    lines = [
        "# Proves cards with several versions of torch: `quizapp verify --matrix | sh` runs it.",
        "# Needs the network and about 1 GB for each; all of it goes into the folder matrix.",
    ]
    for cell in _cells(cpu=device in ("auto", "cpu")):
        lines += ["", *_commands(cell, arguments)]
    return "\n".join(
        [*lines, "", "# The counts are on top of each report.", "head -n 8 matrix/*.json"]
    )


def _cells(*, cpu: bool) -> Iterator[Cell]:
    index = f"{_WHEELS}/cpu" if cpu else ""
    found = ("--index-url", index) if index else ()
    present = basis().torch.partition("+")[0]
    if present:
        yield Cell(f"torch-{present}", (*found, f"torch=={present}"))
    yield Cell("torch-newest", (*found, "torch"))
    nightly = f"{_WHEELS}/nightly/{'cpu' if cpu else 'cu130'}"
    yield Cell("torch-nightly", ("--index-url", nightly, "--pre", "torch"))


def _commands(cell: Cell, arguments: Sequence[str]) -> Iterator[str]:
    place = f"matrix/{cell.name}"
    checkout = (_ROOT / "pyproject.toml").exists()
    quizapp = str(_ROOT) if checkout else f"quizapp=={__version__}"
    yield f"# {cell.name}"
    yield f"python3 -m venv {place}"
    yield f"{place}/bin/pip install --quiet {shlex.join(cell.pip)}"
    yield f"{place}/bin/pip install --quiet {shlex.quote(quizapp)}"
    # A home of its own: what fails with another torch is not broken for the learner.
    verify = shlex.join(["verify", "--json", *arguments])
    yield f"QUIZAPP_HOME={place}/home {place}/bin/quizapp {verify} > {place}.json"
