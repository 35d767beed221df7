"""Guesses being made, question by question: what is chosen so far. Draws nothing, runs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from quizapp.lab.foretell import Answer, Kind, Question
from quizapp.lab.guess import SHAPES
from quizapp.text.number import parse_number

_SHAPES = tuple(SHAPES)


@dataclass
class Asking:
    """Questions and the answers to them. ``chosen`` is the shape the learner points at, -1 for
    none; ``order`` the curves put in order so far, by their place.
    """

    questions: Sequence[Question]
    at: int = 0
    chosen: int = -1
    order: tuple[int, ...] = ()
    guesses: dict[Question, Answer] = field(default_factory=dict)

    @property
    def question(self) -> Question | None:
        """The one that is asked now; None when all are through."""
        return self.questions[self.at] if self.at < len(self.questions) else None

    @property
    def choices(self) -> tuple[str, ...]:
        """What there is to choose from."""
        if self.question is None or self.question.kind is Kind.NUMBER:
            return ()
        return _SHAPES if self.question.kind is Kind.SHAPE else self.question.choices

    def move(self, step: int) -> None:
        """Point at the next shape."""
        if self.question is not None and self.question.kind is Kind.SHAPE:
            start = -1 if step > 0 else 0
            at = start if self.chosen < 0 else self.chosen
            self.chosen = (at + step) % len(_SHAPES)

    def pick(self, place: int) -> None:
        """Choose a shape, or put a curve next."""
        if self.question is None or place >= len(self.choices):
            return
        if self.question.kind is Kind.SHAPE:
            self.chosen = place
        elif place not in self.order:
            self.order = (*self.order, place)

    def take_back(self) -> None:
        """Undo the last choice of this question."""
        self.chosen, self.order = -1, self.order[:-1]

    def take(self, text: str) -> bool:
        """Take the answer as it stands, or pass; go on to the next question.

        ``text`` is what was typed for a number. False when it is no number: the question stays.
        """
        question = self.question
        if question is None:
            return True
        answer: Answer | None = None
        if question.kind is Kind.NUMBER and text.strip():
            try:
                answer = float(parse_number(text))
            except ValueError:
                return False
        elif question.kind is Kind.SHAPE and self.chosen >= 0:
            answer = _SHAPES[self.chosen]
        elif question.kind is Kind.ORDER and len(self.order) == len(question.choices):
            answer = tuple(question.choices[place] for place in self.order)
        if answer is not None:
            self.guesses[question] = answer
        self.at, self.chosen, self.order = self.at + 1, -1, ()
        return True
