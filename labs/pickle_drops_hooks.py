"""An optimizer copied with deepcopy or pickle: what comes along, and what is left behind."""

import copy
import pickle

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A copied optimizer has groups, state, defaults and parameters of its own, but no hooks.",
    topic="inside an optimizer",
    knobs={
        "how": Knob("deepcopy", choices=("deepcopy", "pickle")),
        "steps": Knob(2, low=1, high=20),
    },
    measures={
        "keys": "what the copy is made from (__getstate__)",
        "buffer": "the copy's momentum (the original's is the same)",
        "hooks": "hooks before the step that the copy has (the original has one)",
        "original_moved": "did a step of the copy move the original's parameter",
        "copy_moved": "did it move the copy's",
    },
    source="torch.optim.Optimizer.__getstate__",
)
def pickle_drops_hooks(bench: Bench, how: str, steps: int) -> None:
    x = bench.param([1.0])
    optimizer = bench.optim.SGD([x], lr=0.1, momentum=0.9)
    optimizer.register_step_pre_hook(_nothing)
    for _ in range(steps):
        optimizer.zero_grad()
        (x**2).sum().backward()
        optimizer.step()
    other = copy.deepcopy(optimizer) if how == "deepcopy" else pickle.loads(pickle.dumps(optimizer))
    (y,) = other.param_groups[0]["params"]
    before = x.item(), y.item()
    y.grad = y.detach() * 2
    bench.measure("keys", sorted(optimizer.__getstate__()))
    bench.measure("buffer", other.state[y]["momentum_buffer"].item())
    bench.measure("hooks", len(other._optimizer_step_pre_hooks))
    other.step()
    bench.measure("original_moved", x.item() != before[0])
    bench.measure("copy_moved", y.item() != before[1])


def _nothing(*_: object) -> None:
    """A hook that can be pickled."""
