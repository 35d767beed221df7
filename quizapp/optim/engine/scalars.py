"""Hyper-parameters and step counters: numbers, or tensors of one element. No updates here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, cast

import torch
from torch import Tensor
from torch.utils._foreach_utils import _get_fused_kernels_supported_devices

from quizapp.optim.engine.row import as_one

Number = float | Tensor


def scalar(x: Any) -> Any:
    """A number as it is; a tensor of one element as a 0-d tensor."""
    return x.squeeze() if isinstance(x, Tensor) and x.dim() != 0 else x


def new_step(group: dict[str, Any], p: Tensor, value: float = 0.0) -> Tensor:
    """A step counter: on the CPU, where adding is cheap, unless the group needs it beside ``p``."""
    fused = group.get("fused")
    wide = torch.get_default_dtype() == torch.float64 and not fused
    beside = group.get("capturable") or fused
    return torch.tensor(
        value,
        dtype=torch.float64 if wide else torch.float32,
        device=p.device if beside else "cpu",
    )


def advance(steps: list[Tensor]) -> None:
    """t ← t + 1, in place, for all counters of a group."""
    if steps[0].is_cpu and not torch.compiler.is_compiling():
        # A tensor for 1 spares wrapping the number once for every counter.
        torch._foreach_add_(steps, torch.tensor(1.0), alpha=1.0)
    else:
        torch._foreach_add_(steps, 1)


def read(steps: list[Tensor]) -> list[float]:
    """The counters as numbers: one copy from a GPU, not one for each."""
    row = as_one(steps)
    if row is not None:
        return cast(list[float], row.tolist())
    if not steps[0].is_cpu and len({step.device for step in steps}) == 1:
        return [float(t) for t in torch.stack(steps).tolist()]
    return [float(step.item()) for step in steps]


def check_fusable(params: Iterable[Tensor]) -> None:
    """Raise RuntimeError unless all are real, floating and on a device that compiles."""
    devices = _get_fused_kernels_supported_devices()
    for dtype, device in set(map(attrgetter("dtype", "device"), params)):
        if not (dtype.is_floating_point and device.type in devices):
            raise RuntimeError(
                "`fused=True` requires all the params to be floating point Tensors of "
                f"supported devices: {devices} but {dtype} and {device.type}"
            )


def check_capturable(
    p: Tensor, step: Tensor, scalars: Mapping[str, Tensor], *, xla: bool, as_list: bool
) -> None:
    """Raise AssertionError unless ``p``, its counter and its scalars suit a captured graph."""
    devices = ["cuda", "xpu", "hpu", torch._C._get_privateuse1_backend_name()]
    if xla:
        devices.append("xla")
    kinds = {x.device.type for x in (p, step, *scalars.values())}
    if len(kinds) > 1 or p.device.type not in devices:
        names = ", ".join(("params", *(f"{name}s" for name in scalars)))
        comma = "," if len(scalars) + as_list > 1 else ""  # where torch writes one
        raise AssertionError(
            f"If capturable=True, {names}{comma} and state_steps must be "
            f"on supported devices: {devices}."
        )
