"""Kernels: a rule compiled once by torch.compile for flat tensors of any length. Who runs them?

compiled.py does. A kernel takes its tensors and all scalars in one vector, so neither a new length
nor a new learning rate compiles again.
"""

from __future__ import annotations

import types
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from quizapp.optim.engine import functional
from quizapp.optim.engine.slots import Batch, Rule, Slot

# Compiled for a short tensor, a kernel would use one thread; for an even one, count on it.
_EXAMPLE = (1 << 17) + 1

Kernel = Callable[..., object]

_kernels: dict[object, Kernel | None] = {}
_unusable: list[str] = []  # why kernels cannot be built here, once that is known


def kernel_for(rule: Rule, batch: Batch, k: Any) -> Kernel | None:
    """The kernel for this rule, these branches of it, this dtype and device; None without one."""
    branches = tuple(None if _is_number(x) else str(x) for x in k)
    place = (batch.p[0].dtype, batch.p[0].device, torch.get_num_threads())
    key = (rule, branches, tuple(batch.state), *place)
    if key not in _kernels and not _unusable:
        try:
            _kernels[key] = _build(rule, batch, k)
        except Exception as error:
            if not type(error).__module__.startswith(("torch._inductor", "torch._dynamo")):
                raise
            _give_up(error)
    return _kernels.get(key)


def vector(k: Any, like: Tensor) -> Tensor:
    """The scalars beside ``like``, in double precision where the device has it."""
    dtype = torch.float32 if like.device.type == "mps" else torch.float64
    numbers = [float(x) for x in k if _is_number(x)]
    return torch.tensor(numbers, dtype=dtype).to(like.device, non_blocking=True)


def _is_number(x: object) -> bool:
    return x is not None and not isinstance(x, bool)


def _build(rule: Rule, like: Batch, k: Any) -> Kernel | None:
    """Compile the rule on an example, and keep what the compiler made of it.

    Called the usual way, it would look at guards and shapes and pass five wrappers at every call,
    which takes longer than updating ten thousand elements; compiled.py and the key of a kernel
    vouch for all that they check. As sizes are not looked at, a tensor need not even be 1-D.
    """
    from torch._functorch import config  # these pull in torch._dynamo, a second of importing
    from torch._inductor.compile_fx import compile_fx, compile_fx_inner

    made: list[Callable[[list[Any]], object]] = []
    order: list[Any] = []

    def innermost(graph: Any, inputs: Any, **settings: Any) -> Any:
        code: Any = compile_fx_inner(graph, inputs, **settings)
        made.append(code.current_callable)

        def first_call(args: list[Any]) -> object:
            order.extend(args)
            return made[0](args)

        code.current_callable = first_call
        return code

    def keep(graph: Any, inputs: Any) -> Any:
        return compile_fx(
            graph, inputs, inner_compile=innermost, config_patches={"size_asserts": False}
        )

    example = [like.p[0].new_ones(_EXAMPLE) for _ in like.columns()]
    example.append(vector(k, like.p[0]))
    # torch's cache of whole functions would pass over ``innermost``; that of kernels serves us.
    with config.patch(enable_autograd_cache=False):
        torch.compile(_traceable(rule, like.state, k), backend=keep, dynamic=True, fullgraph=True)(
            *example
        )
    if not made:  # torch.compile is switched off
        return None
    # What was made takes the tensors in an order of its own, and their length among them.
    at = [next((i for i, x in enumerate(example) if x is y), None) for y in order]

    def call(*tensors: Tensor) -> object:
        return made[0]([tensors[0].numel() if i is None else tensors[i] for i in at])

    return call


def _traceable(rule: Rule, names: Iterable[str], k: Any) -> Kernel:
    """The rule as a function of its tensors and of one vector that holds its scalars."""
    fixed = [not _is_number(x) for x in k]
    make = type(k)._make
    names = tuple(names)

    def kernel(p: Tensor, g: Tensor, *rest: Tensor) -> None:
        *state, numbers = rest
        scalars = iter(numbers.unbind())
        terms = make(
            [x if is_fixed else next(scalars) for x, is_fixed in zip(k, fixed, strict=True)]
        )
        functional.apply(rule, Slot(p, g, dict(zip(names, state, strict=True))), terms)

    # torch.compile counts rebuilds by code object and gives up after eight; each kernel is
    # one of its own, so it gets code of its own.
    code = kernel.__code__.replace()
    return types.FunctionType(code, kernel.__globals__, "kernel", None, kernel.__closure__)


def _give_up(error: Exception) -> None:
    reason = str(error).strip().splitlines()[0]
    _unusable.append(reason)
    warnings.warn(
        "fused=True could not be compiled here, so the plain loop runs instead: the same "
        f"results, more slowly. Install a C++ compiler to change that. ({reason})",
        RuntimeWarning,
        stacklevel=9,  # the line that called step
    )
