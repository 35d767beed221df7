"""Averages of weights along the way, and the schedule that suits them. torch.optim.swa_utils."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from itertools import chain
from typing import Any, Literal

import torch
from torch import Tensor
from torch.nn import Module
from torch.nn.modules.batchnorm import _BatchNorm
from torch.optim import Optimizer
from torch.utils._foreach_utils import _get_foreach_kernels_supported_devices

from quizapp.optim.engine import Number
from quizapp.optim.lr_scheduler import LRScheduler, values

__all__ = [
    "SWALR",
    "AveragedModel",
    "get_ema_avg_fn",
    "get_ema_multi_avg_fn",
    "get_swa_avg_fn",
    "get_swa_multi_avg_fn",
    "update_bn",
]

# (average so far, model now, n models in the average) → new average
AvgFn = Callable[[Tensor, Tensor, Any], Tensor]
# the same for lists, in place
Tensors = list[Tensor] | tuple[Tensor, ...]
MultiAvgFn = Callable[[Tensors, Tensors, Any], None]


def get_swa_avg_fn() -> AvgFn:
    """θ̄ ← θ̄ + (θ − θ̄)/(n+1), the mean of all θ."""

    @torch.no_grad()
    def swa_update(average: Tensor, current: Tensor, n: Tensor | int) -> Tensor:
        return average + (current - average) / (n + 1)

    return swa_update


def get_ema_avg_fn(decay: float = 0.999) -> AvgFn:
    """θ̄ ← dθ̄ + (1−d)θ, ``decay`` d. Raises ValueError for d outside [0, 1]."""
    _check_decay(decay)

    @torch.no_grad()
    def ema_update(average: Tensor, current: Tensor, n: Tensor | int) -> Tensor:  # noqa: ARG001
        return decay * average + (1 - decay) * current

    return ema_update


def get_swa_multi_avg_fn() -> MultiAvgFn:
    """``get_swa_avg_fn`` for lists, in place."""
    return _for_lists(get_swa_avg_fn(), lambda n: 1 / (n + 1))


def get_ema_multi_avg_fn(decay: float = 0.999) -> MultiAvgFn:
    """``get_ema_avg_fn`` for lists, in place."""
    return _for_lists(get_ema_avg_fn(decay), lambda _: 1 - decay)


def _check_decay(decay: float) -> None:
    if decay < 0.0 or decay > 1.0:
        raise ValueError(
            f"Invalid decay value {decay} provided. Please provide a value in [0,1] range."
        )


def _for_lists(each: AvgFn, weight: Callable[[Any], Any]) -> MultiAvgFn:
    """θ̄ ← θ̄ + w(θ − θ̄) for all at once; ``each`` for integers, which lerp does not know."""

    @torch.no_grad()
    def update(average: Tensors, current: Tensors, n: Tensor | int) -> None:
        if average[0].is_floating_point() or average[0].is_complex():
            torch._foreach_lerp_(average, current, weight(n))
            return
        for a, b in zip(average, current, strict=True):
            a.copy_(each(a, b, n))

    return update


class AveragedModel(torch.optim.swa_utils.AveragedModel):
    """A copy of a model whose parameters are averages of those it is shown.

    θ̄₁ ← θ₁,   θ̄ₙ₊₁ ← avg(θ̄ₙ, θₙ₊₁, n)

    ``avg_fn`` averages a tensor, ``multi_avg_fn`` lists of tensors in place; by default all θ
    count the same (SWA). ``use_buffers`` averages buffers too, which otherwise are those of the
    model last shown. ``n_averaged`` n is a buffer; the functions are not in ``state_dict``.
    Raises AssertionError for both functions.
    Source: Izmailov, Podoprikhin, Garipov, Vetrov and Wilson, arXiv:1803.05407.
    """

    def __init__(
        self,
        model: Module,
        device: int | torch.device | None = None,
        avg_fn: AvgFn | None = None,
        multi_avg_fn: MultiAvgFn | None = None,
        use_buffers: bool = False,
    ) -> None:
        Module.__init__(self)
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", torch.tensor(0, dtype=torch.long, device=device))
        self.avg_fn = avg_fn
        self.multi_avg_fn = multi_avg_fn
        self.use_buffers = use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the averaged model says."""
        return self.module(*args, **kwargs)

    @torch.no_grad()
    def update_parameters(self, model: Module) -> None:
        """Take ``model`` into the average."""
        pairs = [
            (average.detach(), current.detach().to(average.device))
            for average, current in zip(
                self._averaged(self.module), self._averaged(model), strict=False
            )
        ]
        if self.n_averaged == 0:
            for average, current in pairs:
                average.copy_(current)
        else:
            self._average(pairs)
        if not self.use_buffers:
            for mine, theirs in zip(self.module.buffers(), model.buffers(), strict=True):
                mine.copy_(theirs)
        self.n_averaged += 1

    def _averaged(self, model: Module) -> Iterable[Tensor]:
        return chain(model.parameters(), model.buffers() if self.use_buffers else ())

    def _average(self, pairs: list[tuple[Tensor, Tensor]]) -> None:
        alike: defaultdict[tuple[Any, Any], list[tuple[Tensor, Tensor]]] = defaultdict(list)
        for pair in pairs:
            alike[pair[0].device, pair[0].dtype].append(pair)
        for (device, _), some in alike.items():
            n = self.n_averaged.to(device)
            lists = self.multi_avg_fn
            if lists is None and self.avg_fn is None and device.type in _devices_with_lists():
                lists = get_swa_multi_avg_fn()
            if lists is not None:
                lists([average for average, _ in some], [current for _, current in some], n)
                continue
            one = self.avg_fn or get_swa_avg_fn()
            for average, current in some:
                average.copy_(one(average, current, n))


def _devices_with_lists() -> list[str]:
    return _get_foreach_kernels_supported_devices()


@torch.no_grad()
def update_bn(
    loader: Iterable[Any], model: Module, device: int | torch.device | None = None
) -> None:
    """Batch norm's running mean and variance anew, as plain means over ``loader``.

    An averaged model needs it, for its activations are none that were seen in training. A batch
    is a tensor, or a list or tuple that begins with one; ``device`` is where it goes first.
    """
    norms = [module for module in model.modules() if isinstance(module, _BatchNorm)]
    if not norms:
        return
    momenta = [norm.momentum for norm in norms]
    was_training = model.training
    model.train()
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain mean
    for batch in loader:
        inputs = batch[0] if isinstance(batch, (list, tuple)) else batch
        model(inputs if device is None else inputs.to(device))
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum
    model.train(was_training)


class SWALR(LRScheduler):
    """From whatever the rate is now to a constant one.

    η_t = (1 − α_t) η + α_t η_swa,   α_t = (1 − cos(π t/T)) / 2  or  t/T ("linear"),  1 from T on

    η is not kept: each step finds it from the rate of now and α_{t−1}. ``swa_lr`` η_swa, one for
    all groups or a list; ``anneal_epochs`` T = 10; ``anneal_strategy`` "cos".
    Raises ValueError for a list that does not match the groups, another strategy, T below 0.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        swa_lr: float | list[float],
        anneal_epochs: int = 10,
        anneal_strategy: Literal["cos", "linear"] = "cos",
        last_epoch: int = -1,
    ) -> None:
        rates = values.per_group("swa_lr", optimizer, swa_lr)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["swa_lr"] = rate
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}"
            )
        self._anneal_strategy = anneal_strategy
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def anneal_func(self, part: float) -> float:
        """α after that part of T."""
        return part if self._anneal_strategy == "linear" else (1 - math.cos(math.pi * part)) / 2

    def rates(self) -> list[Number]:
        t, T = self._step_count - 1, max(1, self.anneal_epochs)
        if self.anneal_epochs == 0:
            t = max(1, t)
        before, now = (self.anneal_func(max(0, min(1, s / T))) for s in (t - 1, t))
        made = []
        for group in self.optimizer.param_groups:
            end = group["swa_lr"]
            start = end if before == 1 else (group["lr"] - before * end) / (1 - before)
            made.append(end * now + start * (1 - now))
        return made
