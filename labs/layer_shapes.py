"""What layers do to a shape: convolution, pools and Flatten, by the formula of their pages."""

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="A window leaves (n - kernel) // stride + 1 places; Flatten keeps the batch apart.",
    topic="modules",
    knobs={
        "layer": Knob(
            "Conv2d", choices=("Conv2d", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "Flatten")
        ),
        "size": Knob(28, low=8, high=64, help="height and width of the image, of 3 channels"),
        "kernel": Knob(5, low=1, high=7),
        "stride": Knob(2, low=1, high=4),
    },
    measures={
        "shape": "shape that comes out for two images",
        "formula": "the shape by the formula (4 places for AdaptiveAvgPool2d(4), whatever came in)",
        "parameters": "numbers that the optimizer gets",
        "moved": "how many of them a step of SGD moves",
    },
    source="torch.nn.Conv2d, torch.nn.MaxPool2d, torch.nn.Flatten",
)
def layer_shapes(bench: Bench, layer: str, size: int, kernel: int, stride: int) -> None:
    torch.manual_seed(bench.seed)
    layers: dict[str, nn.Module] = {
        "Conv2d": nn.Conv2d(3, 6, kernel, stride),
        "MaxPool2d": nn.MaxPool2d(kernel, stride),
        "AvgPool2d": nn.AvgPool2d(kernel, stride),
        "AdaptiveAvgPool2d": nn.AdaptiveAvgPool2d(4),
        "Flatten": nn.Flatten(),
    }
    net = layers[layer].to(bench.device, bench.dtype)
    images = torch.rand(2, 3, size, size, dtype=bench.dtype).to(bench.device).requires_grad_()
    out = net(images)
    places = 4 if layer == "AdaptiveAvgPool2d" else (size - kernel) // stride + 1
    channels = 6 if layer == "Conv2d" else 3
    flat = layer == "Flatten"
    bench.measure("shape", list(out.shape))
    bench.measure("formula", [2, 3 * size**2] if flat else [2, channels, places, places])
    before = [p.detach().clone() for p in net.parameters()]
    bench.measure("parameters", sum(p.numel() for p in before))
    out.sum().backward()
    if before:
        bench.optim.SGD(net.parameters(), lr=0.1).step()
    pairs = zip(net.parameters(), before, strict=True)
    bench.measure("moved", sum(int((p != old).sum()) for p, old in pairs))
