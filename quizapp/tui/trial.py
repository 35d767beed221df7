"""One run on the bench: what it has sent so far, then what it came to. Draws nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from quizapp.lab.client import LabClient, Pace
from quizapp.lab.foretell import Guesses, Judged, judged
from quizapp.lab.model import Job, Outcome, Point, Progress

Points = dict[str, list[tuple[float, float]]]


@dataclass
class Trial:
    """A run and its curves. ``changed`` says that there is something new to draw."""

    job: Job
    points: Points = field(default_factory=dict)
    fraction: float = 0.0
    note: str = ""
    outcome: Outcome | None = None
    stopped: bool = False
    changed: bool = True
    pace: Pace = field(default_factory=Pace)
    guesses: Guesses = field(default_factory=dict)

    @property
    def judged(self) -> list[Judged]:
        """What was guessed of it before it ran, beside what came."""
        if self.outcome is None:
            return []
        return judged(self.guesses, self.outcome.measures, self.points)

    @property
    def is_over(self) -> bool:
        return self.stopped or self.outcome is not None

    async def run(self, client: LabClient) -> None:
        """Run it; cancelling ends it at once."""
        try:
            outcome = await client.run(self.job, self._hear, self.pace)
            # It has every point; of those sent on the way, a quick run's may be missing.
            self.points = {**self.points, **outcome.series}
            self.outcome = outcome
            self.fraction = 1.0
        finally:
            self.stopped = self.outcome is None
            self.changed = True

    def _hear(self, event: Point | Progress) -> None:
        self.changed = True
        if isinstance(event, Progress):
            self.fraction, self.note = event.fraction, event.note
        else:
            self.points.setdefault(event.series, []).append((event.x, event.y))


def finished(job: Job, outcome: Outcome) -> Trial:
    """A run of another day."""
    return Trial(job, dict(outcome.series), 1.0, outcome=outcome, changed=True)
