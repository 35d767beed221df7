"""What a step costs with many small tensors: a loop, multi-tensor calls, torch's fused kernel."""

from timeit import repeat
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A loop calls every operation for every tensor, foreach only once; fused is one call.",
    topic="speed and precision",
    knobs={
        "count": Knob(200, low=1, high=500, unit="tensors"),
        "size": Knob(32, low=1, high=10000, unit="numbers"),
        "steps": Knob(5, low=1, high=50),
    },
    measures={
        "loop": "time of a step, the fastest [ms]",
        "foreach": "the same, with multi-tensor calls [ms]",
        "fused": "the same, with torch's fused kernel [ms]",
        "loop_calls": "operations that one step calls",
        "foreach_calls": "the same, with multi-tensor calls",
        "fused_calls": "the same, with torch's fused kernel",
    },
    source="torch.optim.AdamW",
)
def impl_speed(bench: Bench, count: int, size: int, steps: int) -> None:
    how: dict[str, tuple[object, dict[str, bool]]] = {
        "loop": (bench.optim, {"foreach": False}),
        "foreach": (bench.optim, {"foreach": True}),
        "fused": (torch.optim, {"fused": True}),
    }
    for done, (name, (family, options)) in enumerate(how.items()):
        bench.progress(done / 3, name)
        params = [bench.param([0.0] * size) for _ in range(count)]
        for param in params:
            param.grad = torch.ones_like(param)
        optimizer = family.AdamW(params, lr=0.01, **options)  # type: ignore[attr-defined]
        optimizer.step()  # makes the state
        fastest = min(repeat(optimizer.step, number=1, repeat=steps))
        bench.measure(name, 1000 * fastest, compare=False)
        with _Calls() as calls:  # type: ignore[no-untyped-call]
            optimizer.step()
        bench.measure(f"{name}_calls", calls.count, compare=False)


class _Calls(TorchDispatchMode):
    """Counts the operations that are called within it."""

    count = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += 1
        return func(*args, **(kwargs or {}))
