"""A code lab run right here, for its own tests: no worker, no time limit, nothing kept from it.

Imports torch, and runs the file: for what its author wrote.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch

from quizapp.lab import knobs, registry
from quizapp.lab.model import Outcome, Verdict
from quizapp.lab.worker import job as worker


def rehearse(path: Path, **given: object) -> Outcome:
    """What a run on the CPU comes to, with these knobs and the others at their defaults.

    Raises:
        QuizError: the file is no lab, or there is no such knob or value.
    """
    source = registry.source_of(path)
    job = knobs.job(registry.read_lab(source, path), given, device="cpu")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as in the worker, where jobs run beside each other
    try:
        frame = worker.run({**asdict(job), "code": source}, "cpu", lambda _: None)
    finally:
        torch.set_num_threads(threads)
    verdict = Verdict(str(frame.pop("verdict")))
    return Outcome(verdict, seed=job.seed, device="cpu", **frame)  # type: ignore[arg-type]
