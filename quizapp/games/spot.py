"""Spot the mutant: two trajectories, one is wrong. Which, and which bug? Rules only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from quizapp.games.suspects import SUSPECTS, Suspect
from quizapp.lab.misconceptions import misconceptions
from quizapp.lab.model import Job, Outcome, Verdict

ROUNDS = 5

_BELIEFS = 3


class Stage(StrEnum):
    LOADING = "loading"
    WHICH = "which"
    BUG = "bug"
    TOLD = "told"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Spot:
    """One round. ``order`` says where the mutant stands: 0 is A, 1 is B.

    ``beliefs`` are names of mutants, one of them the one that ran. ``points`` counts both
    questions of every round so far.
    """

    seed: int
    suspect: Suspect
    mutant_at: int
    beliefs: tuple[str, ...]
    number: int = 1
    points: int = 0
    stage: Stage = Stage.LOADING
    paths: tuple[tuple[float, ...], ...] = ()
    reason: str = ""
    which: int | None = None
    bug: int | None = None

    def jobs(self) -> tuple[Job, ...]:
        """A and B, in this order."""
        true = Job("optimizer", self.suspect.opt, self.suspect.settings, device="cpu")
        wrong = replace(true, knobs={**self.suspect.settings, "mutant": self.suspect.mutant})
        return (wrong, true) if self.mutant_at == 0 else (true, wrong)

    def ran(self, outcomes: Sequence[Outcome]) -> Spot:
        """Show what the two did."""
        failed = [one for one in outcomes if one.verdict in (Verdict.ERROR, Verdict.SKIPPED)]
        if failed:
            return replace(self, reason=failed[0].reason)
        paths = tuple(tuple(y for _, y in one.series.get("x", ())) for one in outcomes)
        return replace(self, paths=paths, stage=Stage.WHICH)

    def accuse(self, place: int) -> Spot:
        """Say which one is wrong, 0 for A."""
        if self.stage is not Stage.WHICH:
            return self
        points = self.points + (place == self.mutant_at)
        return replace(self, which=place, points=points, stage=Stage.BUG)

    def explain(self, place: int) -> Spot:
        """Say which belief it runs on."""
        if self.stage is not Stage.BUG or not 0 <= place < len(self.beliefs):
            return self
        points = self.points + (self.beliefs[place] == self.suspect.mutant)
        return replace(self, bug=place, points=points, stage=Stage.TOLD)

    def next(self) -> Spot:
        """The next round, or the end."""
        if self.stage is not Stage.TOLD:
            return self
        if self.number == ROUNDS:
            return replace(self, stage=Stage.OVER)
        return deal(self.seed, self.number + 1, self.points)

    def belief(self, place: int) -> str:
        """What the mutant of that answer believes, in English."""
        return misconceptions()[self.beliefs[place]]


def deal(seed: int, number: int = 1, points: int = 0) -> Spot:
    """A round of the game of that seed; no suspect comes twice in a game."""
    order = Random(f"spot {seed}").sample(SUSPECTS, len(SUSPECTS))
    suspect = order[(number - 1) % len(order)]
    random = Random(f"spot {seed} {number}")
    kin = [one.mutant for one in SUSPECTS if one.opt == suspect.opt and one != suspect]
    others = [one.mutant for one in SUSPECTS if one.opt != suspect.opt]
    # The nearest beliefs first: those about the same optimizer.
    decoys = [*random.sample(kin, len(kin)), *random.sample(others, _BELIEFS)][: _BELIEFS - 1]
    beliefs = random.sample([suspect.mutant, *decoys], _BELIEFS)
    return Spot(seed, suspect, random.randrange(2), tuple(beliefs), number, points)
