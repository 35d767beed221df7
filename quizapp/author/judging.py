"""The cards of a deck that is being written, proven one by one. Verdicts are kept by content."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import partial

from quizapp import paths
from quizapp.author.reading import Draft, Labs, Reading
from quizapp.deck.model import CardKey
from quizapp.errors import QuizError
from quizapp.lab.basis import Basis
from quizapp.lab.client import LabClient
from quizapp.lab.kept import KeptRuns
from quizapp.lab.model import Verdict
from quizapp.lab.proof import CardProof, answer_measured
from quizapp.lab.verify import prove

_AT_ONCE = 4
"""Cards in flight: enough to keep the cores busy, few enough that verdicts come one by one."""


class State(StrEnum):
    """How a card stands, in the word for it."""

    BROKEN = "broken"
    WAITING = "waiting"
    RUNNING = "running"
    PROVEN = "proven"
    SUPPORTED = "supported"
    REFUTED = "refuted"
    ERROR = "error"
    SKIPPED = "skipped"
    UNJUDGED = "not judged yet"
    NO_CHECK = "no check"


SYMBOLS = {
    State.BROKEN: "✗",
    State.WAITING: "…",
    State.RUNNING: "⠿",
    State.PROVEN: "✓",
    State.SUPPORTED: "~",
    State.REFUTED: "≠",
    State.ERROR: "!",
    State.SKIPPED: "–",
    State.UNJUDGED: "○",
    State.NO_CHECK: "·",
}
"""One character a state, so that none is told by colour alone."""


class Judging:
    """Runs the checks of cards in the lab, as many as are asked for, one after another.

    Use it from one event loop.

    Args:
        client: the lab.
        labs: the shipped code labs.
        basis: what they rest on.
        device: where they run.
        tell: called with each card that is judged, and its proof.

    Attributes:
        proofs: by a card's digest, what its proof came to in this sitting.
        known: by digest, verdicts from before this sitting; None until somebody has looked.
        basis: what runs rest on.
    """

    def __init__(
        self,
        client: LabClient,
        labs: Labs,
        basis: Basis,
        device: str,
        tell: Callable[[Draft, CardProof], None],
    ) -> None:
        self.proofs: dict[str, CardProof] = {}
        self.known: Mapping[str, Verdict] | None = None
        self._client = client
        self._labs = labs
        self.basis = basis
        self._device = device
        self._tell = tell
        self._waiting: dict[str, Draft] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._before: set[str] | None = None
        self._were_broken: set[CardKey] = set()
        self._wanted = 0

    @property
    def progress(self) -> tuple[int, int]:
        """Cards judged and cards wanted, since nothing was under way."""
        return self._wanted - len(self._tasks) - len(self._waiting), self._wanted

    @property
    def is_working(self) -> bool:
        return bool(self._tasks or self._waiting)

    def judge(self, drafts: Iterable[Draft], *, first: bool = False) -> int:
        """Prove these cards, whatever is known of them; how many there are to prove.

        Args:
            first: before all that wait; otherwise after them.
        """
        if not self.is_working:
            self._wanted = 0
        asked = {
            draft.digest: draft
            for draft in drafts
            if draft.digest and not draft.broken and draft.digest not in self._tasks
        }
        count = len(asked.keys() - self._waiting.keys())
        self._wanted += count
        self._waiting = {**asked, **self._waiting} if first else {**self._waiting, **asked}
        self._start_next()
        return count

    def unjudged(self, reading: Reading) -> list[Draft]:
        """The cards that have checks and no verdict as they are written now."""
        open = (State.UNJUDGED, State.ERROR, State.SKIPPED)
        return [one for one in reading.drafts if one.digest and self.state(one) in open]

    def take(self, reading: Reading) -> list[Draft]:
        """End the proofs that a new reading makes stale.

        Returns:
            The cards without a verdict that are others than when the deck was right last: edited,
            broken meanwhile, or run by another lab.
        """
        present = {draft.digest for draft in reading.drafts}
        self._end([digest for digest in (*self._waiting, *self._tasks) if digest not in present])
        if reading.deck is None:
            if reading.parsed:  # otherwise nobody knows which cards are broken
                self._were_broken |= {draft.key for draft in reading.drafts if draft.broken}
                self._before = present if self._before is None else self._before
            return []
        before, self._before = self._before, present
        broken, self._were_broken = self._were_broken, set()
        if before is None:
            return []
        return [
            one for one in self.unjudged(reading) if one.digest not in before or one.key in broken
        ]

    def stop(self) -> None:
        """End all proofs that are under way."""
        self._end([*self._waiting, *self._tasks])

    def state(self, draft: Draft) -> State:
        """How a card stands."""
        if draft.broken:
            return State.BROKEN
        if draft.digest in self._waiting:
            return State.WAITING
        if draft.digest in self._tasks:
            return State.RUNNING
        proof = self.proofs.get(draft.digest)
        if proof is not None:
            return _state(proof.verdict, measured=proof.answer_measured)
        if self.known and draft.digest in self.known:
            measured = draft.card is not None and answer_measured(draft.card)
            return _state(self.known[draft.digest], measured=measured)
        return State.UNJUDGED if draft.digest else State.NO_CHECK

    def _end(self, digests: Iterable[str]) -> None:
        for digest in digests:
            self._waiting.pop(digest, None)
            if digest in self._tasks:
                self._tasks[digest].cancel()

    def _start_next(self) -> None:
        """Begin with those that wait, as far as there is room."""
        while self._waiting and len(self._tasks) < _AT_ONCE:
            digest = next(iter(self._waiting))
            task = asyncio.create_task(self._judge(self._waiting.pop(digest)))
            self._tasks[digest] = task
            task.add_done_callback(partial(self._ended, digest))

    def _ended(self, digest: str, task: asyncio.Task[None]) -> None:
        """A proof came to its end, or was ended (even before its first step)."""
        if self._tasks.get(digest) is task:
            del self._tasks[digest]
        self._start_next()

    async def _judge(self, draft: Draft) -> None:
        digest, card, deck = draft.digest, draft.card, draft.deck
        assert card is not None
        assert deck is not None
        try:
            # Of its own: cancelling a run that cards share would end it for the others too.
            runs = KeptRuns(self._client, self.basis, paths.cache() / "runs")
            proof = await prove(card, deck, self._labs, runs, device=self._device)
        except QuizError as error:
            proof = CardProof(card.key, Verdict.ERROR, (), error.message)
        del self._tasks[digest]  # here, so that whoever is told finds the verdict
        self.proofs[digest] = proof
        self._tell(draft, proof)


def _state(verdict: Verdict | None, *, measured: bool) -> State:
    match verdict:
        case Verdict.HOLDS:
            return State.PROVEN if measured else State.SUPPORTED
        case Verdict.FAILS:
            return State.REFUTED
        case Verdict.ERROR:
            return State.ERROR
        case Verdict.SKIPPED:
            return State.SKIPPED
    return State.NO_CHECK
