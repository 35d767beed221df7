"""Runs a shipped lab in this process, through the worker's own runner, without its limits."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from quizapp.lab import knobs
from quizapp.lab.model import Job
from quizapp.lab.registry import code_labs, source_of
from quizapp.lab.worker import job as worker

LABS = code_labs()


def run_here(name: str, **given: object) -> dict[str, Any]:
    """The frame that says what a run came to."""
    info = LABS[name]
    job = asdict(Job("code", name, knobs.complete(info, given), origin=info.origin))
    job["code"] = source_of(Path(info.origin))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as in the worker: jobs run beside each other
    try:
        return worker.run(job, "cpu", lambda _: None)
    finally:
        torch.set_num_threads(threads)
