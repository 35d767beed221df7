"""The measured answer of the card on screen: begun as soon as it shows, awaited at the reveal."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from quizapp.deck.model import Ask, Card
from quizapp.errors import QuizError
from quizapp.tui.services import Services


class Found(NamedTuple):
    """What came of it: a number, or the reason why there is none."""

    value: float | None
    reason: str = ""


class Measuring:
    """One measurement in the background. ``stop`` ends it; then there is no number."""

    def __init__(self, services: Services, card: Card, seed: int) -> None:
        self._task = asyncio.create_task(_measure(services, card, seed))

    @property
    def done(self) -> bool:
        return self._task.done()

    async def found(self) -> Found:
        """Wait for it. Never raises for a lab's misbehaviour, nor for ``stop``."""
        await asyncio.wait([self._task])
        if self._task.cancelled():
            return Found(None, "the measurement was stopped")
        return self._task.result()

    def stop(self) -> None:
        self._task.cancel()


async def _measure(services: Services, card: Card, seed: int) -> Found:
    from quizapp.lab.verify import measure

    if not isinstance(card.answer, Ask):
        return Found(None)
    try:
        outcome, value = await measure(
            card.answer,
            services.library.deck_of(card.key),
            services.code_labs(),
            services.lab_client(),
            device=services.config.device,
            seed=seed,
        )
    except QuizError as error:
        return Found(None, error.message)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Found(None, outcome.reason or "the lab gave no number")
    return Found(float(value))
