"""shuffle=True: what decides the order, and whether it comes back after an interruption."""

import torch
from torch.utils.data import DataLoader, TensorDataset

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Each epoch has a new order; the same seed gives the same epochs, so the same weights.",
    topic="tensors and data",
    knobs={
        "shuffle": Knob(True),
        "seeded": Knob(
            "both", choices=("both", "first"), help="runs whose generator gets the seed"
        ),
        "epochs": Knob(2, low=2, high=20),
    },
    measures={
        "first_epoch": "order of the samples in the first epoch",
        "second_epoch": "order in the second",
        "reordered": "is the second another order than the first",
        "repeated": "do both runs see the same orders",
        "same_weights": "do both runs end with the same weight, to the last bit",
        "all_seen": "is every sample in every epoch once",
    },
    source="torch.utils.data.DataLoader: shuffle, generator",
)
def shuffle_seed(bench: Bench, shuffle: bool, seeded: str, epochs: int) -> None:
    runs, ends = [], []
    for run in range(2):
        order = torch.Generator()
        order.manual_seed(bench.seed if run == 0 or seeded == "both" else bench.seed + 1)
        data = TensorDataset(torch.arange(8))
        loader = DataLoader(data, batch_size=1, shuffle=shuffle, generator=order)
        x = bench.param([0.0])
        optimizer = bench.optim.SGD([x], lr=0.3)
        seen: list[list[int]] = []
        for _ in range(epochs):
            seen.append([])
            for (sample,) in loader:
                seen[-1].append(int(sample))
                optimizer.zero_grad()
                ((x - int(sample)) ** 2).sum().backward()
                optimizer.step()
        runs.append(seen)
        ends.append(x.item())
    bench.measure("first_epoch", runs[0][0])
    bench.measure("second_epoch", runs[0][1])
    bench.measure("reordered", runs[0][0] != runs[0][1])
    bench.measure("repeated", runs[0] == runs[1])
    bench.measure("same_weights", ends[0] == ends[1])
    bench.measure("all_seen", all(sorted(epoch) == list(range(8)) for epoch in runs[0]))
