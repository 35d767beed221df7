"""NAdam's momentum μ, which is not β1 from the start but grows towards it."""

import torch

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="NAdam's momentum is scheduled: β1(1 - 0.96^(tψ)/2), half of β1 first, then all of it.",
    topic="adaptive rates",
    knobs={
        "beta1": Knob(0.9, low=0.1, high=0.99),
        "decay": Knob(0.004, low=0.0, high=0.5, help="momentum_decay ψ"),
        "steps": Knob(100, low=2, high=300),
    },
    measures={
        "first": "momentum of step 1, read from the product that the state keeps",
        "last": "momentum of the last step",
        "predicted": "β1(1 - 0.96^(tψ)/2) at the last step",
        "first_step": "length of the first step, in units of lr",
    },
    series={"momentum": "momentum of each step", "product": "mu_product, of all so far"},
    source="Dozat 2016; torch.optim.NAdam",
)
def nadam_momentum_schedule(bench: Bench, beta1: float, decay: float, steps: int) -> None:
    lr = 0.01
    x = bench.param([0.0])
    optimizer = bench.optim.NAdam([x], lr=lr, betas=(beta1, 0.999), momentum_decay=decay)
    product, momenta = 1.0, []
    for step in range(1, steps + 1):
        x.grad = torch.ones_like(x)
        optimizer.step()
        if step == 1:
            bench.measure("first_step", -x.item() / lr)
        now = optimizer.state[x]["mu_product"].item()
        if now < 1e-30 or product < 1e-30:  # single precision has no more to say
            break
        momenta.append(now / product)
        product = now
        bench.point("momentum", step, momenta[-1])
        bench.point("product", step, product)
    bench.measure("first", momenta[0])
    bench.measure("last", momenta[-1])
    bench.measure("predicted", beta1 * (1 - 0.5 * 0.96 ** (len(momenta) * decay)))
