"""Spot the mutant on the full screen: two curves, two questions, the misconception."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from quizapp.games import telling
from quizapp.games.spot import ROUNDS, Spot, Stage, deal
from quizapp.lab.model import Outcome
from quizapp.plot.runs import Series
from quizapp.tui.curves import draw
from quizapp.tui.prose import label
from quizapp.tui.screens.game import GameScreen
from quizapp.tui.sheet import Sheet


class SpotScreen(GameScreen):
    """All rounds of a game."""

    title_text = "Spot the mutant"

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.spot: Spot = deal(seed)

    def begin(self) -> None:
        self.have_run(self.spot.jobs(), self._ran)

    def _ran(self, outcomes: list[Outcome]) -> None:
        self.spot = self.spot.ran(outcomes)

    @property
    def moment(self) -> object:
        return self.spot.number, self.spot.stage

    def keys(self) -> Iterable[str]:
        if self.spot.stage in (Stage.WHICH, Stage.BUG):
            yield "game.accuse" if self.spot.stage is Stage.WHICH else "game.explain"
        elif self.spot.stage is Stage.TOLD:
            yield from ("game.go", "game.lab")
        yield from ("game.leave", "app.help", "app.language")

    def action_pick(self, letter: str) -> None:
        place = ord(letter) - ord("a")
        if self.spot.stage is Stage.BUG:
            self.spot = self.spot.explain(place)
        elif place < 2:
            self.spot = self.spot.accuse(place)
        self.refresh_page()

    def action_go(self) -> None:
        if self.spot.stage is Stage.OVER:
            self.action_leave()
        elif self.spot.stage is Stage.TOLD:
            self.spot = self.spot.next()
            if self.spot.stage is Stage.LOADING:
                self.begin()
            self.refresh_page()

    def action_lab(self) -> None:
        if self.spot.stage is Stage.TOLD:
            self.quiz.open_job(self.spot.jobs()[self.spot.mutant_at])

    def draw(self, sheet: Sheet) -> None:
        spot = self.spot
        if spot.stage is Stage.OVER:
            sheet.gap()
            sheet.add(Content.styled(telling.final(spot, self.say), "bold $accent"))
            return
        head = self.say("Round {number} of {rounds}.", number=spot.number, rounds=ROUNDS)
        sheet.add(Content.styled(head, "bold"))
        sheet.add(label(telling.setting(spot, self.say)))
        if spot.reason:
            sheet.add(label(self.say("The run failed: {reason}", reason=spot.reason)))
        if not spot.paths:
            return
        self._draw_question(sheet)
        columns = max(3, min(8, (sheet.width - 6) // 9))
        for row in telling.first_steps(spot, columns):
            sheet.plot(label(row, "dim"))
        curves = [
            Series(self._which(place), tuple((float(step), x) for step, x in enumerate(path)))
            for place, path in enumerate(spot.paths)
        ]
        draw(sheet, "x", curves, 14, self.say, room=self.room(sheet))

    def _which(self, place: int) -> str:
        """Which of the two a curve is, once that is told."""
        if self.spot.stage is not Stage.TOLD:
            return ""
        return self.say("the mutant" if place == self.spot.mutant_at else "as torch has it")

    def _draw_question(self, sheet: Sheet) -> None:
        spot = self.spot
        sheet.gap()
        sheet.mark_core()
        if spot.stage is Stage.WHICH:
            sheet.add(Content.styled(self.say("Which one is wrong, A or B?"), "bold $accent"))
        elif spot.stage is Stage.BUG:
            sheet.add(Content.styled(self.say("And what does it believe?"), "bold $accent"))
            for place in range(len(spot.beliefs)):
                lead = Content.styled(f" {telling.letter(place)}  ", "bold")
                sheet.hang(lead, label(self.say(spot.belief(place))))
        else:
            for line in telling.judged(spot, self.say):
                sheet.add(label(line, "bold"))
        sheet.gap()
