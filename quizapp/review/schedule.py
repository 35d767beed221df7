"""When a card comes back: FSRS-6 memory, learning steps, intervals. Pure; the queue is elsewhere.

Memory and intervals come from fsrs-rs, the core that Anki runs. Ours, with Anki's meaning: the
steps of a new or forgotten card, and hard < good < easy. Time between reviews is counted in study
days; further reviews on the same day use FSRS's short-term stability (0 days).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from quizapp.config import Config
from quizapp.deck.model import CardKey
from quizapp.errors import QuizError
from quizapp.review.fuzz import chance, constrain
from quizapp.review.model import (
    CardState,
    Event,
    MemoryState,
    Millis,
    Moment,
    Phase,
    Rating,
    StudyDay,
)

if TYPE_CHECKING:
    from fsrs_rs_python import FSRS, NextStates

MODEL = "fsrs-6"
"""The memory model; kept beside derived states, so that another model derives them anew."""


@dataclass(frozen=True, slots=True)
class Scheduler:
    """The rules that lead from one card state to the next.

    Attributes:
        retention: desired chance of recall when a card comes due.
        learning_steps: seconds between the first looks at a new card.
        relearning_steps: seconds between looks at a card that was forgotten.
        maximum_interval: days.
        fuzz: whether intervals get their seeded chance.
        parameters: FSRS weights, empty for the defaults.
    """

    retention: float = 0.9
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    maximum_interval: int = 36500
    fuzz: bool = True
    parameters: tuple[float, ...] = ()

    @classmethod
    def of(cls, config: Config) -> Scheduler:
        return cls(
            retention=config.retention,
            learning_steps=config.learning_steps,
            relearning_steps=config.relearning_steps,
            maximum_interval=config.maximum_interval,
            fuzz=config.fuzz,
            parameters=config.parameters,
        )

    def preview(self, state: CardState, moment: Moment) -> dict[Rating, CardState]:
        """What each rating would make of the card now; giving that rating makes exactly it."""
        memories = self._memories(state, moment)
        days = self._days(state, memories)
        return {
            rating: self._after(state, moment, rating, memories, days[rating]) for rating in Rating
        }

    def next(self, state: CardState, rating: Rating, moment: Moment) -> CardState:
        """The card's state after it was rated."""
        memories = self._memories(state, moment)
        return self._after(state, moment, rating, memories, self._days(state, memories)[rating])

    def replay(self, card: CardKey, reviews: Iterable[Event]) -> CardState:
        """The state that a card's standing reviews, in log order, lead to."""
        state = CardState(card)
        for review in reviews:
            state = self.replay_on(state, review)
        return state

    def replay_on(self, state: CardState, review: Event) -> CardState:
        """The state that one more standing review leads to."""
        if review.rating is None:
            return state
        # Under its key of then, which the fuzz comes from: what was promised stays.
        then = _called(state, review.card)
        after = self.next(then, review.rating, Moment(review.at, review.day))
        return _called(after, state.card)

    def replay_all(
        self, reviews: Iterable[Event], renamed: Mapping[CardKey, CardKey] | None = None
    ) -> dict[CardKey, CardState]:
        """The states of all cards; ``renamed`` gives a former key's present one."""
        names = renamed or {}
        by_card: dict[CardKey, list[Event]] = {}
        for review in reviews:
            by_card.setdefault(names.get(review.card, review.card), []).append(review)
        return {card: self.replay(card, own) for card, own in by_card.items()}

    def _memories(self, state: CardState, moment: Moment) -> NextStates:
        core, memory = _core(self.parameters)
        if state.memory is None:
            return core.next_states(None, self.retention, 0)
        before = memory(state.memory.stability, state.memory.difficulty)
        # A clock set back must not make time run backwards.
        elapsed = max(0, moment.day - state.last_day)
        return core.next_states(before, self.retention, elapsed)

    def _steps(self, phase: Phase) -> tuple[int, ...]:
        return (
            self.learning_steps if phase in (Phase.NEW, Phase.LEARNING) else self.relearning_steps
        )

    def _delay(self, state: CardState, rating: Rating) -> tuple[int, int] | None:
        """The next step and the seconds until it; ``None`` when the rating ends (re)learning."""
        steps = self._steps(state.phase)
        if state.phase is Phase.REVIEW:
            return (0, steps[0]) if rating is Rating.AGAIN and steps else None
        if not steps or rating is Rating.EASY:
            return None
        step = min(state.step, len(steps) - 1)
        if rating is Rating.AGAIN:
            return 0, steps[0]
        if rating is Rating.HARD:
            return step, _hard_delay(steps, step)
        return (step + 1, steps[step + 1]) if step + 1 < len(steps) else None

    def _days(self, state: CardState, memories: NextStates) -> dict[Rating, int]:
        """The interval of each rating that ends in review; 0 where a step comes next."""
        luck = chance(state.card, state.reps) if self.fuzz else None
        raw = {
            Rating.AGAIN: memories.again.interval,
            Rating.HARD: memories.hard.interval,
            Rating.GOOD: memories.good.interval,
            Rating.EASY: memories.easy.interval,
        }
        days: dict[Rating, int] = {}
        least = 1
        for rating, wanted in raw.items():
            if rating is not Rating.GOOD and self._delay(state, rating) is not None:
                days[rating] = 0
                continue
            # A lapse without steps is not fuzzed, as in Anki: it must stay the shortest.
            days[rating] = constrain(
                wanted, least, self.maximum_interval, None if rating is Rating.AGAIN else luck
            )
            least = days[rating] + (rating is not Rating.AGAIN)
        return days

    def _after(
        self, state: CardState, moment: Moment, rating: Rating, memories: NextStates, days: int
    ) -> CardState:
        memory = getattr(memories, rating.name.lower()).memory
        lapsed = state.phase is Phase.REVIEW and rating is Rating.AGAIN
        after = replace(
            state,
            memory=MemoryState(memory.stability, memory.difficulty),
            last_day=moment.day,
            last_at=moment.at,
            reps=state.reps + 1,
            lapses=state.lapses + lapsed,
        )
        delay = self._delay(state, rating)
        if delay is None:
            return replace(
                after,
                phase=Phase.REVIEW,
                step=0,
                due_at=Millis(0),
                due_day=StudyDay(moment.day + days),
                interval=days,
            )
        step, seconds = delay
        fresh = state.phase in (Phase.NEW, Phase.LEARNING)
        return replace(
            after,
            phase=Phase.LEARNING if fresh else Phase.RELEARNING,
            step=step,
            due_at=Millis(moment.at + 1000 * seconds),
            due_day=moment.day,
            interval=0,
        )


def _called(state: CardState, card: CardKey) -> CardState:
    return state if state.card == card else replace(state, card=card)


def _hard_delay(steps: tuple[int, ...], step: int) -> int:
    """Anki's rule: on the first step, between again and good; later, the same step again."""
    if step:
        return steps[step]
    return (steps[0] + steps[1]) // 2 if len(steps) > 1 else steps[0] * 3 // 2


@lru_cache(maxsize=8)
def _core(parameters: tuple[float, ...]) -> tuple[FSRS, type]:
    import fsrs_rs_python as fsrs

    try:
        return fsrs.FSRS(parameters or fsrs.DEFAULT_PARAMETERS), fsrs.MemoryState
    except ValueError as error:
        raise QuizError(
            "FSRS refuses the `parameters` in the settings",
            "Remove them from the settings file to use the defaults.",
        ) from error


def interval_text(state: CardState, moment: Moment, lang: str = "en") -> str:
    """How long until a card comes back, short enough for a button: ``10m``, ``3d``, ``1.2mo``."""
    units = _UNITS.get(lang, _UNITS["en"])
    if state.phase is not Phase.REVIEW:
        seconds = round(max(0, state.due_at - moment.at) / 1000)
        if seconds < 60:
            return f"{seconds}{units[0]}"
        if seconds < 3600:
            return _short(seconds / 60, units[1])
        return _short(seconds / 3600, units[2])
    days = state.due_day - moment.day
    if days < 31:
        return f"{days}{units[3]}"
    if days < 365:
        return _short(days / 30.4375, units[4])
    return _short(days / 365.25, units[5])


_UNITS = {
    "en": ("s", "m", "h", "d", "mo", "y"),
    "zh": ("秒", "分钟", "小时", "天", "个月", "年"),
}


def _short(amount: float, unit: str) -> str:
    return f"{amount:.1f}".removesuffix(".0") + unit
