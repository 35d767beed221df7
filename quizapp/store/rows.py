"""Events and card states as table rows, and back. No SQL beyond the names of columns."""

from __future__ import annotations

from typing import Any

from quizapp.deck.model import CardKey
from quizapp.review.model import CardState, Event, MemoryState, Millis, Phase, Rating, StudyDay

EVENT = (
    "device, seq, tick, kind, at, day, card, rating, took_ms, seed, answer,"
    " target_device, target_seq"
)
STATE = (
    "card, phase, step, stability, difficulty, due_at, due_day, interval, last_day, last_at,"
    " reps, lapses"
)


def marks(columns: str) -> str:
    """As many placeholders as there are columns."""
    return ", ".join("?" * len(columns.split(",")))


def event_row(event: Event) -> tuple[object, ...]:
    target_device, target_seq = event.target or (None, None)
    return (
        event.device,
        event.seq,
        event.tick,
        event.kind,
        event.at,
        event.day,
        event.card,
        None if event.rating is None else int(event.rating),
        event.took_ms,
        event.seed,
        event.answer,
        target_device,
        target_seq,
    )


def read_event(row: tuple[Any, ...]) -> Event:
    device, seq, tick, kind, at, day, card, rating, took_ms, seed, answer, whose, which = row
    return Event(
        device=device,
        seq=seq,
        tick=Millis(tick),
        kind=kind,
        at=Millis(at),
        day=StudyDay(day),
        card=CardKey(card),
        rating=None if rating is None else Rating(rating),
        took_ms=took_ms,
        seed=seed,
        answer=answer,
        target=None if whose is None else (whose, which),
    )


def state_row(state: CardState) -> tuple[object, ...]:
    memory = state.memory
    return (
        state.card,
        state.phase.value,
        state.step,
        None if memory is None else memory.stability,
        None if memory is None else memory.difficulty,
        state.due_at,
        state.due_day,
        state.interval,
        state.last_day,
        state.last_at,
        state.reps,
        state.lapses,
    )


def read_state(row: tuple[Any, ...]) -> CardState:
    card, phase, step, stability, difficulty, due_at, due_day, interval, *rest = row
    last_day, last_at, reps, lapses = rest
    return CardState(
        card=CardKey(card),
        phase=Phase(phase),
        step=step,
        memory=None if stability is None else MemoryState(stability, difficulty),
        due_at=Millis(due_at),
        due_day=StudyDay(due_day),
        interval=interval,
        last_day=StudyDay(last_day),
        last_at=Millis(last_at),
        reps=reps,
        lapses=lapses,
    )
