"""`python -m tests.benchmarks [NAME[:HOW]...]`: every bound of the project, measured and printed.

`table` prints docs/optimizers.md instead.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path

ORDER = [
    "start",
    "tui",
    "deck",
    "fmt",
    "author",
    "review",
    "lab",
    "isolation",
    "plot",
    "frames",
    "inspect",
    "optim",
    "fuzz",
    "identity",
    "anki",
]


def within(figure: float, bound: str) -> str:
    """held or MISSED, for a bound that begins with <= or >=; nothing where there is none."""
    found = re.match(r"(<=|>=)\s*([\d.]+)", bound)
    if not found:
        return ""
    limit = float(found[2])
    good = figure <= limit if found[1] == "<=" else figure >= limit
    return "held" if good else "MISSED"


def main(names: list[str]) -> int:
    """Print the table; exit 1 when a bound is missed."""
    if names == ["table"]:
        from tests.benchmarks import optim_table

        for line in optim_table.lines():
            print(line, flush=True)
        return 0
    present = {path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*")}
    missed = 0
    print(f"{'measurement':<58}{'figure':>10}  bound")
    for name in names or [n for n in ORDER if n in present]:
        name, _, how = name.partition(":")
        module = import_module(f"tests.benchmarks.bench_{name}")
        print(f"-- {name}")
        for label, figure, bound in module.rows(how) if how else module.rows():
            verdict = within(figure, bound)
            missed += verdict == "MISSED"
            print(f"{label:<58}{figure:>10.3f}  {bound}  {verdict}".rstrip(), flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
