"""The one shell around a session that has effects: it reads the clock and writes the log.

The app and ``study --plain`` both drive it. What is asked and why is decided in ``session``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from quizapp.config import Config
from quizapp.deck.face import Face, face_of
from quizapp.deck.model import Card, CardKey
from quizapp.errors import QuizError
from quizapp.review.days import Clock, system_clock
from quizapp.review.grade import judge
from quizapp.review.model import Event, Moment, Rating
from quizapp.review.queue import plan
from quizapp.review.schedule import Scheduler
from quizapp.review.session import (
    Day,
    Desk,
    Graded,
    Looked,
    Response,
    Reveal,
    Session,
    Skipped,
    Stage,
    Undone,
)
from quizapp.review.today import current_states, fingerprint, keys_of, limits_left
from quizapp.store import seen
from quizapp.store.db import Store

if TYPE_CHECKING:
    from quizapp.deck.library import Library

_LONGEST_LOOK = 10 * 60 * 1000
"""Milliseconds: a card left on screen longer than this was left alone."""


class Study:
    """A sitting over the cards of some decks.

    Args:
        library: all decks; broken ones are simply not in it.
        store: where reviews go.
        config: limits, steps, parameters.
        decks: names of the decks to study; ``None`` means all.
        clock: tells the moment; the machine's by default.

    Attributes:
        session: what is on screen and what is left.
        config: the rules of this sitting.
        can_undo: whether there is a review of this device to take back, of this sitting or before.

    Raises:
        QuizError: a name in ``decks`` is unknown, or the database cannot be used.
    """

    def __init__(
        self,
        library: Library,
        store: Store,
        config: Config,
        *,
        decks: Sequence[str] | None = None,
        clock: Clock | None = None,
    ) -> None:
        library.named(decks or ())
        self._store = store
        self.config = config
        self._clock = clock or system_clock(config.day_start)
        self._scheduler = Scheduler.of(config)
        self._library = library
        self._renamed = library.renamed()
        self._rules = fingerprint(self._scheduler, self._renamed)
        every = tuple(library.keys())
        self._chosen = [key for key in every if decks is None or key.partition("/")[0] in decks]
        moment = self._clock()
        self._shown_at = moment.at
        self._asked_on = moment.day
        desk = Desk(find=library.card, draw=_draw, scheduler=self._scheduler)
        day = self._plan(moment)
        self.session = Session(desk, day, whole=sum(day.queue.counts)).apply(Looked(moment))
        with suppress(QuizError):  # nothing is lost by it that matters
            self._catch_up()

    def now(self) -> Moment:
        """The moment by the clock of this sitting."""
        return self._clock()

    def reveal(self, response: Response, measured: float | None = None) -> Session:
        """Answer the card on screen.

        Args:
            response: the answer.
            measured: what the lab measured as the answer of a number card that asks for it.

        Raises:
            BadAnswerError: the response cannot be read as an answer to this card; nothing changed.
        """
        prompt = self.session.prompt
        if self.session.stage is Stage.ASK and prompt is not None:
            mark = judge(prompt, response, measured)
            moment = self._clock()
            self._asked_on = moment.day
            self.session = self.session.apply(Reveal(response, mark, moment, measured))
        return self.session

    def grade(self, rating: Rating) -> Session:
        """Rate the card on screen. The review is on disk before the next card is given.

        Raises:
            QuizError: it could not be saved; the session is as it was and can be graded again.
        """
        prompt, response = self.session.prompt, self.session.response
        if self.session.stage is not Stage.REVEALED or prompt is None or response is None:
            return self.session
        now = self._clock()
        # The day on which the buttons were shown counts, so that what they promised happens.
        moment = Moment(now.at, self._asked_on)
        draft = Event(
            device="",
            seq=0,
            kind="review",
            at=moment.at,
            day=moment.day,
            card=prompt.card.key,
            rating=rating,
            took_ms=min(max(0, now.at - self._shown_at), _LONGEST_LOOK),
            seed=prompt.seed,
            answer=_record(response, self.session.measured),
        )
        _, state = self._store.append(
            draft,
            lambda before: self._scheduler.next(before, rating, moment),
            face=self._face(prompt.card.key),
            rules=self._rules,
        )
        self.session = self.session.apply(Graded(state, rating, now))
        self._shown_at = now.at
        self.can_undo = True
        # The review is saved: if the database cannot be read now, a later look will do.
        with suppress(QuizError):
            if self._is_stale(now):
                self.refresh()
        return self.session

    def undo(self) -> Session:
        """Take back the last review; its card returns to the screen. Nothing to undo: no change."""
        moment = self._clock()
        undone = self._store.undo(
            moment,
            lambda card: keys_of(card, self._renamed),
            self._scheduler.replay,
            rules=self._rules,
        )
        if undone is None:
            return self.session
        _, state = undone
        self.session = self.session.apply(Undone(state.card, self._plan(moment), moment))
        self._shown_at = moment.at
        return self.session

    def skip(self) -> Session:
        """Put the card on screen aside for this sitting, without a review; it stays due."""
        moment = self._clock()
        self.session = self.session.apply(Skipped(moment))
        self._shown_at = moment.at
        return self.session

    def refresh(self) -> Session:
        """Look again: a learning step may be due, a day may have begun, another program written.

        Raises:
            QuizError: the database cannot be read; the session is as it was.
        """
        moment = self._clock()
        if self.session.stage is Stage.REVEALED:
            return self.session  # Never take away a card in the middle of an answer.
        day = self._plan(moment) if self._is_stale(moment) else None
        if self.session.stage is Stage.DONE or day is not None:
            self.session = self.session.apply(Looked(moment, day))
            self._shown_at = moment.at
        return self.session

    def _face(self, key: CardKey) -> Face | None:
        card = self._library.card(key)
        return None if card is None else face_of(card, self._library.deck_of(key).path)

    def _catch_up(self) -> None:
        """Remember what cards look like that were reviewed elsewhere, or before that was kept."""
        missing = [face for key in seen.faceless(self._store) if (face := self._face(key))]
        if missing:
            seen.remember(self._store, missing)

    def _is_stale(self, moment: Moment) -> bool:
        return moment.day != self._planned_on or self._store.data_version != self._seen

    def _plan(self, moment: Moment) -> Day:
        seen = self._store.data_version  # first: what is written meanwhile is seen next time
        states = current_states(self._store, self._scheduler, self._renamed)
        limits = limits_left(self._store, self.config, moment, self._renamed)
        queue = plan(self._chosen, states, moment, limits)
        self.can_undo = self._store.undo_target() is not None
        self._planned_on, self._seen = moment.day, seen
        return Day(queue, states)


def _draw(card: Card, seed: int) -> Card:
    if not card.vary:
        return card
    from quizapp.deck.template import draw

    drawn: Card = draw(card, seed)
    return drawn


def _record(response: Response, measured: float | None) -> str:
    """The answer as it is kept in the log."""
    given = {
        "picked": list(response.picked),
        "text": response.text,
        "truth": response.truth,
        "measured": measured,
    }
    return json.dumps({name: value for name, value in given.items() if value not in (None, "", [])})
