"""SGD's momentum buffer after its first and second step, under a constant gradient of 1."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="The first buffer is the gradient itself; dampening starts at the second step.",
    topic="descent and momentum",
    knobs={
        "momentum": Knob(0.9, low=0.01, high=0.99),
        "dampening": Knob(0.5, low=0.0, high=1.0),
        "steps": Knob(10, low=2, high=100),
    },
    measures={
        "first": "the buffer after step 1",
        "second": "the buffer after step 2",
        "last": "the buffer after the last step",
        "limit": "what it tends to: (1 - dampening) / (1 - momentum)",
    },
    series={"buffer": "the buffer", "ema": "an average of the same gradients, begun at 0"},
    source="torch.optim.SGD",
)
def first_momentum_buffer(bench: Bench, momentum: float, dampening: float, steps: int) -> None:
    x = bench.param([0.0])
    optimizer = bench.optim.SGD([x], lr=0.1, momentum=momentum, dampening=dampening)
    ema = 0.0
    buffer = 0.0
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        x.sum().backward()
        optimizer.step()
        buffer = optimizer.state[x]["momentum_buffer"].item()
        ema = momentum * ema + (1 - dampening)
        bench.point("buffer", step, buffer)
        bench.point("ema", step, ema)
        bench.progress(step / steps)
        if step <= 2:
            bench.measure("first" if step == 1 else "second", buffer)
    bench.measure("last", buffer)
    bench.measure("limit", (1 - dampening) / (1 - momentum))
