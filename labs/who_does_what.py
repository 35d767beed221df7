"""Which of the four calls of a training step fills the gradient, moves the weight, clears up."""

from collections.abc import Callable

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="backward() fills the gradient, step() moves the weight, zero_grad() drops the gradient.",
    topic="training loop",
    knobs={"call": Knob("step", choices=("forward", "backward", "step", "zero_grad"))},
    measures={
        "moved": "did this call change the weight",
        "filled": "was there no gradient before this call, and one after it",
        "dropped": "was there a gradient before this call, and none after it",
        "mover": "the calls, of all four, that changed the weight",
        "doers": "the calls that filled .grad, read it and cleared it, in this order",
    },
    source="torch.optim: taking an optimization step",
)
def who_does_what(bench: Bench, call: str) -> None:
    x = bench.param([1.0])
    optimizer = bench.optim.SGD([x], lr=0.1)
    losses: list[torch.Tensor] = []
    calls: dict[str, Callable[[], object]] = {
        "forward": lambda: losses.append((x**2).sum()),
        "backward": lambda: losses[0].backward(),
        "step": optimizer.step,
        "zero_grad": optimizer.zero_grad,
    }
    movers: list[str] = []
    verbs: dict[str, str] = {}
    for name, do in calls.items():  # all four in order, one of them watched
        weight, grad = x.item(), None if x.grad is None else x.grad.item()
        do()
        had, has = grad is not None, x.grad is not None
        if x.item() != weight:
            movers.append(name)
        verbs[name] = _verb(grad, x, weight)
        if name == call:
            bench.measure("moved", x.item() != weight)
            bench.measure("filled", has and not had)
            bench.measure("dropped", had and not has)
    bench.measure("mover", ", ".join(movers))
    doers = {verb: name for name, verb in verbs.items()}
    named = [doers.get(verb, "none") for verb in ("fills", "reads", "clears")]
    bench.measure("doers", [f"{name}()" for name in named])


def _verb(grad: float | None, x: torch.Tensor, weight: float) -> str:
    """What a call did to x.grad; it read it if it moved x by lr (0.1) of what was there before."""
    if x.grad is None:
        return "ignores" if grad is None else "clears"
    if grad is None:
        return "fills"
    moved = abs(weight - x.item() - 0.1 * grad) < 1e-6
    return "reads" if moved and x.grad.item() == grad else "ignores"
