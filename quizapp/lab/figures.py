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
from quizapp.plot import svg
from quizapp.plot.bars import bars
from quizapp.plot.chart import chart
from quizapp.plot.contour import contour, letter
from quizapp.plot.heatmap import heatmap
from quizapp.plot.runs import Line, Series
from quizapp.plot.spectrum import Spectrum, spectra
from quizapp.plot.window import Window

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

    def svg(self) -> str:
        return svg.curves(self.title, self.series)


@dataclass(frozen=True)
class Landscape:
    """Paths over the loss that they descend."""

    title: str
    ground: Surface
    paths: tuple[Series, ...]
    height: int = 20

    def draw(self, width: int, height: int) -> tuple[Line, ...]:
        return contour(self.ground.field(), self.paths, width, height, self._view())

    def svg(self) -> str:
        return svg.landscape(self.title, self.ground.field(), self.paths, self._view())

    def _view(self) -> Window | None:
        """The known view, with every start in it; None lets the paths decide."""
        view = self.ground.view
        starts = [path.points[0] for path in self.paths if path.points]
        return view and view.with_points(starts)


@dataclass(frozen=True)
class Bars:
    """Numbers beside each other."""

    title: str
    bars: tuple[tuple[str, float], ...]

    @property
    def height(self) -> int:
        return min(len(self.bars), 24)

    def draw(self, width: int, height: int) -> tuple[Line, ...]:
        return bars(self.bars, width, height)


@dataclass(frozen=True)
class Spectra:
    """Sets of numbers on one axis."""

    title: str
    sets: tuple[Spectrum, ...]

    @property
    def height(self) -> int:
        return len(self.sets) + 2

    def draw(self, width: int, height: int) -> tuple[Line, ...]:
        return spectra(self.sets, width, height)


@dataclass(frozen=True)
class Heat:
    """A matrix."""

    title: str
    matrix: tuple[tuple[float, ...], ...]

    @property
    def height(self) -> int:
        return min(len(self.matrix) + 1, 24)

    def draw(self, width: int, height: int) -> tuple[Line, ...]:
        return heatmap(self.matrix, width, height)


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
    info = labs.get(Path(job.origin).stem) if job.kind == "code" else None
    found = _of_measures(info.plot, measures, series) if info is not None else []
    drawn = landscape([("", job, series)], labs)
    if drawn is not None:
        found.append(drawn)
        series = {name: points for name, points in series.items() if _is_beside(job, name)}
    found += [
        Curves(name, (Series(name, tuple(points)),))
        for name, points in series.items()
        if len(points) > 1
    ]
    return found


def landscape(
    runs: Sequence[tuple[str, Job, Mapping[str, Points]]], labs: Mapping[str, LabInfo]
) -> Landscape | None:
    """The paths of several runs over the landscape of the last one; None where it has none.

    Args:
        runs: what to call each, the job, its points. A code lab has paths of its own: several
            runs of one are told apart by their letters, those of the table of runs.
    """
    if not runs:
        return None
    ground = _ground_of(runs[-1][1], labs)
    if ground is None:
        return None
    beside = [
        (letter(number), *run)
        for number, run in enumerate(runs)
        if _ground_of(run[1], labs) == ground
    ]
    several = len(beside) > 1
    walked = [
        path
        for run, told, job, points in beside
        for path in _paths(job, points, told if several else "", run if several else "")
    ]
    return Landscape(ground.formula, ground, tuple(walked)) if walked else None


def files(drawn: Sequence[Figure]) -> dict[str, str]:
    """The curves and landscapes among the figures as SVG files: their text by name."""
    kept = [figure for figure in drawn if isinstance(figure, Curves | Landscape)]
    names = ["landscape" if isinstance(one, Landscape) else one.title for one in kept]
    return {f"{name}.svg": one.svg() for name, one in zip(names, kept, strict=True)}


def _of_measures(
    plot: str, measures: Mapping[str, Measured], series: Mapping[str, Points]
) -> list[Figure]:
    """What a lab wants drawn of what it measured; what does not suit is passed over."""
    lists = {name: row for name, value in measures.items() if (row := _numbers(value))}
    if plot == "bars":
        drawn = _bars(measures, lists)
        return [Bars("measured", drawn)] if drawn else []
    if plot == "spectrum":
        lists |= {name: tuple(y for _, y in points) for name, points in series.items()}
        return [Spectra("measured", tuple(Spectrum(*one) for one in lists.items()))] * bool(lists)
    if plot == "heatmap":
        rows = {n: [_numbers(row) for row in x] for n, x in measures.items() if isinstance(x, list)}
        return [Heat(name, tuple(matrix)) for name, matrix in rows.items() if all(matrix)]
    return []


def _bars(
    measures: Mapping[str, Measured], lists: Mapping[str, tuple[float, ...]]
) -> tuple[tuple[str, float], ...]:
    """Numbers with their names: of lists, or where there are none of single measurements."""
    if not lists:
        return tuple((name, float(x)) for name, x in measures.items() if _is_number(x))  # type: ignore[arg-type]
    named: list[tuple[str, float]] = []
    for name, row in lists.items():
        labels = next(
            (texts for texts in map(_texts, measures.values()) if len(texts) == len(row)), ()
        )
        given = labels or tuple(f"{name} {i}" for i in range(len(row)))
        named += zip(given, row, strict=True)
    return tuple(named)


def _texts(value: Measured) -> tuple[str, ...]:
    """A list's texts; empty when it is no list of texts only."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return ()
    return tuple(map(str, value))


def _numbers(value: Measured) -> tuple[float, ...]:
    """A list's numbers; empty when it is no list of numbers only."""
    if not isinstance(value, list) or not all(map(_is_number, value)):
        return ()
    return tuple(map(float, value))  # type: ignore[arg-type]


def _is_number(value: Measured) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _ground_of(job: Job, labs: Mapping[str, LabInfo]) -> Surface | None:
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


def _paths(job: Job, series: Mapping[str, Points], name: str, run: str) -> tuple[Series, ...]:
    """The paths of a run over its landscape.

    Args:
        name: what to call the path of an optimizer lab; if empty, after its optimizer.
        run: the letter of the run among several; empty for one alone.
    """
    if job.kind != "optimizer":
        return tuple(
            Series(path, tuple(points), f"{run}{number}" if run else "")
            for number, (path, points) in enumerate(series.items(), 1)
        )
    pairs = zip(series.get("x0", ()), series.get("x1", ()), strict=False)
    walked = tuple((x, y) for (_, x), (_, y) in pairs)
    return (Series(name or str(job.knobs["opt"]), walked, run),) if walked else ()


def _is_beside(job: Job, name: str) -> bool:
    """Whether a series is a curve, where the others are paths over a landscape."""
    return job.kind == "optimizer" and name not in ("x0", "x1")
