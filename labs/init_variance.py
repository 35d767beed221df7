"""Initialisers through depth: whether a signal dies, explodes, or comes through a deep net."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Kaiming keeps a signal's size through ReLUs, Xavier through linear or tanh layers.",
    topic="initialisation",
    knobs={
        "init": Knob(
            "kaiming",
            choices=("kaiming", "kaiming_uniform", "xavier", "xavier_uniform", "normal", "default"),
            help="normal has standard deviation 0.01; default is that of nn.Linear",
        ),
        "activation": Knob("relu", choices=("relu", "tanh", "linear")),
        "depth": Knob(20, low=1, high=50, unit="layers"),
        "width": Knob(256, low=16, high=512),
    },
    measures={
        "first": "root mean square of the signal after the first layer (it enters with 1)",
        "last": "the same after the last",
        "per_layer": "factor of each layer, on average",
        "grad_moved": "how far one step of SGD down the mean square moves the first layer",
    },
    series={"log10 rms": "log10 of the root mean square after each layer"},
    source="torch.nn.init; He et al. 2015; Glorot & Bengio 2010",
)
def init_variance(bench: Bench, init: str, activation: str, depth: int, width: int) -> None:
    torch.manual_seed(bench.seed)
    fill: Callable[[Tensor], Tensor] = {
        "kaiming": lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu"),
        "kaiming_uniform": lambda w: nn.init.kaiming_uniform_(w, nonlinearity="relu"),
        "xavier": nn.init.xavier_normal_,
        "xavier_uniform": nn.init.xavier_uniform_,
        "normal": lambda w: nn.init.normal_(w, std=0.01),
    }.get(init, lambda w: w)
    act: Callable[[Tensor], Tensor] = {"relu": torch.relu, "tanh": torch.tanh}.get(
        activation, lambda x: x
    )
    layers = [nn.Linear(width, width, bias=False, dtype=bench.dtype) for _ in range(depth)]
    x = torch.randn(64, width, dtype=bench.dtype).to(bench.device)
    sizes = [1.0]
    for n, layer in enumerate(layers, 1):
        fill(layer.to(bench.device).weight)
        x = act(layer(x))
        sizes.append(x.detach().square().mean().sqrt().item())
        bench.point("log10 rms", n, torch.tensor(sizes[-1] + 1e-300).double().log10())
    before = layers[0].weight.detach().clone()
    x.square().mean().backward()
    bench.optim.SGD(layers[0].parameters(), lr=1.0).step()
    bench.measure("first", sizes[1])
    bench.measure("last", sizes[-1])
    bench.measure("per_layer", (sizes[-1] / sizes[0]) ** (1 / depth))
    bench.measure("grad_moved", (layers[0].weight - before).norm())
