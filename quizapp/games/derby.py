"""Optimizer Derby: bet on who reaches the valley first, then watch. The race is a real run.

Odds come from rehearsals: the same field from two starts nearby. Rules only; nothing is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from quizapp.games.courses import COURSES, Course, Settings, Track, track
from quizapp.lab.model import Job, Outcome

PURSE = 100
STAKES = (10, 25, 50)
LOAN = 50

RACE_SECONDS = 6.0
"""How long a race takes to watch."""

_FIELD = 4
_REHEARSALS = 2

_RATES = {
    "Long Valley": ((0.3, 0.6, 0.9), (0.03, 0.1, 0.3)),
    "The Ravine": ((0.03, 0.06, 0.09), (0.01, 0.03, 0.1)),
    "Banana Bend": ((0.001, 0.002, 0.003), (0.001, 0.003, 0.004)),
    "Beale's Corner": ((0.01, 0.03, 0.06), (0.003, 0.01, 0.02)),
    "Four Inns": ((0.003, 0.01, 0.02), (0.001, 0.003, 0.01)),
}
"""Learning rates for SGD without and with momentum on each course, the last of each a bold one.

The others scale their own steps and need no such care.
"""


class Stage(StrEnum):
    REHEARSING = "rehearsing"
    BETTING = "betting"
    LOADING = "loading"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Runner:
    """Who runs: an optimizer with its settings, and its odds (coins back for one staked)."""

    name: str
    settings: Settings
    odds: float = 0.0


@dataclass(frozen=True, slots=True)
class Derby:
    """One race of a meeting. ``seed`` and ``number`` decide course and field.

    ``off`` is when the race began, in seconds of the watcher's clock. ``paid`` is what came back.
    """

    seed: int
    course: Course
    field: tuple[Runner, ...]
    number: int = 1
    purse: int = PURSE
    stage: Stage = Stage.REHEARSING
    backed: int | None = None
    stake: int = 0
    tracks: tuple[Track, ...] = ()
    off: float = 0.0
    paid: int = 0

    def rehearsals(self) -> tuple[Job, ...]:
        """The field from each start nearby, one after the other."""
        random = Random(f"derby rehearsal {self.seed} {self.number}")
        jobs = []
        for _ in range(_REHEARSALS):
            x, y = (value * random.uniform(0.8, 1.2) for value in self.course.start)
            jobs += [self.course.job(runner.settings, (x, y)) for runner in self.field]
        return tuple(jobs)

    def rehearsed(self, outcomes: Sequence[Outcome]) -> Derby:
        """The odds, from what the rehearsals gave."""
        tracks = [track(outcome, self.course.home) for outcome in outcomes]
        strengths = []
        for place in range(len(self.field)):
            homes = [one.home for one in tracks[place :: len(self.field)]]
            # Not to arrive in rehearsal is a bad sign, not a verdict.
            speeds = [1 / max(home, 1) if home is not None else 0.0 for home in homes]
            strengths.append(sum(speeds) / len(speeds) + 0.25 / self.course.steps)
        total = sum(strengths)
        field = tuple(
            replace(runner, odds=_odds(strength / total))
            for runner, strength in zip(self.field, strengths, strict=True)
        )
        return replace(self, field=field, stage=Stage.BETTING)

    def stakes(self) -> tuple[int, ...]:
        """What can be staked: all there is, when it is less than the least stake."""
        return tuple(stake for stake in STAKES if stake <= self.purse) or (self.purse,)

    def bet(self, place: int, stake: int) -> Derby:
        """Back a runner; nothing happens when the stake cannot be paid."""
        if self.stage is not Stage.BETTING or stake not in self.stakes():
            return self
        return replace(
            self, backed=place, stake=stake, purse=self.purse - stake, stage=Stage.LOADING
        )

    def race(self) -> tuple[Job, ...]:
        """The race itself."""
        return tuple(self.course.job(runner.settings) for runner in self.field)

    def started(self, outcomes: Sequence[Outcome], now: float) -> Derby:
        """They are off."""
        tracks = tuple(track(outcome, self.course.home) for outcome in outcomes)
        return replace(self, tracks=tracks, off=now, stage=Stage.RUNNING)

    @property
    def length(self) -> int:
        """The step at which the last one that comes home does; all steps when nobody does."""
        homes = [one.home for one in self.tracks if one.home is not None]
        return max(1, *homes) if homes else self.course.steps

    def step(self, now: float) -> int:
        """The step that the watcher sees: slow at first, for the winner may be quick."""
        if self.stage is Stage.FINISHED:
            return self.length
        part = min(1.0, max(0.0, now - self.off) / RACE_SECONDS)
        return int(part**2 * self.length)

    def progress(self, place: int, step: int) -> float:
        """How far a runner has come down by a step: 0 at the start, 1 at home, by orders of size.

        Who climbs goes back, at most to the start.
        """
        one, home = self.tracks[place], self.course.home
        if one.home is not None and step >= one.home:
            return 1.0
        first, now = one.at(0), one.at(step)
        if not (0 < now < first):
            return 0.0
        return min(0.99, math.log(first / now) / math.log(first / home))

    def watched(self, now: float) -> Derby:
        """The race as of now: over, once the last step was seen."""
        over = self.stage is Stage.RUNNING and self.step(now) >= self.length
        return self.finished() if over else self

    def finished(self) -> Derby:
        """Go to the end, and pay out; a race that nobody wins gives the stake back."""
        if self.stage is not Stage.RUNNING:
            return self
        paid = 0
        if not self.winners:
            paid = self.stake
        elif self.backed is not None and self.backed in self.winners:
            paid = round(self.stake * self.field[self.backed].odds)
        return replace(self, stage=Stage.FINISHED, paid=paid, purse=self.purse + paid)

    @property
    def winners(self) -> tuple[int, ...]:
        """Who came home first; several in a dead heat, nobody when none arrived."""
        homes = [one.home for one in self.tracks if one.home is not None]
        if not homes:
            return ()
        return tuple(place for place, one in enumerate(self.tracks) if one.home == min(homes))

    @property
    def ranking(self) -> tuple[int, ...]:
        """Places in the field, the first one home first; those on the way by their lowest loss."""

        def merit(place: int) -> tuple[float, float]:
            one = self.tracks[place]
            return (float("inf") if one.home is None else one.home, one.low)

        return tuple(sorted(range(len(self.tracks)), key=merit))

    def next(self) -> Derby:
        """The next race. Who has nothing left is lent something."""
        purse = self.purse or LOAN
        return meet(self.seed, self.number + 1, purse)


def meet(seed: int, number: int = 1, purse: int = PURSE) -> Derby:
    """A race of the meeting of that seed."""
    random = Random(f"derby {seed} {number}")
    order = Random(f"derby {seed}").sample(list(COURSES.values()), len(COURSES))
    course = order[(number - 1) % len(order)]
    plain, heavy = _RATES[course.name]
    stable = [
        _runner("SGD", random.choice(plain)),
        _runner("SGD", random.choice(heavy), momentum=0.9),
        _runner("SGD", random.choice(heavy), momentum=0.9, nesterov=True),
        *(
            _runner(opt, random.choice((0.1, 0.3, 1.0)))
            for opt in ("Adam", "NAdam", "Adamax", "RMSprop", "Adagrad", "Rprop", "RAdam")
        ),
    ]
    return Derby(seed, course, tuple(random.sample(stable, _FIELD)), number, purse)


def _runner(opt: str, lr: float, **options: object) -> Runner:
    more = "".join(
        f" {name}" if value is True else f" {name} {value}" for name, value in options.items()
    )
    return Runner(f"{opt}{more}, lr {lr:g}", {"opt": opt, "lr": lr, **options})


def _odds(chance: float) -> float:
    """Coins back for one staked, to a tenth; the house keeps a little."""
    return min(25.0, max(1.1, round(0.9 / chance, 1)))
