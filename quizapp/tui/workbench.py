"""What lies on the bench: a setup, its runs, those kept beside it. Draws nothing, knows no keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from quizapp.lab import export
from quizapp.lab.client import Pace
from quizapp.lab.figures import Figure
from quizapp.lab.foretell import Guesses, Question, of_job
from quizapp.lab.setup import Setup
from quizapp.lab.setup import of_job as setup_of
from quizapp.paths import home
from quizapp.plot.letters import LETTERS, MOST
from quizapp.review.model import Millis
from quizapp.store import runs
from quizapp.tui.services import Services
from quizapp.tui.trial import Trial, finished

_QUICK = 1.0
"""Seconds; a lab that takes longer is not run at each turn of a knob."""


class Written(NamedTuple):
    """Files that a run was written to, and the command that makes it again."""

    folder: str
    names: str
    command: str


class Workbench:
    """One lab being tried.

    Args:
        setup: what is set up at first.
        card: the key of the card that it came from, or empty.

    Attributes:
        setup: the lab with its knobs as they stand.
        trial: the present run, if there is one.
        kept: runs that stay on screen to be compared with.
        predicting: guesses come first: no knob runs the lab by being turned.
    """

    def __init__(self, setup: Setup, card: str = "") -> None:
        self.setup = setup
        self._card = card
        self.first = setup
        self.trial: Trial | None = None
        self.kept: list[Trial] = []
        self.predicting = False

    @property
    def trials(self) -> list[Trial]:
        """The runs on screen: those kept, then the present one."""
        present = [self.trial] if self.trial is not None else []
        return [*self.kept, *(trial for trial in present if trial not in self.kept)]

    @property
    def is_working(self) -> bool:
        return self.trial is not None and not self.trial.is_over

    @property
    def is_quick(self) -> bool:
        """Whether the last run took so little time that another may be made unasked."""
        last = self.trial.outcome if self.trial is not None else None
        return last is None or last.seconds < _QUICK

    @property
    def is_known(self) -> bool:
        """Whether what the knobs say has been run, so that there is nothing left to guess."""
        trial = self.trial
        return trial is not None and trial.outcome is not None and trial.job == self.setup.job()

    @property
    def is_stale(self) -> bool:
        """Whether the run on screen is of other knobs, and none takes its place unasked."""
        if self.trial is None or self.is_working:
            return False
        if self.setup.faults():
            return True
        asked = self.predicting or not self.is_quick
        return asked and self.trial.job != self.setup.job()

    def questions(self) -> tuple[Question, ...]:
        """What can be guessed of the run that the knobs mean.

        Raises:
            QuizError: a knob stands wrong.
        """
        known = self.trial.outcome.measures if self.trial and self.trial.outcome else None
        return of_job(self.setup.job(), self.setup.info, known)

    def begin(self, guesses: Guesses, *, stepping: bool = False) -> Trial:
        """Make a run of the setup the present one.

        Raises:
            QuizError: a knob stands wrong.
        """
        self.trial = Trial(self.setup.job(), pace=Pace(stepping=stepping), guesses=guesses)
        return self.trial

    async def carry_out(self, trial: Trial, services: Services, *, keep: bool) -> None:
        """Run it; ``keep`` puts it into the history.

        Raises:
            QuizError: it could not be written there.
        """
        await trial.run(services.lab_client())
        if keep and trial.outcome is not None:
            at = services.clock().at
            runs.keep(services.store, trial.job, trial.outcome, at, self._card)

    def pause(self) -> None:
        """Hold the run, or let it go on; it goes on to its end."""
        if self.trial is not None and self.is_working:
            pace = self.trial.pace
            pace.go() if pace.held else pace.pause()

    def step(self) -> bool:
        """Take the run one step on; False when none goes on."""
        if self.trial is None or not self.is_working:
            return False
        self.trial.pace.step()
        return True

    def stop(self) -> None:
        """The present run ends where it is."""
        if self.trial is not None and self.trial.outcome is None:
            self.trial.stopped = True

    def keep(self) -> str:
        """Leave the present run on screen, under the letter given; empty when there is no room.

        It has ended.
        """
        if self.trial not in self.kept:
            if self.trial is None or len(self.kept) == MOST - 1:
                return ""
            self.kept.append(self.trial)
        return LETTERS[self.kept.index(self.trial)]

    def write(self, pictures: Sequence[Figure], at: Millis) -> Written | None:
        """Write the present run into the learner's folder; None when it has not ended.

        Raises:
            QuizError: it cannot be written there.
        """
        trial = self.trial
        if trial is None or trial.outcome is None:
            return None
        folder = home() / "runs"
        now = datetime.fromtimestamp(at / 1000)
        name = self.setup.info.name.replace("/", "-")  # a deck's own has the deck's name before it
        stem = f"{name}-{now:%Y%m%d-%H%M%S}"
        names = export.write_all(folder, stem, trial.job, trial.outcome, pictures)
        return Written(str(folder), ", ".join(names), export.command(trial.job))

    def past(self, services: Services) -> list[tuple[runs.PastRun, Setup]]:
        """The runs of this lab made before, the newest first, under their cards' present keys.

        Raises:
            QuizError: they cannot be read.
        """
        info, labs = self.setup.info, services.code_labs()
        found = [
            replace(past, job=replace(past.job, origin=info.origin, deck=info.deck))
            for past in runs.past(services.store, info.name)
        ]
        keys = {str(old): str(new) for old, new in services.library.renamed().items()}
        now = (replace(past, card=keys.get(past.card, past.card)) for past in found)
        return [(past, setup_of(past.job, labs)) for past in now]

    def put(self, past: runs.PastRun, setup: Setup) -> None:
        """A run made before takes the place of the present one."""
        self.setup = setup
        self.trial = finished(past.job, past.outcome)
