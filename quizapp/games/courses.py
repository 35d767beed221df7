"""The grounds that games are played on: a loss of two variables, a start, and what counts as home.

What happened on one is read here too, from what a run sent back. Nothing is run here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.lab.model import Job, Outcome, Verdict
from quizapp.lab.surfaces import SURFACES

Settings = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Course:
    """A loss and a start. Whoever gets the loss down to ``home`` within ``steps`` has arrived."""

    name: str
    loss: str
    start: tuple[float, float]
    home: float = 0.01
    steps: int = 200

    def job(self, settings: Settings, start: tuple[float, float] | None = None) -> Job:
        """The run of an optimizer on this course."""
        own = {"start": list(start or self.start), "loss": self.loss, "steps": self.steps}
        return Job("optimizer", self.name, {**settings, **own}, device="cpu")


COURSES = {
    course.name: course
    for course in (
        Course("Long Valley", SURFACES["valley"].formula, (-9.0, 3.0)),
        Course("The Ravine", "x0**2/2 + 10*x1**2", (4.0, 1.0)),
        Course("Banana Bend", SURFACES["rosenbrock"].formula, (-1.2, 1.0), home=0.3, steps=300),
        Course("Beale's Corner", SURFACES["beale"].formula, (1.0, 1.0)),
        Course("Four Inns", SURFACES["himmelblau"].formula, (-0.3, -0.9)),
    )
}


@dataclass(frozen=True, slots=True)
class Track:
    """What a run did: its losses and places step by step, and when it came home, if it did.

    ``lost`` says that its loss became infinite or no number; ``reason`` why there is no run.
    """

    losses: tuple[float, ...] = ()
    path: tuple[tuple[float, float], ...] = ()
    home: int | None = None
    reason: str = ""

    @property
    def lost(self) -> bool:
        return not self.losses or not math.isfinite(self.losses[-1])

    @property
    def low(self) -> float:
        """The least loss it saw; infinite when it saw none."""
        return min((loss for loss in self.losses if math.isfinite(loss)), default=math.inf)

    def at(self, step: int) -> float:
        """Its loss at a step; the last one after its end."""
        return self.losses[min(step, len(self.losses) - 1)] if self.losses else math.nan


def track(outcome: Outcome, home: float) -> Track:
    """Read a run on a course."""
    if outcome.verdict in (Verdict.ERROR, Verdict.SKIPPED):
        return Track(reason=outcome.reason)
    losses = tuple(y for _, y in outcome.series.get("loss", ()))
    xs, ys = (tuple(y for _, y in outcome.series.get(name, ())) for name in ("x0", "x1"))
    arrived = next((step for step, loss in enumerate(losses) if loss <= home), None)
    reason = "" if losses else str(outcome.measures.get("raised", ""))
    return Track(losses, tuple(zip(xs, ys, strict=False)), arrived, reason)
