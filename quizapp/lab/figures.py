"""What there is to draw of a run: its series and measurements as figures. Runs nothing, no torch.

A figure is data with a title; ``draw`` gives it as cells and ``svg`` as a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from quizapp.lab.declarative import experiment
from quizapp.lab.formula import FormulaError
from quizapp.lab.model import Job, LabInfo, Measured
from quizapp.lab.surfaces import Surface, surface
from quizapp.plot.chart import chart
from quizapp.plot.contour import contour
from quizapp.plot.runs import Line, Series

Points = Sequence[tuple[float, float]]

SURFACE = "surface"
"""The knob of a code lab that names the landscape its paths run over."""


class Figure(Protocol):
    """A drawing that does not know its size yet."""

    @property
    def title(self) -> str: ...

    @property
    def height(self) -> int:
        """Lines in which it reads well."""
        ...

    def draw(self, width: int, height: int) -> tuple[Line, ...]: ...


@dataclass(frozen=True)
class Curves:
    """Series on common axes."""

    title: str
    series: tuple[Series, ...]
    height: int = 8

    def draw(self, width: int, height: int) -> tuple[Line, ...]:
        return chart(self.series, width, height)


@dataclass(frozen=True)
class Landscape:
    """Paths over the loss that they descend."""

    title: str
    ground: Surface
    paths: tuple[Series, ...]
    height: int = 20

    def draw(self, width: int, height: int) -> tuple[Line, ...]:
        view = self.ground.view
        if view is not None:
            view = view.with_points([path.points[0] for path in self.paths if path.points])
        return contour(self.ground.field(), self.paths, width, height, view)


def figures(
    job: Job,
    labs: Mapping[str, LabInfo],
    series: Mapping[str, Points],
    measures: Mapping[str, Measured],
) -> list[Figure]:
    """Everything to draw of a run, the most telling first.

    Args:
        labs: the code labs there are; they say how they want to be drawn.
        series: points by name, all of them or those that have come so far.
        measures: what was measured; empty while the run goes on.
    """
    del measures
    ground = ground_of(job, labs)
    found: list[Figure] = []
    if ground is not None:
        walked = paths(job, series)
        found += [Landscape(ground.formula, ground, walked)] if walked else []
        series = {name: points for name, points in series.items() if _is_beside(job, name)}
    found += [
        Curves(name, (Series(name, tuple(points)),))
        for name, points in series.items()
        if len(points) > 1
    ]
    return found


def ground_of(job: Job, labs: Mapping[str, LabInfo]) -> Surface | None:
    """The landscape under a run's paths; None where it has none."""
    if job.kind == "optimizer":
        try:
            checked = experiment(job.knobs)
        except ValueError:
            return None
        return surface(str(job.knobs.get("loss", "x**2"))) if len(checked.start) == 2 else None
    info = labs.get(Path(job.origin).stem)
    if info is None or info.plot != "contour":
        return None
    found = surface(str(job.knobs.get(SURFACE, "")))
    try:
        found.field()
    except FormulaError:
        return None
    return found


def paths(job: Job, series: Mapping[str, Points], name: str = "") -> tuple[Series, ...]:
    """The paths of a run over its landscape.

    Args:
        name: what to call the path of an optimizer lab; by default after its optimizer.
    """
    if job.kind != "optimizer":
        return tuple(Series(name, tuple(points)) for name, points in series.items())
    pairs = zip(series.get("x0", ()), series.get("x1", ()), strict=False)
    walked = tuple((x, y) for (_, x), (_, y) in pairs)
    return (Series(name or str(job.knobs["opt"]), walked),) if walked else ()


def _is_beside(job: Job, name: str) -> bool:
    """Whether a series is a curve, where the others are paths over a landscape."""
    return job.kind == "optimizer" and name not in ("x0", "x1")
