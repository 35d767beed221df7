"""Behaves: says how much it gives way to other programs."""

import os
from pathlib import Path

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Behaves: says how much it gives way to other programs.",
    topic="rogue",
    measures={"nice": "its own priority", "session": "that of its session, empty without one"},
)
def tells_priority(bench: Bench) -> None:
    bench.measure("nice", os.getpriority(os.PRIO_PROCESS, 0))
    group = Path("/proc/self/autogroup")
    bench.measure("session", group.read_text().split()[-1] if group.exists() else "")
