"""Kernels: a rule compiled once by torch.compile for tensors of any size; compiled.py runs them.

A kernel takes its tensors, all scalars in one vector, and the sizes of what it is to see in the
tensors' memory, so neither a new shape nor a new learning rate compiles again.
"""

from __future__ import annotations

import math
import types
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from quizapp.optim.engine import functional
from quizapp.optim.engine.slots import Batch, Rule, Slot

Sizes = tuple[int, ...]
Kernel = Callable[[Iterable[Tensor], Sizes], object]


@dataclass(frozen=True)
class Form:
    """How a kernel sees a parameter: in dimensions of the sizes of the example it is compiled on.

    Compiled for a short tensor, a kernel would use one thread; for an even one, count on it. Sizes
    that are equal in the example would have to be so for ever.
    """

    sizes: Sizes
    stand_in: type[functional.Traced] = functional.Traced

    def seen(self, flat: Tensor, p: Tensor) -> Sizes:
        """The sizes of ``flat``: the last as those of ``p``, the first what is left."""
        rest = (1, 1, *p.shape)[-(len(self.sizes) - 1) :] if len(self.sizes) > 1 else ()
        return flat.numel() // math.prod(rest), *rest

    def example(self, x: Tensor, p: Tensor) -> Tensor:
        """A tensor that is to the example as ``x`` is to ``p``: of size 1 where that is reduced."""
        pairs = zip(x.shape[::-1], p.shape[::-1], strict=False)
        ends = zip(self.sizes[::-1], pairs, strict=False)
        kept = [size if a == b else 1 for size, (a, b) in ends]
        return x.new_ones((*self.sizes[: len(self.sizes) - len(kept)], *kept[::-1]))


FLAT = Form(((1 << 17) + 1,))
VECTORS = Form((131, 1009), functional.Stacked)  # many of one length, one a row
MATRICES = Form((3, 1009, 1013))  # all but the last two dimensions as one

_kernels: dict[object, Kernel | None] = {}
_unusable: list[str] = []  # why kernels cannot be built here, once that is known


def kernel_for(rule: Rule, batch: Batch, k: Any, form: Form) -> Kernel | None:
    """The kernel for this rule, these branches of it, this dtype and device; None without one."""
    branches = tuple(None if _is_number(x) else str(x) for x in k)
    place = (batch.p[0].dtype, batch.p[0].device, torch.get_num_threads())
    key = (rule, form, branches, tuple(batch.state), *place)
    if key not in _kernels and not _unusable:
        try:
            _kernels[key] = _build(rule, batch, k, form)
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


def _build(rule: Rule, like: Batch, k: Any, form: Form) -> Kernel | None:
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
        return compile_fx(graph, inputs, inner_compile=innermost, config_patches=options)

    # With loops around sums inductor trips over itself when it fuses: KeyError, in torch 2.13.
    options = {"size_asserts": False, **({} if form is FLAT else {"max_fusion_size": 1})}

    p = like.p[0]
    example = [form.example(column[0], p) for column in like.columns()]
    example.append(vector(k, p))
    # torch's cache of whole functions would pass over ``innermost``; that of kernels serves us.
    with config.patch(enable_autograd_cache=False):
        traceable = _traceable(rule, like.state, k, form)
        torch.compile(traceable, backend=keep, dynamic=True, fullgraph=True)(*example)
    if not made:  # torch.compile is switched off
        return None
    at = _order(order, [*example, *form.sizes])
    return _caller(made[0], at, [x.shape for x in example[:-1]])


def _caller(made: Callable[[list[Any]], object], at: list[int], shapes: list[Sizes]) -> Kernel:
    # Told one size it looks at no tensor's; of several it reads some from the tensors themselves.
    views = shapes if len(shapes[0]) > 1 else []

    def call(tensors: Iterable[Tensor], sizes: Sizes) -> object:
        *given, numbers = tensors
        for i, shape in enumerate(views):
            kept = [1 if a == 1 else b for a, b in zip(shape, sizes, strict=True)]
            given[i] = given[i].view(kept)
        args = [*given, numbers, *sizes]
        return made([args[i] for i in at])

    return call


def _order(order: list[Any], given: list[Any]) -> list[int]:
    """Where in ``given`` each argument is of the compiler's code, whose order is its own."""
    places = {x if isinstance(x, int) else id(x): i for i, x in enumerate(given)}
    return [places[x if isinstance(x, int) else id(x)] for x in order]


def _traceable(rule: Rule, names: Iterable[str], k: Any, form: Form) -> Callable[..., None]:
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
        slot = Slot(p, g, dict(zip(names, state, strict=True)))
        functional.apply(rule, slot, terms, form.stand_in)

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
        stacklevel=10,  # the line that called step
    )
