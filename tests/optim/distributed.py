"""Two processes that train together, once with our optimizer and once with torch's.

``python -m tests.optim.distributed FOLDER`` starts both, in one gloo group, and leaves in FOLDER
what became of each check: nothing, or a traceback. test_distributed.py reads it.
"""

from __future__ import annotations

import datetime
import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed import checkpoint as dcp
from torch.distributed.checkpoint.state_dict import (
    get_model_state_dict,
    get_optimizer_state_dict,
    set_model_state_dict,
    set_optimizer_state_dict,
)
from torch.distributed.fsdp import fully_shard
from torch.distributed.optim import ZeroRedundancyOptimizer
from torch.distributed.tensor import DTensor
from torch.nn.parallel import DistributedDataParallel

import quizapp.optim as ours

RANKS = 2
KWARGS: dict[str, dict[str, Any]] = {
    "AdamW": {"lr": 0.01, "amsgrad": True},
    "SGD": {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
}


def build(name: str) -> nn.Module:
    """The same small network in both processes and for every optimizer."""
    torch.manual_seed(len(name))
    return nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 3))


def train(model: Any, optimizer: Any, steps: range) -> None:
    """Steps on data that each process has for itself."""
    for step in steps:
        torch.manual_seed(100 * step + dist.get_rank())
        optimizer.zero_grad()
        model(torch.randn(4, 5)).square().mean().backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()


def local(x: Any) -> Any:
    return x.to_local() if isinstance(x, DTensor) else x


def assert_same(a: Any, b: Any) -> None:
    """Equal to the bit, keys and kinds too, in nested dicts and lists of tensors and numbers."""
    assert type(a) is type(b), (type(a), type(b))
    if isinstance(a, dict):
        assert list(a) == list(b)
        a, b = list(a.values()), list(b.values())
    if isinstance(a, (list, tuple)):
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            assert_same(x, y)
    elif isinstance(a, Tensor):
        assert a.shape == b.shape
        assert torch.equal(local(a), local(b))
    else:
        assert a == b


def both(name: str, wrap: Callable[[nn.Module], Any], **engine: Any) -> list[tuple[Any, Any]]:
    """(model, optimizer) with ours and with torch's."""
    made = []
    for module in (ours, torch.optim):
        model = wrap(build(name))
        made.append((model, getattr(module, name)(model.parameters(), **KWARGS[name], **engine)))
    return made


def sharded(model: nn.Module) -> nn.Module:
    for layer in model.children():
        if isinstance(layer, nn.Linear):
            fully_shard(layer)
    return fully_shard(model)


def check_ddp(name: str, folder: Path) -> None:  # noqa: ARG001
    (mine, opt), (theirs, torchs) = both(name, DistributedDataParallel)
    train(mine, opt, range(4))
    train(theirs, torchs, range(4))
    assert_same(mine.state_dict(), theirs.state_dict())
    assert_same(opt.state_dict()["state"], torchs.state_dict()["state"])
    start = build(name).state_dict()
    assert not torch.equal(start["0.weight"], mine.module.state_dict()["0.weight"])
    for p in mine.parameters():  # and the processes agree with each other
        there = p.detach().clone()
        dist.broadcast(there, src=0)
        assert torch.equal(p, there)


def check_fsdp2(name: str, folder: Path) -> None:  # noqa: ARG001
    for foreach in (False, True):
        (mine, opt), (theirs, torchs) = both(name, sharded, foreach=foreach)
        train(mine, opt, range(4))
        train(theirs, torchs, range(4))
        assert_same(mine.state_dict(), theirs.state_dict())
        assert_same(opt.state_dict()["state"], torchs.state_dict()["state"])
        first = next(iter(opt.state_dict()["state"].values()))
        for key, value in first.items():
            assert isinstance(value, DTensor) == (key != "step")


def check_dcp(name: str, folder: Path) -> None:
    """What one family saved after two steps, the other carries on as if nothing had happened."""
    (mine, opt), (theirs, torchs) = both(name, sharded)
    train(mine, opt, range(2))
    train(theirs, torchs, range(2))
    found = get_optimizer_state_dict(mine, opt), get_optimizer_state_dict(theirs, torchs)
    assert_same(*found)
    resumed = both(name, sharded)
    for i, (source, saved) in enumerate(((theirs, found[1]), (mine, found[0]))):
        path = folder / f"{name}-{i}"
        dcp.save({"model": get_model_state_dict(source), "optimizer": saved}, checkpoint_id=path)
        model, optimizer = resumed[i]
        optimizer.param_groups[0]["lr"] = 99.0  # the checkpoint knows better
        state = {
            "model": get_model_state_dict(model),
            "optimizer": get_optimizer_state_dict(model, optimizer),
        }
        dcp.load(state, checkpoint_id=path)
        set_model_state_dict(model, state["model"])
        set_optimizer_state_dict(model, optimizer, state["optimizer"])
        train(model, optimizer, range(2, 4))
    train(mine, opt, range(2, 4))
    for model, optimizer in resumed:
        assert_same(model.state_dict(), mine.state_dict())
        assert_same(optimizer.state_dict()["state"], opt.state_dict()["state"])


def check_zero(name: str, folder: Path) -> None:  # noqa: ARG001
    results = []
    for module in (ours, torch.optim):
        model = DistributedDataParallel(build(name))
        kind = getattr(module, name)
        optimizer = ZeroRedundancyOptimizer(model.parameters(), kind, **KWARGS[name])
        assert isinstance(optimizer.optim, kind)
        train(model, optimizer, range(4))
        optimizer.consolidate_state_dict(to=0)
        whole = optimizer.state_dict()["state"] if dist.get_rank() == 0 else {}
        results.append((model.state_dict(), whole))
    assert_same(*results)


def check_rprop(name: str, folder: Path) -> None:  # noqa: ARG001
    """torch's own Rprop cannot step shards: it writes through a mask. Ours can."""
    results = []
    for wrap in (sharded, DistributedDataParallel):
        model = wrap(build(name))
        train(model, ours.Rprop(model.parameters()), range(4))
        results.append(
            [p.full_tensor() if isinstance(p, DTensor) else p for p in model.parameters()]
        )
    torch.testing.assert_close(*results)
    model = sharded(build(name))
    refused = ""
    try:
        train(model, torch.optim.Rprop(model.parameters()), range(1))
    except RuntimeError as error:
        refused = str(error)
    assert "index_put_" in refused, "torch can do it now: move Rprop to KWARGS"


CHECKS = [
    (check, name) for check in (check_ddp, check_fsdp2, check_dcp, check_zero) for name in KWARGS
] + [(check_rprop, "Rprop")]
TITLES = [f"{check.__name__}-{name}" for check, name in CHECKS]


def work(rank: int, folder: Path) -> None:
    """All checks, one after the other, in one of the processes."""
    torch.set_num_threads(1)
    dist.init_process_group(
        "gloo",
        init_method=f"file://{folder / 'meeting'}",
        rank=rank,
        world_size=RANKS,
        timeout=datetime.timedelta(seconds=120),
    )
    outcome = dict.fromkeys(TITLES, "")
    for title, (check, name) in zip(TITLES, CHECKS, strict=True):
        try:
            check(name, folder)
        except Exception:
            outcome[title] = traceback.format_exc()
    (folder / f"{rank}.json").write_text(json.dumps(outcome), "utf-8")
    dist.barrier()
    dist.destroy_process_group()


if __name__ == "__main__":
    # This process has run nothing in threads yet, so forks of it are safe, and import nothing.
    torch.multiprocessing.start_processes(
        work, args=(Path(sys.argv[1]),), nprocs=RANKS, start_method="fork"
    )
