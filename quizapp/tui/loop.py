"""The author's loop behind its screen: saves are told, cards proven, verdicts remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from quizapp.author.follow import Follower
from quizapp.author.judging import Judging, State
from quizapp.author.memory import known, remember, remembered
from quizapp.author.reading import Draft, Reading
from quizapp.errors import QuizError
from quizapp.lab.basis import basis
from quizapp.lab.proof import CardProof
from quizapp.tui.services import Services


class Loop:
    """One deck that is followed and proven. ``stop`` ends both.

    Args:
        told: called with each reading, in another thread.
        news: called when a verdict has come, or was found in the log.

    Attributes:
        judging: None until everything is there.
        trouble: why the last verdict could not be remembered; empty when it could.
    """

    def __init__(
        self,
        services: Services,
        path: Path,
        told: Callable[[Reading], None],
        news: Callable[[], None],
    ) -> None:
        self.judging: Judging | None = None
        self.trouble = ""
        self._services = services
        self._path = path
        self._told = told
        self._news = news
        self._follower: Follower | None = None

    async def start(self) -> None:
        """Begin to follow the deck.

        Raises:
            QuizError: a shipped lab cannot be read.
        """
        services = self._services
        labs = await asyncio.to_thread(services.code_labs)
        rests_on = await asyncio.to_thread(basis, services.device)
        client, device = services.lab_client(), services.device
        self.judging = Judging(client, labs, rests_on, device, self._judged)
        self._follower = Follower(self._path, labs, lambda reading, _seen: self._told(reading))
        self._follower.start()

    def stop(self) -> None:
        """Follow no more, and end what runs. Safe to call twice."""
        if self._follower is not None:
            self._follower.stop()
        if self.judging is not None:
            self.judging.stop()

    @property
    def is_working(self) -> bool:
        """Whether cards are being proven."""
        return self.judging is not None and self.judging.is_working

    def state(self, draft: Draft) -> State:
        """How a card stands."""
        return State.UNJUDGED if self.judging is None else self.judging.state(draft)

    def proof(self, draft: Draft) -> CardProof | None:
        """What the card's proof came to, if it was proven in this sitting."""
        return None if self.judging is None else self.judging.proofs.get(draft.digest)

    def take(self, reading: Reading, *, prove: bool) -> None:
        """Go on with a new reading; with ``prove``, prove what it changed."""
        if self.judging is not None:
            changed = self.judging.take(reading)
            if prove:
                self.judging.judge(changed, first=True)

    async def recall(self, reading: Reading) -> None:
        """Look up the verdicts from before this sitting, once the deck is right."""
        judging, services = self.judging, self._services
        if judging is None or judging.known is not None or reading.deck is None:
            return
        judging.known = {}
        try:
            found = remembered(services.store, judging.basis)
        except QuizError:
            return  # they can be proven anew
        labs = services.code_labs()
        judging.known = await asyncio.to_thread(known, found, reading, labs, judging.basis)
        self._news()

    def _judged(self, draft: Draft, proof: CardProof) -> None:
        services, judging = self._services, self.judging
        assert judging is not None
        labs, at = services.code_labs(), services.clock().at
        self.trouble = ""
        try:
            remember(services.store, draft, proof, labs, judging.basis, at)
        except QuizError as error:
            self.trouble = error.message
        self._news()
