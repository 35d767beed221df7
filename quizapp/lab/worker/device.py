"""The persistent process of a device (CUDA, MPS): it starts the device once and never forks."""

from __future__ import annotations

import os

import torch

from quizapp.lab.isolation import calls
from quizapp.lab.protocol import Frame, decode, encode, length
from quizapp.lab.worker import limits
from quizapp.lab.worker.child import report, write


def serve(device: str, events: int, *, unprivileged: bool) -> int:
    """Take jobs from stdin, until it closes, and send what comes of them to ``events``.

    ``unprivileged`` says to give up capabilities first, on Linux.
    """
    limits.die_with(os.getppid())
    if unprivileged and calls.LINUX:
        calls.drop_capabilities()
    inbox = os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.set_inheritable(events, False)

    def send(frame: Frame) -> None:
        if "result" in frame and not _usable(device):
            frame["broken"] = True
        write(events, encode(frame))

    try:
        torch.zeros(1, device=device)
        name = torch.cuda.get_device_name() if device == "cuda" else device
    except Exception as error:
        send({"unavailable": str(error)[:500]})
        return 0
    send({"ready": name})
    with open(inbox, "rb") as jobs:  # noqa: PTH123 (a descriptor, not a path)
        while header := jobs.read(4):
            job = decode(jobs.read(length(header)))
            _bound_memory(device, int(job["megabytes"]))  # type: ignore[call-overload]
            send({"begun": True})
            report(job, device, send)
    return 0


def _bound_memory(device: str, megabytes: int) -> None:
    """Give back what the last job left, and cap what the next may take of the device."""
    if device == "cuda":
        torch.cuda.empty_cache()
        total = torch.cuda.get_device_properties(0).total_memory
        torch.cuda.set_per_process_memory_fraction(min(1.0, megabytes * 2**20 / total))


def _usable(device: str) -> bool:
    """Whether the device still answers: an error inside a kernel breaks it for the process."""
    try:
        torch.zeros(1, device=device).item()
    except Exception:
        return False
    return True
