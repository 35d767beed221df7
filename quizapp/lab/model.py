"""Words of the lab: knobs, jobs, outcomes, verdicts. Plain values that cross the process border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from quizapp.lab.isolation.level import Level

Measured = float | int | bool | str | None | list["Measured"]
"""A measurement: plain data that JSON can carry."""


class Verdict(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Knob:
    """A typed, bounded parameter of a lab. ``kind`` is float, int, bool or choice."""

    name: str
    kind: str
    default: float | int | bool | str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    help: str = ""


PLOTS: Mapping[str, str] = {
    "lines": "each series as a line of its own",
    "contour": "each series as a path (x0, x1) over the landscape that the knob `surface` names",
    "bars": "each list of numbers measured as bars, named by a list of texts as long; without "
    "lists, each number",
    "spectrum": "each list measured and each series as marks on one axis: where their numbers lie",
    "heatmap": "each matrix measured as cells, darker where the number is larger",
}
"""How a lab's outcome can be drawn. All but ``contour`` draw the series as lines as well."""


@dataclass(frozen=True, slots=True)
class LabInfo:
    """What can be known of a lab without running it (read from its source, never executed).

    ``measures`` and ``series`` map a name to its meaning. ``origin`` is the file it lives in,
    ``seconds`` the time that a run may take, ``plot`` one of ``PLOTS``. ``deck`` is the file of the
    deck that brings it; empty when shipped.
    """

    name: str
    claim: str
    topic: str
    knobs: tuple[Knob, ...]
    measures: Mapping[str, str]
    series: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    origin: str = ""
    seconds: float = 10.0
    plot: str = "lines"
    deck: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One run to do: a declarative experiment (``kind='optimizer'``) or a code lab (``'code'``).

    ``knobs`` are complete and validated. ``origin`` is the code lab's file, ``deck`` is as
    in ``LabInfo``. ``device`` is cpu, cuda, mps or auto. ``seconds`` and ``megabytes`` bound the
    run.
    """

    kind: str
    name: str
    knobs: Mapping[str, object]
    origin: str = ""
    device: str = "auto"
    seed: int = 0
    seconds: float = 10.0
    megabytes: int = 2048
    deck: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to.

    ``verdict`` is HOLDS when the run finished and our optimizer agrees with torch's, FAILS when
    they disagree, ERROR when it died (``reason`` says how), SKIPPED when it could not be tried.
    ``gap`` is the largest difference between ours and torch's over all measurements and series.
    ``series`` maps a name to all its points, ``(x, y)``, in the order in which they came.
    ``theirs`` is what torch's run measured where it is not the very same; of a series its values.
    ``isolation`` is what the run was kept from; None where that is not remembered, or nothing was
    run, of which an empty ``device`` tells.
    ``misused`` says that the job turned a knob which this experiment does not have: its mutant took
    no part.
    """

    verdict: Verdict
    reason: str = ""
    measures: Mapping[str, Measured] = field(default_factory=dict)
    series: Mapping[str, list[tuple[float, float]]] = field(default_factory=dict)
    theirs: Mapping[str, Measured] = field(default_factory=dict)
    gap: float | None = None
    agrees: bool | None = None
    seed: int = 0
    device: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    output: str = ""
    isolation: Level | None = None
    misused: bool = False

    @property
    def word(self) -> str:
        """The verdict for people: a run that was compared with nothing has only measured."""
        only_measured = self.verdict is Verdict.HOLDS and self.agrees is None
        return "measured" if only_measured else self.verdict.value


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a series, sent while the run goes on."""

    series: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, 0 to 1, and what it is doing."""

    fraction: float
    note: str = ""
