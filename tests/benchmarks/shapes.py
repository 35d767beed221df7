"""Sets of parameter shapes to step: two models that people train, and a thousand tiny tensors."""

from __future__ import annotations

Shape = tuple[int, ...]


def _resnet18() -> list[Shape]:
    """11.7 M elements in 62 tensors."""
    shapes: list[Shape] = [(64, 3, 7, 7), (64,), (64,)]
    before = 64
    for width in (64, 128, 256, 512):
        for block in range(2):
            shapes += [(width, before, 3, 3), (width,), (width,)]
            shapes += [(width, width, 3, 3), (width,), (width,)]
            if block == 0 and width > 64:
                shapes += [(width, before, 1, 1), (width,), (width,)]
            before = width
    return [*shapes, (1000, 512), (1000,)]


def _gpt2() -> list[Shape]:
    """124 M elements in 148 tensors."""
    d = 768
    layer: list[Shape] = [(d,), (d,), (d, 3 * d), (3 * d,), (d, d), (d,)]
    layer += [(d,), (d,), (d, 4 * d), (4 * d,), (4 * d, d), (d,)]
    return [(50257, d), (1024, d), *(layer * 12), (d,), (d,)]


SHAPES: dict[str, list[Shape]] = {
    "ResNet-18": _resnet18(),
    "GPT-2": _gpt2(),
    "1,000 tiny": [(17,)] * 1000,
}
