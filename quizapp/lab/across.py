"""Runs on another device beside the same ones on the CPU: which measure something else there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from quizapp.lab import judge
from quizapp.lab.model import Job, Measured, Outcome, Verdict
from quizapp.lab.verify import Runner

TOLERANCE = 1e-4
"""Relative difference that is still the same: devices add up in another order, step after step."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A measurement that is one thing on a device and another on the CPU."""

    job: Job
    measure: str
    here: Measured
    on_cpu: Measured


@dataclass(frozen=True, slots=True)
class BesideCpu:
    """How many runs were compared, and the first measurement of each that is apart."""

    compared: int
    apart: tuple[Apart, ...]


async def beside_cpu(done: Iterable[tuple[Job, Outcome]], cpu: Runner) -> BesideCpu:
    """Run on the CPU what held on another device, and compare.

    Args:
        done: the jobs of that device and what they came to.
        cpu: runs the same jobs on the CPU.
    """
    held = [(job, outcome) for job, outcome in done if outcome.verdict is Verdict.HOLDS]
    there = await asyncio.gather(*(cpu.run(replace(job, device="cpu")) for job, _ in held))
    pairs = [
        (job, here, on_cpu)
        for (job, here), on_cpu in zip(held, there, strict=True)
        if on_cpu.verdict is Verdict.HOLDS
    ]
    found = (apart(job, here, on_cpu) for job, here, on_cpu in pairs)
    return BesideCpu(len(pairs), tuple(one for one in found if one is not None))


def apart(job: Job, here: Outcome, on_cpu: Outcome) -> Apart | None:
    """The first measurement that differs by more than the tolerance."""
    for name in dict.fromkeys((*here.measures, *on_cpu.measures)):
        left, right = here.measures.get(name), on_cpu.measures.get(name)
        # What is shown alike is alike: NaN equals nothing, and yet both diverged.
        if not judge.close(left, right, TOLERANCE) and judge.show(left) != judge.show(right):
            return Apart(job, name, left, right)
    return None
