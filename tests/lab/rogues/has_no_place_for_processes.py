"""Starts processes where there is no folder for temporary files."""

import tempfile

from quizapp.lab.bench import Bench, lab


@lab(claim="They cannot be started.", topic="rogue", measures={"told": "what they said"})
def has_no_place_for_processes(bench: Bench) -> None:
    tempfile.tempdir = "/there/is/no/such/folder"
    bench.measure("told", bench.together(each, 2))


def each(_: Bench) -> int:
    return 0
