"""DataLoader: how many batches an epoch has, and what becomes of the last, smaller one."""

import torch
from torch.utils.data import DataLoader, TensorDataset

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="drop_last leaves out the samples of a last, smaller batch, and the step they make.",
    topic="tensors and data",
    knobs={
        "samples": Knob(10, low=1, high=200),
        "batch_size": Knob(4, low=1, high=50),
        "drop_last": Knob(False),
    },
    measures={
        "sizes": "samples in each batch",
        "length": "len(loader)",
        "formula": "samples / batch_size, rounded up, or down with drop_last",
        "unseen": "samples that the epoch does not see",
        "moved": "distance by which SGD (lr 0.1) goes in an epoch, with gradients of 1",
    },
    source="torch.utils.data.DataLoader",
)
def loader_batches(bench: Bench, samples: int, batch_size: int, drop_last: bool) -> None:
    data = TensorDataset(torch.arange(samples, dtype=bench.dtype))
    loader = DataLoader(data, batch_size=batch_size, drop_last=drop_last)
    x = bench.param([0.0])
    optimizer = bench.optim.SGD([x], lr=0.1)
    sizes = []
    for (batch,) in loader:
        sizes.append(len(batch))
        optimizer.zero_grad()
        (x * torch.ones_like(batch, device=bench.device)).mean().backward()
        optimizer.step()
    bench.measure("sizes", sizes)
    bench.measure("length", len(loader))
    bench.measure("formula", samples // batch_size if drop_last else -(-samples // batch_size))
    bench.measure("unseen", samples - sum(sizes))
    bench.measure("moved", abs(x.item()))
