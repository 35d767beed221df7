"""Sequential built in three ways: the same layers, other names in the state_dict."""

from collections import OrderedDict

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="All three compute the same; only the names differ, so their state_dicts do not fit.",
    topic="modules",
    knobs={
        "way": Knob("arguments", choices=("arguments", "OrderedDict", "add_module")),
        "steps": Knob(5, low=0, high=50, help="of SGD"),
    },
    measures={
        "names": "names in the state_dict",
        "output": "what comes out for an input of ones, after the steps",
        "same": "is it what the net built from arguments gives",
        "loads": "what loading its state_dict into that net raises; empty when it fits",
    },
    series={"loss": "the loss before each step"},
    source="torch.nn.Sequential",
)
def sequential_ways(bench: Bench, way: str, steps: int) -> None:
    ends = []
    for built in ("arguments", way):
        torch.manual_seed(bench.seed)
        layers = {"first": nn.Linear(2, 3), "act": nn.ReLU(), "last": nn.Linear(3, 1)}
        net = nn.Sequential(*layers.values())
        if built == "OrderedDict":
            net = nn.Sequential(OrderedDict(layers))
        elif built == "add_module":
            net = nn.Sequential()
            for name, layer in layers.items():
                net.add_module(name, layer)
        net.to(bench.device, bench.dtype)
        optimizer = bench.optim.SGD(net.parameters(), lr=0.1)
        ones = torch.ones(1, 2, dtype=bench.dtype, device=bench.device)
        for step in range(steps):
            optimizer.zero_grad()
            loss = (net(ones) - 1).square().sum()
            loss.backward()
            if built is way:
                bench.point("loss", step, loss)
            optimizer.step()
        ends.append((net, net(ones)))
    (plain, expected), (net, output) = ends
    bench.measure("names", list(net.state_dict()))
    bench.measure("output", output.item())
    bench.measure("same", torch.equal(output, expected))
    raised = bench.raises(lambda: plain.load_state_dict(net.state_dict()))
    bench.measure("loads", raised.partition(":")[0])
