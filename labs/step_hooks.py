"""Hooks around step(): when each runs, in which order, and what a hook before it may change."""

from typing import Any

import torch
import torch.optim.optimizer as base

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Global hooks run outside the optimizer's own; a pre hook may replace the arguments.",
    topic="inside an optimizer",
    knobs={
        "opt": Knob("SGD", choices=("SGD", "Adam", "AdamW", "RMSprop")),
        "replace": Knob(False, help="a pre hook hands over another closure"),
        "remove": Knob(False, help="take the optimizer's own hooks off before the step"),
    },
    measures={
        "order": "what ran in one step, in order",
        "loss": "what step() returned: 1 from our closure, 2 from the hook's",
        "bad": "what step() says to a pre hook that returns neither nothing nor a pair",
    },
    source="torch.optim.Optimizer.register_step_pre_hook",
)
def step_hooks(bench: Bench, opt: str, replace: bool, remove: bool) -> None:
    x = bench.param([1.0])
    optimizer = getattr(bench.optim, opt)([x], lr=0.1)
    order: list[str] = []

    def closure(loss: float = 1.0) -> float:
        order.append("closure")
        return loss

    def note(name: str) -> Any:
        return lambda *_: order.append(name)

    def before(_: torch.optim.Optimizer, args: Any, kwargs: Any) -> Any:
        order.append("own pre")
        return ((args[0], lambda: closure(2.0)), kwargs) if replace else None

    everywhere = [
        base.register_optimizer_step_pre_hook(note("global pre")),
        base.register_optimizer_step_post_hook(note("global post")),
    ]
    own = [
        optimizer.register_step_pre_hook(before),
        optimizer.register_step_post_hook(note("own post")),
    ]
    for handle in own if remove else []:
        handle.remove()
    loss = optimizer.step(closure)
    for handle in (*everywhere, *own):
        handle.remove()
    bench.measure("order", order)
    bench.measure("loss", loss)
    optimizer.register_step_pre_hook(lambda *_: 1)
    bench.measure("bad", bench.raises(optimizer.step).partition(":")[0])
