"""One sitting of study as a frozen value: what is asked, answered, and where it stands. Pure.

Nothing here reads a clock or a file. ``study`` drives it and keeps the log.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from quizapp.deck.model import Card, CardKey, Option
from quizapp.review.fuzz import seed_of
from quizapp.review.model import CardState, Millis, Moment, Rating
from quizapp.review.queue import Counts, Queue
from quizapp.review.schedule import Scheduler


class Stage(StrEnum):
    ASK = "ask"
    REVEALED = "revealed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Response:
    """What the learner answered.

    ``picked`` are places in the options as shown, or, for an order card, the shown items in the
    learner's order. An empty response means "I don't know".
    """

    picked: tuple[int, ...] = ()
    text: str = ""
    truth: bool | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """A card as it is shown this time.

    ``card`` has its varied values drawn; ``options`` are shuffled; ``items`` are shuffled places
    in ``card.items``; ``seed`` made all of these and goes into the log.
    """

    card: Card
    seed: int
    options: tuple[Option, ...]
    items: tuple[int, ...]
    state: CardState


@dataclass(frozen=True, slots=True)
class Mark:
    """What grading says. ``correct`` is ``None`` when only the learner can tell.

    ``score`` is 0 to 1; ``note`` is an English sentence for ``tr`` or empty.
    """

    correct: bool | None
    score: float
    suggested: Rating
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reveal:
    """The learner answers; ``mark`` is what grading says to it."""

    response: Response
    mark: Mark
    moment: Moment
    measured: float | None = None


@dataclass(frozen=True, slots=True)
class Graded:
    """A review is on disk and has brought its card to ``state``."""

    state: CardState
    rating: Rating
    moment: Moment


@dataclass(frozen=True, slots=True)
class Skipped:
    """The learner puts the card on screen aside for this sitting; it stays due."""

    moment: Moment


@dataclass(frozen=True, slots=True)
class Day:
    """A study day as planned: its queue, and the card states it was planned from."""

    queue: Queue
    states: Mapping[CardKey, CardState]


@dataclass(frozen=True, slots=True)
class Looked:
    """Time has passed; with a ``day`` the queue was planned anew."""

    moment: Moment
    day: Day | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """A review was taken back on disk: its card returns to the screen, if a deck has it."""

    card: CardKey
    day: Day
    moment: Moment


@dataclass(frozen=True, slots=True)
class Given:
    """A review of this sitting: its card, and whether the answer was right."""

    card: CardKey
    right: bool


class Answered(Protocol):
    """A card and, once it is revealed, its answer: as much as is needed to show them."""

    @property
    def prompt(self) -> Prompt | None: ...
    @property
    def response(self) -> Response | None: ...
    @property
    def mark(self) -> Mark | None: ...
    @property
    def measured(self) -> float | None: ...


Move = Reveal | Graded | Skipped | Looked | Undone


@dataclass(frozen=True, slots=True)
class Desk:
    """What does not change during a sitting: how to find a card, how to draw it, the rules."""

    find: Callable[[CardKey], Card | None]
    draw: Callable[[Card, int], Card]
    scheduler: Scheduler


@dataclass(frozen=True, slots=True)
class Session:
    """Where a sitting stands; ``apply`` gives the next one.

    Attributes:
        stage: asking, revealed, or done for now.
        prompt: the card on screen; ``None`` when done.
        response: the answer given, once revealed; ``mark`` what grading says to it.
        measured: what the lab measured as this number card's answer, if it did.
        previews: what each rating would make of the card.
        counts: cards still to come today, the one on screen included.
        given: the reviews of this sitting that stand.
        aside: cards that were skipped; they are not asked again in this sitting.
        whole: cards of this sitting: finished, still to come, and put aside.
        wait_until: when done, the instant at which a learning step may be shown.
    """

    desk: Desk
    day: Day
    stage: Stage = Stage.DONE
    prompt: Prompt | None = None
    response: Response | None = None
    mark: Mark | None = None
    measured: float | None = None
    previews: Mapping[Rating, CardState] = field(default_factory=dict)
    given: tuple[Given, ...] = ()
    aside: frozenset[CardKey] = frozenset()
    whole: int = 0
    wait_until: Millis | None = None

    @property
    def counts(self) -> Counts:
        return self.day.queue.counts

    @property
    def done(self) -> int:
        """How many reviews were given in this sitting."""
        return len(self.given)

    @property
    def finished(self) -> int:
        """Cards that will not be asked again in this sitting: this never falls by answering."""
        return max(0, self.whole - sum(self.counts) - len(self.aside))

    @property
    def again(self) -> int:
        """Cards that were answered and will be asked again."""
        return len({one.card for one in self.given} & {card for _, card in self.day.queue.learning})

    @property
    def right(self) -> int:
        """How many of them were right: as marked, or else as the learner graded."""
        return sum(one.right for one in self.given)

    def apply(self, move: Move) -> Session:
        """The session after one move. A move that does not fit the stage changes nothing."""
        match move:
            case Reveal():
                return self._reveal(move) if self.stage is Stage.ASK else self
            case Graded(state, rating, moment):
                return self._grade(state, rating)._deal(moment)
            case Skipped(moment):
                return self._skip(moment)
            case Looked(moment, planned):
                return self._planned(planned)._deal(moment) if planned else self._deal(moment)
            case Undone(card, planned, moment):
                given, aside = self.given[:-1], self.aside - {card}
                undone = replace(self, given=given, aside=aside)._planned(planned)
                # A card of this sitting is unfinished again; one from before it is one more.
                whole = max(self.whole, sum(undone.counts) + len(aside))
                return replace(undone, whole=whole)._deal(moment, card)

    def _reveal(self, move: Reveal) -> Session:
        # Midnight may have passed over the question: the buttons show what they will do now.
        return replace(
            self,
            stage=Stage.REVEALED,
            response=move.response,
            mark=move.mark,
            measured=move.measured,
            previews=self._previews(self.prompt.state, move.moment) if self.prompt else {},
        )

    def _grade(self, state: CardState, rating: Rating) -> Session:
        marked = self.mark.correct if self.mark is not None else None
        right = rating >= Rating.GOOD if marked is None else marked
        day = Day(self.day.queue.after(state), {**self.day.states, state.card: state})
        return replace(self, day=day, given=(*self.given, Given(state.card, right)))

    def _planned(self, day: Day) -> Session:
        """With a new plan, in which what was skipped is left out still."""
        queue = day.queue
        for card in self.aside:
            queue = queue.without(card)
        planned = replace(self, day=Day(queue, day.states))
        return replace(planned, whole=self.finished + sum(queue.counts) + len(self.aside))

    def _skip(self, moment: Moment) -> Session:
        if self.prompt is None:
            return self
        card = self.prompt.card.key
        day = Day(self.day.queue.without(card), self.day.states)
        return replace(self, day=day, aside=self.aside | {card})._deal(moment)

    def _deal(self, moment: Moment, first: CardKey | None = None) -> Session:
        """Put the next card on screen: ``first`` if it can be found, else the queue's."""
        queue = self.day.queue
        card = self.desk.find(first) if first else None
        if card is None:
            key = queue.next_card(moment)
            card = self.desk.find(key) if key else None
        blank = replace(self, response=None, mark=None, measured=None, wait_until=None)
        if card is None:
            done = replace(blank, stage=Stage.DONE, prompt=None, previews={})
            return replace(done, wait_until=queue.wait_until)
        state = self.day.states.get(card.key) or CardState(card.key)
        return replace(
            blank,
            stage=Stage.ASK,
            prompt=prompt_of(card, state, self.desk.draw),
            previews=self._previews(state, moment),
        )

    def _previews(self, state: CardState, moment: Moment) -> Mapping[Rating, CardState]:
        return self.desk.scheduler.preview(state, moment)


def prompt_of(card: Card, state: CardState, draw: Callable[[Card, int], Card]) -> Prompt:
    """The card as it is shown at the review that its state has come to."""
    # The same review of the same card always looks the same: after undo, after a restart.
    seed = seed_of(card.key, state.reps, "draw")
    shuffle = random.Random(seed)
    drawn = draw(card, seed)
    options = list(drawn.options)
    shuffle.shuffle(options)
    items = list(range(len(drawn.items)))
    shuffle.shuffle(items)
    if len(items) > 1 and items == sorted(items):
        items.reverse()  # An order card must not show its own answer.
    return Prompt(drawn, seed, tuple(options), tuple(items), state)
