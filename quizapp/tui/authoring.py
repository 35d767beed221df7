"""What the author looks at: which card, which side, which problem. Pure; draws and runs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.author.reading import Draft, Reading
from quizapp.deck import limits
from quizapp.deck.model import CardKey, CardType, Position
from quizapp.deck.report import Problem
from quizapp.deck.template import draw
from quizapp.review.model import CardState, Rating
from quizapp.review.session import Mark, Prompt, Response, prompt_of


@dataclass
class Authoring:
    """Attributes:
    reading: the deck as it was found last; None until it was read.
    chosen: the place of the card that is looked at.
    problem: the place of the problem that is looked at.
    at_problem: the problem was looked at last, not the card.
    turned: the card shows its answer.
    hint: its hint too.
    follow: the card that was edited is looked at by itself.
    turn: which of its reviews the card is shown at: another draw and another order.
    waiting: cards that were edited while another one was read.
    """

    reading: Reading | None = None
    chosen: int = 0
    problem: int = 0
    at_problem: bool = False
    turned: bool = False
    hint: bool = False
    follow: bool = True
    turn: int = 0
    waiting: tuple[CardKey, ...] = ()

    @property
    def drafts(self) -> Sequence[Draft]:
        return self.reading.drafts if self.reading is not None else ()

    @property
    def draft(self) -> Draft | None:
        """The card that is looked at."""
        return self.drafts[self.chosen] if self.drafts else None

    @property
    def found(self) -> Sequence[Problem]:
        """Problems, then warnings."""
        if self.reading is None:
            return ()
        return (*self.reading.problems, *self.reading.warnings)

    @property
    def place(self) -> Position | None:
        """Where the editor is to open."""
        if self.at_problem and self.found:
            return self.found[self.problem].position
        return self.draft.written.where if self.draft is not None else None

    def take(self, reading: Reading) -> None:
        """Look at a new reading: at the card that was edited, or at the one that was looked at."""
        looked_at = self.draft
        self.reading = reading
        self.problem = min(self.problem, max(0, len(self.found) - 1))
        if reading.problems:
            self.problem, self.at_problem = 0, True
        elif not self.found:
            self.at_problem = False
        keys = [draft.key for draft in reading.drafts]
        edited = [key for key in reading.edited if looked_at is None or key != looked_at.key]
        if looked_at is not None and looked_at.key in keys:
            self.chosen = keys.index(looked_at.key)
        self.chosen = min(self.chosen, max(0, len(keys) - 1))
        if looked_at is not None and len(edited) == len(reading.edited) and edited:
            self.waiting = tuple(edited)
            if self.follow:
                self.go_to_edited()
        elif reading.edited:
            self.waiting = ()

    def go_to_edited(self) -> None:
        """Look at what was edited meanwhile."""
        keys = [draft.key for draft in self.drafts]
        there = [key for key in self.waiting if key in keys]
        if there:
            self._choose(keys.index(there[0]))
        self.waiting = ()

    def move(self, to: int) -> None:
        """Look at another card, and stay there whatever is edited."""
        to = min(max(0, to), len(self.drafts) - 1)
        if self.drafts and to != self.chosen:
            self._choose(to)
            self.follow = False
        self.at_problem = False

    def next_problem(self) -> None:
        """Look at the next problem, and at the card that it is in."""
        if not self.found:
            return
        if self.at_problem:
            self.problem = (self.problem + 1) % min(len(self.found), limits.SHOWN)
        self.at_problem = True
        where = self.found[self.problem].position
        for place, draft in enumerate(self.drafts):
            at = draft.written.where
            if at.path == where.path and at.line <= where.line <= draft.written.last:
                self._choose(place)
                return

    def _choose(self, place: int) -> None:
        if place != self.chosen:
            self.hint, self.turn = False, 0
        self.chosen = place


@dataclass(frozen=True, slots=True)
class Face:
    """A card as a learner sees it, with its answer as if it had just been revealed."""

    prompt: Prompt
    response: Response
    mark: Mark
    measured: float | None = None


def prompt(draft: Draft, turn: int) -> Prompt | None:
    """The card as it comes up at its review number ``turn``; None when it never was right."""
    if draft.card is None:
        return None
    return prompt_of(draft.card, CardState(draft.card.key, reps=turn), draw)


def face(prompt: Prompt, measured: float | None) -> Face:
    """The card with its answer, and no word on who answered what."""
    right: tuple[int, ...] = ()
    if prompt.card.type is CardType.ORDER:
        right = tuple(prompt.items.index(item) for item in range(len(prompt.items)))
    return Face(prompt, Response(picked=right), Mark(None, 0.0, Rating.GOOD), measured)
