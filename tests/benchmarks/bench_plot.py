"""Drawing in cells at 120x40: a live picture, and a landscape seen for the first time."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable

from quizapp.lab.surfaces import SURFACES
from quizapp.plot import svg
from quizapp.plot.chart import chart
from quizapp.plot.contour import contour, terrain
from quizapp.plot.heatmap import heatmap
from quizapp.plot.runs import Series

ROUNDS = 60
WIDTH, HEIGHT = 120, 40


def rows() -> list[tuple[str, float, str]]:
    """(name, figure, bound) of each measurement, in milliseconds."""
    spiral = [
        Series(
            str(n), tuple((_spiral(n, i, math.cos), _spiral(n, i, math.sin)) for i in range(200))
        )
        for n in range(4)
    ]
    curves = [
        Series(str(n), tuple((float(i), math.exp(-i / (20 + 9 * n))) for i in range(200)))
        for n in range(4)
    ]
    matrix = [[math.sin(i / 7) * math.cos(j / 9) for j in range(110)] for i in range(38)]
    surface = SURFACES["rosenbrock"]
    field = surface.field()

    def anew() -> None:
        terrain.cache_clear()
        contour(field, spiral, WIDTH, HEIGHT, surface.view)

    return [
        ("contour of 4 paths of 200, new ground, ms", median(anew), "<= 10"),
        (
            "contour of 4 paths of 200, known ground, ms",
            median(lambda: contour(field, spiral, WIDTH, HEIGHT, surface.view)),
            "<= 10",
        ),
        ("chart of 4 series of 200, ms", median(lambda: chart(curves, WIDTH, HEIGHT)), "<= 16"),
        ("heat map of 38 x 110, ms", median(lambda: heatmap(matrix, WIDTH, HEIGHT)), "<= 16"),
        (
            "landscape as SVG, ms",
            median(lambda: svg.landscape("", field, spiral, surface.view)),
            "",
        ),
    ]


def _spiral(number: int, step: int, wave: Callable[[float], float]) -> float:
    """A coordinate of a path that winds inwards."""
    return 1.8 * math.exp(-step / (60 + 20 * number)) * wave(step / 9 + number)


def median(draw: Callable[[], object]) -> float:
    """Milliseconds of this thread: what else the machine does is no part of a drawing."""
    times = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        draw()
        times.append(time.thread_time() - start)
    return statistics.median(times) * 1000
