"""A card being proven: the curves so far, then the proof. Runs nothing on the screen itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from quizapp.deck.model import Ask, Card, CardType, Deck
from quizapp.errors import QuizError
from quizapp.lab.asked import asked
from quizapp.lab.beside import Labs, with_own
from quizapp.lab.claims import asks
from quizapp.lab.client import LabClient
from quizapp.lab.figures import Landscape, landscape
from quizapp.lab.foretell import Guesses, Judged, Kind, Question, judged, of_curve
from quizapp.lab.model import Job, Outcome, Point, Progress, Verdict
from quizapp.lab.proof import CardProof
from quizapp.lab.setup import OPTIMIZER_LAB
from quizapp.lab.verify import job_for, prove
from quizapp.plot.chart import Series
from quizapp.store.verdicts import Standing
from quizapp.tui.services import Services

Event = Point | Progress | Outcome

_MOST_CURVES = 4

_OF_NUMBERS = ("approx", "ratio", "less", "greater", "between")
"""Operators of checks that only numbers pass."""


@dataclass
class Trace:
    """What one run has sent: points by series, its progress."""

    job: Job
    points: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    fraction: float = 0.0
    note: str = ""


class Proving:
    """The runs of one card's proof; ``proof`` is there once all have ended.

    ``news`` is the verdict, when it is another than this machine saw last; ``trouble`` says why it
    could not be remembered.
    ``changed`` is set whenever there is something new to draw, and reset by who draws.
    """

    def __init__(
        self,
        services: Services,
        card: Card,
        deck: Deck,
        guesses: Guesses = MappingProxyType({}),
    ) -> None:
        self._services = services
        # The card is proven as it was shown: with the values it was drawn with.
        self._card = replace(card, vary={})
        self._deck = deck
        self._guesses = guesses
        self.traces: list[Trace] = []
        self.proof: CardProof | None = None
        self.news: Standing | None = None
        self.trouble = ""
        self.changed = True

    async def run(self) -> None:
        """Prove the card. Cancelling ends its runs at once."""
        services = self._services
        client = _Watched(services.lab_client(), self._begin)
        try:
            self.proof = await prove(
                self._card, self._deck, services.code_labs(), client, device=services.config.device
            )
        except QuizError as error:
            self.proof = CardProof(self._card.key, Verdict.ERROR, (), error.message)
        self.changed = True
        await self._remember(self.proof)

    async def _remember(self, proof: CardProof) -> None:
        try:
            self.news = await self._services.remember(self._card.key, proof)
        except QuizError as error:
            self.trouble = error.message
        self.changed = True

    # What is guessed.

    def questions(self) -> tuple[Question, ...]:
        """What can be guessed before it runs: a curve and the order of the runs, or a number.

        The number that a card asks for is none of them: its answer was the guess.
        """
        labs = with_own(self._deck, self._services.code_labs())
        wanted = list(asks(self._card))
        jobs = list(self._jobs(wanted, labs))
        if not jobs:
            return ()
        info = OPTIMIZER_LAB if jobs[0].kind == "optimizer" else labs[Path(jobs[0].origin).stem]
        curve = of_curve(jobs[0], info)
        runs = tuple(dict.fromkeys(difference(job, jobs[0]) for job in jobs))
        first = asked(wanted[0], self._deck, labs).turned
        found = [Question(Kind.SHAPE, name, f"{told} ({first})") for name, told in curve.items()]
        if curve and 1 < len(runs) <= _MOST_CURVES:
            found.append(Question(Kind.ORDER, "", first, runs))
        if not found and _is_numeric(self._card, wanted[0]):
            name = wanted[0].get or "raised"
            found.append(Question(Kind.NUMBER, name, f"{info.measures.get(name, '')} ({first})"))
        return tuple(found)

    @property
    def judged(self) -> list[Judged]:
        """The guesses beside what came, once everything has."""
        if self.proof is None or not self.traces:
            return []
        outcomes = [check.outcome for check in self.proof.checks if check.outcome is not None]
        first = {name: trace for trace in self.traces[:1] for name in trace.points}
        own = {name: trace.points[name] for name, trace in first.items()}
        ends = {curve.name: curve.points for curve in self.curves()}
        return judged(self._guesses, outcomes[0].measures if outcomes else {}, {**ends, **own})

    def _jobs(self, wanted: Sequence[Ask], labs: Labs) -> Iterator[Job]:
        """What will be run, each once, in the order in which it is begun."""
        seen: list[Job] = []
        for ask in wanted:
            with suppress(QuizError):  # its check will say so
                device = self._services.config.device
                job = job_for(ask, self._deck, labs, device=device)
                if job not in seen:
                    seen.append(job)
                    yield job

    @property
    def fraction(self) -> float:
        """How much of it is done, 0 to 1."""
        return sum(t.fraction for t in self.traces) / len(self.traces) if self.traces else 0.0

    @property
    def curve_name(self) -> str:
        """The series worth looking at: a loss, else the first one any run sent."""
        names = [name for trace in self.traces for name in trace.points]
        return next((name for name in names if name == "loss"), names[0] if names else "")

    def curves(self) -> tuple[Series, ...]:
        """That series of each run (of the first few), named by what sets the run apart."""
        name = self.curve_name
        having = [trace for trace in self.traces if name in trace.points][:_MOST_CURVES]
        return tuple(
            Series(difference(trace.job, having[0].job), tuple(trace.points[name]))
            for trace in having
        )

    def landscape(self) -> Landscape | None:
        """The paths of the runs (of the first few) over the loss, if they are in a plane."""
        having = [trace for trace in self.traces if trace.points][:_MOST_CURVES]
        runs = [(difference(t.job, having[0].job), t.job, t.points) for t in having]
        return landscape(runs, self._services.code_labs())

    def _begin(self, job: Job) -> Callable[[Event], None]:
        trace = Trace(job)
        self.traces.append(trace)

        def hear(event: Event) -> None:
            self.changed = True
            if isinstance(event, Outcome):
                # It has every point; of those sent on the way, a quick run's may be missing.
                trace.points = {**trace.points, **event.series}
                trace.fraction = 1.0
            elif isinstance(event, Progress):
                trace.fraction, trace.note = event.fraction, event.note
            else:
                trace.points.setdefault(event.series, []).append((event.x, event.y))

        return hear


def _is_numeric(card: Card, ask: Ask) -> bool:
    """Whether a check of the card compares what is asked with a number."""
    if card.type is CardType.NUMBER or ask.at is not None:
        return False
    checks = (card.when, *(option.when for option in card.options), *card.verify)
    return any(
        check.op in _OF_NUMBERS or (check.op == "equals" and type(check.expected) in (int, float))
        for check in checks
        if check is not None and check.ask == ask
    )


class _Watched:
    """A lab client that tells whose events are whose, and what came of each run."""

    def __init__(self, client: LabClient, begin: Callable[[Job], Callable[[Event], None]]) -> None:
        self._client = client
        self._begin = begin

    async def run(self, job: Job, _on_event: object = None) -> Outcome:
        hear = self._begin(job)
        outcome = await self._client.run(job, hear)
        hear(outcome)
        return outcome


def difference(job: Job, first: Job) -> str:
    """What sets a run apart from the first one: ``lr=0.01``, or the lab's name."""
    if job is first:
        return first.name
    changed = {k: v for k, v in job.knobs.items() if first.knobs.get(k) != v}
    if not changed or job.name != first.name:
        return job.name
    return ", ".join(f"{name}={value}" for name, value in sorted(changed.items()))
