"""Words of reviewing: ratings, study days, memory and card states, events. Frozen, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NewType

from quizapp.deck.model import CardKey

StudyDay = NewType("StudyDay", int)
"""Days since 1970-01-01 in the learner's local time, a day starting at the configured hour."""

Millis = NewType("Millis", int)
"""Milliseconds since 1970-01-01 UTC."""


class Rating(IntEnum):
    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Phase(StrEnum):
    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as the learner lives it: UTC time and the local study day."""

    at: Millis
    day: StudyDay


@dataclass(frozen=True, slots=True)
class Event:
    """One immutable entry of the log, known for ever by ``(device, seq)``.

    ``kind`` is ``review`` or ``undo`` (later kinds are added, never changed). A review carries the
    rating, the time it took, the seed that drew the card, and the learner's answer as JSON. An
    undo names the event it takes back in ``target`` (device, seq). ``day`` is the study day at
    the time and place of the event, so that a replay anywhere gives the same schedule. ``tick``
    orders the log: it is ``at``, moved past every tick its device had seen when it wrote the
    event, so a clock set back never puts an effect before its cause. A draft (not yet in a log)
    has no device, and 0 for seq and tick.
    """

    device: str
    seq: int
    kind: str
    at: Millis
    day: StudyDay
    card: CardKey
    rating: Rating | None = None
    took_ms: int = 0
    seed: int = 0
    answer: str = ""
    target: tuple[str, int] | None = None
    tick: Millis = Millis(0)

    @property
    def order(self) -> tuple[int, str, int]:
        """Sorts the events of any number of devices into the one order in which they replay."""
        return (self.tick, self.device, self.seq)


@dataclass(frozen=True, slots=True)
class MemoryState:
    """FSRS memory state: stability in days, difficulty 1 to 10."""

    stability: float
    difficulty: float


@dataclass(frozen=True, slots=True)
class CardState:
    """Where a card stands, derived from its events by replay.

    While (re)learning, ``due_at`` is the instant of the next step; in review, ``due_day`` counts.
    ``interval`` is the scheduled interval in days (0 while in steps).
    """

    card: CardKey
    phase: Phase = Phase.NEW
    step: int = 0
    memory: MemoryState | None = None
    due_at: Millis = Millis(0)
    due_day: StudyDay = StudyDay(0)
    interval: int = 0
    last_day: StudyDay = StudyDay(0)
    last_at: Millis = Millis(0)
    reps: int = 0
    lapses: int = 0
