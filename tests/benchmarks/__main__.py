"""`python -m tests.benchmarks [NAME[:HOW]...]`: every bound of the project, measured and printed.

A name may be that of a group, such as `authoring`. `table` prints docs/optimizers.md instead.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module

GROUPS = {
    "daily": ["start", "tui", "deck", "review", "frames"],
    "labs": ["lab", "isolation", "plot", "inspect", "optim"],
    "authoring": ["fmt", "author", "identity", "anki", "fuzz"],
}
"""What is measured, in order; a group's name stands for all that is in it."""


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
    every = [name for group in GROUPS.values() for name in group]
    chosen = [one for name in names for one in GROUPS.get(name, [name])] or every
    missed = 0
    print(f"{'measurement':<58}{'figure':>10}  bound")
    for name in chosen:
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
