"""Tune it: get the loss down to the target in the fewest steps by turning two knobs. Rules only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from quizapp.games.courses import COURSES, Course, Settings, Track, track
from quizapp.lab.model import Job, Outcome

TRIES = 6

_HOUSE_TRIES = 4


@dataclass(frozen=True, slots=True)
class Dial:
    """A knob with notches. ``key`` is the optimizer's keyword; ``beta1`` stands for betas[0]."""

    name: str
    key: str
    notches: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """What is tuned: an optimizer on a course. ``name`` is what a score is kept under."""

    name: str
    opt: str
    course: Course
    dials: tuple[Dial, Dial]
    options: Settings


def _rates(*around: float) -> Dial:
    return Dial("lr", "lr", around)


_SMALL = (0.0003, 0.0005, 0.001, 0.002, 0.003, 0.004, 0.005, 0.007, 0.01, 0.02, 0.03)
_LARGE = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0)
_MIDDLE = (0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.15)
_MOMENTA = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99)

LEVELS: tuple[Level, ...] = (
    Level(
        "sgd-valley",
        "SGD",
        COURSES["Long Valley"],
        (_rates(*_LARGE), Dial("momentum", "momentum", _MOMENTA)),
        {},
    ),
    Level(
        "sgd-ravine",
        "SGD",
        COURSES["The Ravine"],
        (_rates(*_MIDDLE), Dial("momentum", "momentum", _MOMENTA)),
        {},
    ),
    Level(
        "nesterov-banana",
        "SGD",
        COURSES["Banana Bend"],
        (_rates(*_SMALL), Dial("momentum", "momentum", _MOMENTA[1:])),
        {"nesterov": True},
    ),
    Level(
        "adam-inns",
        "Adam",
        COURSES["Four Inns"],
        (_rates(*_LARGE), Dial("β₁", "beta1", _MOMENTA)),
        {},
    ),
    Level(
        "adam-banana",
        "Adam",
        COURSES["Banana Bend"],
        (_rates(*_LARGE), Dial("β₁", "beta1", _MOMENTA)),
        {},
    ),
    Level(
        "rmsprop-beale",
        "RMSprop",
        COURSES["Beale's Corner"],
        (
            _rates(0.005, *_LARGE),
            Dial("α", "alpha", (0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999)),
        ),
        {},
    ),
)


class Stage(StrEnum):
    SCOUTING = "scouting"
    TURNING = "turning"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Try:
    """Where the dials stood, and what came of it."""

    values: tuple[float, float]
    track: Track


@dataclass(frozen=True, slots=True)
class Tune:
    """A game of a level. ``at`` is the notch of each dial, ``house`` the best of the house."""

    seed: int
    level: Level
    at: tuple[int, int]
    stage: Stage = Stage.SCOUTING
    house: int | None = None
    tries: tuple[Try, ...] = ()

    @property
    def values(self) -> tuple[float, float]:
        return self._values(self.at)

    def _values(self, at: tuple[int, int]) -> tuple[float, float]:
        first, second = self.level.dials
        return first.notches[at[0]], second.notches[at[1]]

    def scouts(self) -> tuple[Job, ...]:
        """The house's own tries, at random."""
        random = Random(f"tune house {self.seed}")
        spots = [_anywhere(self.level, random) for _ in range(_HOUSE_TRIES)]
        return tuple(self._job(self._values(at)) for at in spots)

    def scouted(self, outcomes: Sequence[Outcome]) -> Tune:
        """Keep the best of the house; ``None`` when the house never got there."""
        homes = [track(one, self.level.course.home).home for one in outcomes]
        best = min((home for home in homes if home is not None), default=None)
        return replace(self, house=best, stage=Stage.TURNING)

    def turn(self, dial: int, notches: int) -> Tune:
        """Turn a dial, at most to its end."""
        if self.stage is not Stage.TURNING:
            return self
        last = len(self.level.dials[dial].notches) - 1
        at = list(self.at)
        at[dial] = max(0, min(last, at[dial] + notches))
        return replace(self, at=(at[0], at[1]))

    def set(self, dial: int, value: float) -> Tune:
        """Turn a dial to the notch nearest to a value."""
        notches = self.level.dials[dial].notches
        nearest = min(range(len(notches)), key=lambda notch: abs(notches[notch] - value))
        return self.turn(dial, nearest - self.at[dial])

    def job(self) -> Job:
        """The run with the dials as they stand."""
        return self._job(self.values)

    @property
    def tried(self) -> bool:
        """Whether the dials stand where they stood before: that run would be the same."""
        return any(one.values == self.values for one in self.tries)

    def begin(self) -> Tune:
        """A try is being run; one that was made before is not made again."""
        may = self.stage is Stage.TURNING and not self.tried
        return replace(self, stage=Stage.RUNNING) if may else self

    def ran(self, outcome: Outcome) -> Tune:
        """A try is done. One that could not be run at all is not counted."""
        done = track(outcome, self.level.course.home)
        if not done.losses:
            return replace(self, stage=Stage.TURNING)
        tries = (*self.tries, Try(self.values, done))
        return replace(
            self, tries=tries, stage=Stage.OVER if len(tries) == TRIES else Stage.TURNING
        )

    def enough(self) -> Tune:
        """End the game before the tries are used up."""
        return replace(self, stage=Stage.OVER)

    @property
    def best(self) -> Try | None:
        """The try that came home in the fewest steps."""
        home = [one for one in self.tries if one.track.home is not None]
        return min(home, key=lambda one: one.track.home or 0, default=None)

    def _job(self, values: tuple[float, float]) -> Job:
        set_to: dict[str, object] = {"opt": self.level.opt, **self.level.options}
        for dial, value in zip(self.level.dials, values, strict=True):
            if dial.key == "beta1":
                set_to["betas"] = [value, 0.999]
            else:
                set_to[dial.key] = value
        return self.level.course.job(set_to)


def deal(seed: int) -> Tune:
    """The game of a seed: a level, and where the dials stand at first."""
    random = Random(f"tune {seed}")
    level = random.choice(LEVELS)
    return Tune(seed, level, _timid(level, random))


def _timid(level: Level, random: Random) -> tuple[int, int]:
    """The least rate and little averaging: that arrives on no level, so there is work to do."""
    return 0, random.randrange(len(level.dials[1].notches) // 2)


def _anywhere(level: Level, random: Random) -> tuple[int, int]:
    first, second = level.dials
    return random.randrange(len(first.notches)), random.randrange(len(second.notches))
