"""What has one engine only: SparseAdam, LBFGS and the schedules, ours over torch's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType

import torch
from torch import Tensor
from torch.nn import Parameter

import quizapp.optim as ours
from tests.benchmarks.optim_speed import Act, timed
from tests.benchmarks.shapes import SHAPES
from tests.optim.compare_schedulers import CONFIGS, STEPS, optimizer, step

MODULES = {"ours": ours, "torch": torch.optim}
SECONDS = 0.5


def ratio(acts: dict[str, Act]) -> float:
    """Least time of ours over torch's."""
    times = timed({(owner, ""): act for owner, act in acts.items()}, SECONDS)
    return min(times["ours", ""]) / min(times["torch", ""])


def rows() -> Iterator[tuple[str, str, float]]:
    """(optimizer, what it steps, ratio)."""
    yield "SparseAdam", "512 rows of GPT-2's embedding", ratio(_all(sparse))
    yield "LBFGS", "ResNet-18, 4 iterations on a bowl", ratio(_all(lbfgs))


def schedule(name: str) -> float:
    """The ratio of all steps of a schedule, in its first configuration, once built."""

    def act(module: ModuleType) -> Act:
        def walk() -> None:
            scheduler = CONFIGS[name][0](module, optimizer(module, "SGD"))
            for i in range(STEPS):
                step(scheduler, i)

        return walk

    return ratio({owner: act(module) for owner, module in MODULES.items()})


def _all(make: Callable[[ModuleType], Act]) -> dict[str, Act]:
    return {owner: make(module) for owner, module in MODULES.items()}


def sparse(module: ModuleType) -> Act:
    torch.manual_seed(0)
    table = Parameter(torch.zeros(50257, 768))
    places = torch.randint(50257, (1, 512))
    table.grad = torch.sparse_coo_tensor(places, torch.randn(512, 768), table.shape)
    return module.SparseAdam([table]).step  # type: ignore[no-any-return]


def lbfgs(module: ModuleType) -> Act:
    torch.manual_seed(0)
    params = [Parameter(torch.randn(shape)) for shape in SHAPES["ResNet-18"]]
    scale = [torch.linspace(1, 2, p.numel()).view_as(p) for p in params]
    made = module.LBFGS(params, lr=0.1, max_iter=4, tolerance_grad=0, tolerance_change=0)

    def closure() -> Tensor:
        for p, a in zip(params, scale, strict=True):
            p.grad = p.detach() * a
        return torch.ones(())

    def act() -> None:
        made.step(closure)

    return act
