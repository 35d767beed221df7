"""Tune it on the full screen: two dials, the curves of the tries, the list of the best."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from quizapp.errors import QuizError
from quizapp.games import telling
from quizapp.games.tune import TRIES, Stage, Tune, deal
from quizapp.lab.model import Outcome
from quizapp.plot.letters import MOST
from quizapp.plot.runs import Series
from quizapp.store import scores
from quizapp.tui.curves import draw
from quizapp.tui.prose import label
from quizapp.tui.screens.game import GameScreen
from quizapp.tui.sheet import Sheet


class TuneScreen(GameScreen):
    """One game; its best try goes on the list."""

    title_text = "Tune it"

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.tune: Tune = deal(seed)
        self._dial = 0
        self._reason = ""

    def begin(self) -> None:
        self.have_run(self.tune.scouts(), self._scouted)

    def _scouted(self, outcomes: list[Outcome]) -> None:
        self.tune = self.tune.scouted(outcomes)

    def _ran(self, outcomes: list[Outcome]) -> None:
        tries = len(self.tune.tries)
        self.tune = self.tune.ran(outcomes[0])
        self._reason = "" if len(self.tune.tries) > tries else outcomes[0].reason
        if self.tune.stage is Stage.OVER:
            self._keep()

    def _keep(self) -> None:
        best = self.tune.best
        if best is None or best.track.home is None:
            return
        services, level = self.quiz.services, self.tune.level.name
        detail = telling.turned(self.tune, best.values)
        score = scores.Score("tune", level, best.track.home, detail, services.clock().at)
        try:
            scores.keep(services.store, score)
        except QuizError as error:
            self.quiz.trouble(error)

    @property
    def moment(self) -> object:
        return self.tune.seed, self.tune.stage, len(self.tune.tries)

    def keys(self) -> Iterable[str]:
        if self.tune.stage is Stage.TURNING:
            yield from ("game.run", "game.right", "game.down")
        elif self.tune.stage is Stage.OVER:
            yield "game.next"
        yield from ("game.leave", "app.help", "app.language")

    def action_choose(self, step: int) -> None:
        self._dial = (self._dial + step) % len(self.tune.level.dials)
        self.refresh_page()

    def action_turn(self, step: int) -> None:
        self.tune = self.tune.turn(self._dial, step)
        self.refresh_page()

    def action_go(self) -> None:
        if self.tune.stage is Stage.OVER:
            self._play_next()
        elif self.tune.stage is Stage.TURNING and not self.tune.tried:
            self.tune = self.tune.begin()
            self.have_run([self.tune.job()], self._ran)
        self.refresh_page()

    def _play_next(self) -> None:
        """The game of the next seed."""
        self._seed += 1
        self.tune, self._dial, self._reason = deal(self._seed), 0, ""
        self.begin()

    def action_leave(self) -> None:
        if self.tune.stage is Stage.TURNING and self.tune.tries:
            self.tune = self.tune.enough()
            self._keep()
            self.refresh_page()
        else:
            super().action_leave()

    def draw(self, sheet: Sheet) -> None:
        tune = self.tune
        sheet.add(label(telling.task(tune, self.say)))
        waiting = tune.stage is Stage.SCOUTING
        words = self.say("The house has a go…") if waiting else telling.house(tune, self.say)
        sheet.add(Content.styled(words, "dim"))
        sheet.gap()
        if not self.has_class("-tall"):  # else what is asked stays in sight above it
            sheet.mark_core()
        if tune.stage is Stage.OVER:
            self._draw_end(sheet)
        else:
            self._draw_dials(sheet)
        for number, one in enumerate(tune.tries):
            lead = Content.styled(f" {number + 1}. ", "bold")
            came = label(telling.came_of(tune, number, self.say))
            sheet.sides(Content.assemble(lead, label(telling.turned(tune, one.values))), came)
        curves = [
            Series(telling.turned(tune, one.values), telling.logarithms(one.track.losses))
            for one in tune.tries[-MOST:]
        ]
        if curves:
            sheet.gap()
            name = self.say("log₁₀ of the loss")
            draw(sheet, name, curves, 14, self.say, room=self.room(sheet))

    def _draw_dials(self, sheet: Sheet) -> None:
        tune = self.tune
        for number, (dial, value) in enumerate(zip(tune.level.dials, tune.values, strict=True)):
            chosen = number == self._dial
            mark = Content.styled("▌ " if chosen else "  ", "$primary")
            name = label(f"{dial.name:<10}", "bold" if chosen else "")
            slider = telling.marks(tune, number, max(8, min(40, sheet.width - 24)))
            line = Content.assemble(mark, name, (slider, "$primary"), f"  {value:g}")
            sheet.hang(Content(""), line, band="on $panel" if chosen else "")
        if tune.stage is not Stage.SCOUTING:
            left = self.say("{left} tries left.", left=TRIES - len(tune.tries))
            sheet.add(Content.styled(left, "dim"))
        if tune.stage is Stage.TURNING and tune.tried:
            sheet.add(self.say("This was tried; turn a knob."))
        if self._reason:
            sheet.add(label(self.say("The run failed: {reason}", reason=self._reason)))

    def _draw_end(self, sheet: Sheet) -> None:
        sheet.add(Content.styled(telling.closing(self.tune, self.say), "bold $accent"))
        sheet.add(Content.styled(self.say("Enter plays the next one."), "dim"))
        listed = scores.best(self.quiz.services.store, "tune", self.tune.level.name)
        for rank, score in enumerate(listed, start=1):
            steps = telling.stepped(score.score, self.say)
            sheet.sides(label(f" ★ {rank}. {score.detail}"), label(steps))
        sheet.gap()
