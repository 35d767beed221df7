"""One lab in several processes: those that torchrun started, or a few started here for the run.

Both ways go through torch's elastic launcher, so that a lab that works with two processes on a
laptop works on a cluster. Imports torch: for the worker and the labs only.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist

Each = Callable[..., Any]
"""What one process does; called as ``each(bench, *args)``, its process group ready."""

PATIENCE = timedelta(seconds=30)
"""How long a process waits for the others before it gives up."""


class CannotStartError(Exception):
    """Why there are no several processes here."""


def together(each: Each, bench: Any, processes: int, args: tuple[Any, ...]) -> list[Any]:
    """Run ``each`` in several processes; what each of them returned, in the order of ranks.

    Under torchrun these are torchrun's processes, however many, and all get the whole list.

    Raises:
        CannotStartError: the system, or the device, does not allow it.
        RuntimeError: ``each`` failed in one of them; the message is its own.
    """
    if not dist.is_available():
        raise CannotStartError("this build of torch has no torch.distributed")
    if dist.is_torchelastic_launched():
        return _among_torchruns(each, bench, args)
    if bench.device.type != "cpu":
        raise CannotStartError("several processes on GPUs are started with torchrun: docs/labs.md")
    if "fork" not in multiprocessing.get_all_start_methods():
        raise CannotStartError("this system cannot fork: start the lab with torchrun")
    return _started(each, bench, processes, args)


def _among_torchruns(each: Each, bench: Any, args: tuple[Any, ...]) -> list[Any]:
    """We are one of torchrun's processes: do our share, then exchange what came of it."""
    if not dist.is_initialized():
        if bench.device.type == "cuda":
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        backend = "nccl" if bench.device.type == "cuda" else "gloo"
        dist.init_process_group(backend, timeout=PATIENCE)
    answers: list[Any] = [None] * dist.get_world_size()
    dist.all_gather_object(answers, each(bench, *args))
    return answers


def _started(each: Each, bench: Any, processes: int, args: tuple[Any, ...]) -> list[Any]:
    """Processes of our own: forks, which have torch in them already."""
    import torch._dynamo  # noqa: F401 - once, here: each fork would at its first optimizer
    from torch.distributed.elastic.multiprocessing.api import DefaultLogsSpecs
    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError, record
    from torch.distributed.launcher.api import LaunchConfig, elastic_launch

    # This machine only: neither the name nor the network need work for the processes to meet.
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo" if sys.platform == "linux" else "lo0")
    told: dict[int, Any] = {}
    failure = ""
    try:
        with tempfile.TemporaryDirectory(prefix="quizapp-ranks-") as folder:
            config = LaunchConfig(
                min_nodes=1,
                max_nodes=1,
                nproc_per_node=processes,
                run_id=Path(folder).name,
                rdzv_backend="c10d",
                rdzv_endpoint="127.0.0.1:0",
                local_addr="127.0.0.1",
                start_method="fork",
                max_restarts=0,
                monitor_interval=0.02,
                logs_specs=DefaultLogsSpecs(log_dir=folder),
            )
            try:
                told = elastic_launch(config, record(_one_of_ours))(each, bench, args)
            except ChildFailedError as error:
                failure = _first_failure(Path(folder)) or _told_failure(error)
    except (OSError, RuntimeError) as error:
        raise CannotStartError(f"processes cannot be started: {error}") from error
    if failure:
        raise RuntimeError(failure)
    return [told[rank] for rank in sorted(told)]


def _first_failure(folder: Path) -> str:
    """What the process wrote that failed first; empty if that one could write nothing.

    One that lost its partner fails too, in the same second, and may be the only one that the
    launcher heard of: it ends the others.
    """
    wrote = []
    for file in folder.rglob("error.json"):
        with suppress(OSError, ValueError, LookupError, TypeError):
            said = json.loads(file.read_bytes())["message"]
            lost, when = "onnection" in said["message"], float(said["extraInfo"]["timestamp"])
            wrote.append((lost, when, int(file.parent.name), said["message"]))
    lost, _, rank, message = min(wrote, default=(True, 0.0, 0, ""))
    return "" if lost else f"in process {rank}: {message}"


def _told_failure(error: Any) -> str:
    """What the launcher says of a process that was killed."""
    rank = min(error.failures, key=lambda rank: error.failures[rank].timestamp)
    return f"in process {rank}: {error.failures[rank].message}"


def _one_of_ours(each: Each, bench: Any, args: tuple[Any, ...]) -> Any:
    """In a process that we started: its share of the work."""
    torch.set_num_threads(1)
    dist.init_process_group("gloo", timeout=PATIENCE)
    answer = each(bench, *args)
    dist.barrier()
    dist.destroy_process_group()
    return answer
