"""One group's step: choose an engine, tick the clocks, and hand it slots that share their terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor
from torch.utils._foreach_utils import _get_foreach_kernels_supported_devices

from quizapp.optim.engine import compiled, foreach, loop
from quizapp.optim.engine.row import as_one, lay_in_a_row
from quizapp.optim.engine.scalars import advance, check_capturable, read
from quizapp.optim.engine.slots import Batch, Group, Rule

if TYPE_CHECKING:
    from quizapp.optim.optimizer import Optimizer

Columns = dict[str, list[Tensor | None]]
Engine = Callable[[Rule, Batch, Any], None]


def update(
    optimizer: Optimizer, group: Group, params: list[Tensor], grads: list[Tensor], columns: Columns
) -> None:
    """Step ``params`` in place. ``columns`` holds their state by name, None where not yet made."""
    if not params or not _unscale(optimizer, group, grads):
        return
    steps: Any = columns.pop("step", None)
    scalars = {name: columns.pop(name) for name in optimizer.scalar_state}
    late = _make_late_state(optimizer, group, params, grads, columns) if steps is None else []
    if group.get("maximize"):
        grads = [-g for g in grads]
    ready = Batch(params, grads, cast(Any, columns), cast(Any, scalars))
    engine = choose(optimizer, group, params)
    as_list = engine is foreach.run
    if steps is not None and group.get("capturable") and not torch.compiler.is_compiling():
        xla = optimizer.captures_on_xla[as_list]
        for i, (p, step) in enumerate(zip(params, steps, strict=True)):
            own: Any = {name: column[i] for name, column in scalars.items()}
            check_capturable(p, step, own, xla=xla, as_list=as_list)
    for batch, t in _batches(optimizer, engine, ready, _tick(group, steps, late)):
        k = optimizer.terms(group, t, batch.p[0])
        if scalars:
            k = _advance(optimizer, batch, k, t)
        if batch.g[0].is_sparse:
            loop.run(optimizer.sparse_rule, batch, k)
        else:
            engine(optimizer.rule, batch, k)


def choose(optimizer: Optimizer, group: Group, params: list[Tensor]) -> Engine:
    """The engine that ``foreach`` and ``fused`` ask for; left open, lists on a GPU, else the loop.

    Autograd needs the functional loop, and so does an outer torch.compile, which fuses it
    anyway. A capturable group reads no counter: the plain loop, which may read scalars, is not
    for it, and its tensors cannot share a kernel's scalars.
    """
    compiling = torch.compiler.is_compiling()
    asked, fused = group.get("foreach"), group.get("fused")
    if asked is None and fused is None and optimizer.elementwise:
        asked = _suits_lists(group, params)
    capturable = group.get("capturable")
    if group.get("differentiable") or (compiling and not (asked and optimizer.elementwise)):
        return loop.run_functional
    if fused and optimizer.elementwise:
        return foreach.run if capturable else compiled.run
    if fused and optimizer.whole:
        return compiled.run_whole
    # A CPU's lists only spare calls, and shapes apart leave few to spare: the loop is faster.
    if asked and (optimizer.elementwise or not params[0].is_cpu):
        return foreach.run
    return loop.run_functional if capturable else loop.run


def _suits_lists(group: Group, params: list[Tensor]) -> bool:
    """torch's own default: plain tensors on a device with _foreach_ kernels of its own."""
    if isinstance(group["lr"], Tensor) and not group.get("capturable", True):
        return False
    devices = _get_foreach_kernels_supported_devices()
    plain = (Tensor, torch.nn.Parameter)
    return all(type(p) in plain and p.device.type in devices for p in params)


def _unscale(optimizer: Optimizer, group: Group, grads: list[Tensor]) -> bool:
    """Undo a GradScaler's scale in the gradients; False when they overflowed: skip the step."""
    scale = getattr(optimizer, "grad_scale", None)
    overflow = getattr(optimizer, "found_inf", None)
    if scale is None and overflow is None:
        return True
    if not group.get("fused"):
        raise AssertionError("Expected grad_scale and found_inf to be None")
    if overflow is not None and overflow.item():
        return False
    if scale is not None:
        for g in grads:
            g.div_(scale.to(g.device))
    return True


def _make_late_state(
    optimizer: Optimizer, group: Group, params: list[Tensor], grads: list[Tensor], columns: Columns
) -> list[bool]:
    """Make state that is still None, shaped like the gradient; say whose was."""
    late = [False] * len(params)
    for name, column in columns.items():
        missing = [i for i, x in enumerate(column) if x is None]
        made = [torch.zeros_like(grads[i]) for i in missing]
        if group.get("fused"):
            lay_in_a_row(made)
        for i, x in zip(missing, made, strict=True):
            late[i] = True
            column[i] = optimizer.state[params[i]][name] = x
    return late


def _tick(group: Group, steps: list[Tensor] | None, late: list[bool]) -> list[float] | list[Tensor]:
    """Advance the counters and return each parameter's t, as a tensor where none may be read."""
    if steps is None:
        return [1.0 if first else 2.0 for first in late]
    compiling = torch.compiler.is_compiling()
    row = None if compiling else as_one(steps)
    advance(steps if row is None else [row])
    if not group.get("capturable") and not compiling:
        return read(steps if row is None else [row])
    if group.get("differentiable"):
        return [step.clone() for step in steps]  # autograd may keep it beyond the next step
    return steps


def _advance(optimizer: Optimizer, batch: Batch, k: Any, t: Any) -> Any:
    """Terms completed by the scalar state of a batch, which moves on with them."""
    columns = batch.scalars
    if isinstance(t, foreach.TensorList):
        lists: Any = {name: foreach.TensorList(column) for name, column in columns.items()}
        return optimizer.advance(k, lists)
    k = optimizer.advance(k, {name: column[0] for name, column in columns.items()})
    for first, *others in columns.values():  # equal before, so equal after
        if others:
            torch._foreach_copy_(others, [first] * len(others))
    return k


def _batches(
    optimizer: Optimizer, engine: Engine, ready: Batch, ts: list[float] | list[Tensor]
) -> Iterator[tuple[Batch, Any]]:
    """Slots that one call of the engine may take together, with their t."""
    if isinstance(ts[0], Tensor) and engine is not foreach.run:
        for i in range(len(ts)):
            yield ready.only([i]), ts[i]
        return
    counted = not isinstance(ts[0], Tensor)
    whens: list[Any] = list(ts) if counted else [None] * len(ts)
    if ready.scalars and counted:
        whens = list(zip(ts, *map(read, ready.scalars.values()), strict=True))
    if optimizer.elementwise and counted and _are_alike(ready, whens):
        yield ready, ts[0]
        return
    alike: dict[object, list[int]] = {}
    for i, (p, g) in enumerate(zip(ready.p, ready.g, strict=True)):
        shape = None if optimizer.elementwise else p.shape
        alike.setdefault((p.device, p.dtype, g.is_sparse, shape, whens[i]), []).append(i)
    for batch, indices in [(ready.only(indices), indices) for indices in alike.values()]:
        clocks = [ts[i] for i in indices]
        yield batch, clocks[0] if counted else foreach.TensorList(clocks)


def _are_alike(batch: Batch, whens: list[Any]) -> bool:
    """Whether all may go together; asked first because it is quick and mostly so."""
    if len(set(whens)) > 1 or len(set(map(attrgetter("dtype"), batch.p))) > 1:
        return False
    if len(set(map(Tensor.get_device, batch.p))) > 1:
        return False
    return not any(map(attrgetter("is_sparse"), batch.g))
