"""Loading an optimizer's state into parameters that come in another order."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="state_dict keys 0..n-1 are positions, not names: in another order, buffers swap.",
    topic="state and checkpoints",
    knobs={
        "reordered": Knob(True, help="the new optimizer gets the parameters in reverse"),
        "momentum": Knob(0.9, low=0.1, high=0.99),
    },
    measures={
        "keys": "keys of the saved state",
        "before": "momentum of a and of b when saved",
        "after": "momentum of a and of b after loading",
        "raised": "what load_state_dict raised, empty if nothing",
        "swapped": "has each got the other's momentum",
    },
    series={"a": "a, before and after loading", "b": "b, before and after loading"},
    source="torch.optim.Optimizer.load_state_dict",
)
def state_keys_are_positions(bench: Bench, reordered: bool, momentum: float) -> None:
    a, b = bench.param([1.0]), bench.param([1.0])
    saved = bench.optim.SGD([a, b], lr=0.1, momentum=momentum)
    (1 * a + 100 * b).sum().backward()
    saved.step()
    checkpoint = saved.state_dict()
    bench.measure("keys", list(checkpoint["state"]))
    before = [saved.state[p]["momentum_buffer"].item() for p in (a, b)]
    bench.measure("before", before)

    order = [b, a] if reordered else [a, b]
    fresh = bench.optim.SGD(order, lr=0.1, momentum=momentum)
    bench.measure("raised", bench.raises(lambda: fresh.load_state_dict(checkpoint)))
    after = [fresh.state[p]["momentum_buffer"].item() for p in (a, b)]
    bench.measure("after", after)
    bench.measure("swapped", after == before[::-1])
    for when, values in enumerate((before, after)):
        bench.point("a", when, values[0])
        bench.point("b", when, values[1])
