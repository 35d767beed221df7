"""The answer to the card on screen from its first letter until it is given, one for each card.

Draws nothing. What an answer amounts to is in ``draft``; whether it is right, the session says.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto

from quizapp.deck.model import Ask, CardType
from quizapp.review.session import Prompt, Response
from quizapp.tui.draft import Draft, press, response, take_back
from quizapp.tui.measuring import Found, Measuring
from quizapp.tui.services import Services

_MAY_BE_EMPTY = (CardType.QA, CardType.CLOZE)


class Step(Enum):
    """What Enter came to."""

    NEXT_GAP = auto()  # a gap was filled, and there is another one
    EMPTY = auto()  # nothing was answered; Enter again means it
    GIVEN = auto()  # the answer is complete


class Answering:
    """What the learner has done about one card.

    Attributes:
        prompt: the card as it is shown.
        draft: what was put down so far.
        given: the answer, once it is given; with a lab to ask, the session has yet to take it.
    """

    def __init__(self, prompt: Prompt, services: Services) -> None:
        self.prompt = prompt
        self.draft = Draft()
        self.given: Response | None = None
        self._sure = False
        # Begun now, so that the number is there when the answer is.
        measured = isinstance(prompt.card.answer, Ask)
        self._measuring = Measuring(services, prompt.card, prompt.seed) if measured else None

    @property
    def measures(self) -> bool:
        """Whether a lab measures this card's answer."""
        return self._measuring is not None

    @property
    def is_measured(self) -> bool:
        """Whether ``found`` need not be waited for."""
        return self._measuring is None or self._measuring.done

    def pick(self, letter: str) -> bool:
        """Take a letter. True when it was picked already: the same again means the answer."""
        after = press(self.draft, self.prompt, letter)
        if after == self.draft:
            return self._is_picked(letter)
        self.draft = after
        self.reconsider()
        return False

    @property
    def can_take_back(self) -> bool:
        """Whether there is a letter of an order or a gap to take back."""
        ordered = self.prompt.card.type is CardType.ORDER and bool(self.draft.picked)
        return ordered or bool(self.draft.gaps)

    def take_back(self) -> str:
        """Without the last letter or gap. Returns what was in the gap, to be written anew."""
        written = self.draft.gaps[-1] if self.draft.gaps else ""
        self.draft = take_back(self.draft)
        self.reconsider()
        return written

    def ask_hint(self) -> None:
        """From now on the hint shows."""
        self.draft = replace(self.draft, hint=True)

    def reconsider(self) -> None:
        """Something was changed: an empty answer would have to be confirmed anew."""
        self._sure = False

    def enter(self, text: str, gaps: int) -> Step:
        """Give the answer, or what is written of it.

        Args:
            text: what stands in the text field.
            gaps: how many gaps the card has as it is shown.
        """
        card = self.prompt.card
        if card.type is CardType.CLOZE and len(self.draft.gaps) + 1 < gaps:
            self.draft = replace(self.draft, gaps=(*self.draft.gaps, text.strip()))
            return Step.NEXT_GAP
        given = response(self.draft, self.prompt, text) or Response()
        if given == Response() and card.type not in _MAY_BE_EMPTY and not self._sure:
            self._sure = True
            return Step.EMPTY
        self.given = given
        return Step.GIVEN

    def refused(self) -> None:
        """The answer could not be read: it is to be given again."""
        self.given = None

    async def found(self) -> Found:
        """What the lab measured, as soon as it has."""
        return await self._measuring.found() if self._measuring is not None else Found(None)

    def stop(self) -> None:
        """Wait no longer: then there is no number, and the learner grades alone."""
        if self._measuring is not None:
            self._measuring.stop()

    def _is_picked(self, letter: str) -> bool:
        match self.prompt.card.type:
            case CardType.TRUTH:
                return letter in ("t", "f") and self.draft.truth is (letter == "t")
            case CardType.CHOICE:
                return self.draft.picked == (ord(letter) - ord("a"),)
        return False
