"""Optimizer Derby on the full screen: odds, lanes, and the course from above."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic

from textual.content import Content

from quizapp.games import telling
from quizapp.games.derby import Derby, Stage, meet
from quizapp.lab.model import Outcome
from quizapp.lab.surfaces import surface
from quizapp.plot.contour import contour
from quizapp.plot.runs import Series
from quizapp.plot.window import window
from quizapp.tui.curves import TONES, plot
from quizapp.tui.prose import label
from quizapp.tui.screens.game import GameScreen
from quizapp.tui.sheet import Sheet


class DerbyScreen(GameScreen):
    """Race after race. ``watch`` is the clock that races are watched by."""

    title_text = "Optimizer Derby"

    def __init__(self, seed: int, watch: Callable[[], float] = monotonic) -> None:
        super().__init__(seed)
        self._watch = watch
        self.derby: Derby = meet(seed)
        self._stake = 0

    def begin(self) -> None:
        self.have_run(self.derby.rehearsals(), self._rehearsed)

    def _rehearsed(self, outcomes: list[Outcome]) -> None:
        self.derby = self.derby.rehearsed(outcomes)

    def _started(self, outcomes: list[Outcome]) -> None:
        self.derby = self.derby.started(outcomes, self._watch())
        if not self.quiz.services.config.motion:
            self.derby = self.derby.finished()

    def frame(self) -> None:
        if self.derby.stage is Stage.RUNNING:
            self.derby = self.derby.watched(self._watch())
            self.refresh_page()

    @property
    def moment(self) -> object:
        return self.derby.number, self.derby.stage

    def keys(self) -> Iterable[str]:
        if self.derby.stage is Stage.BETTING:
            yield from ("game.pick", "game.stake")
        elif self.derby.stage in (Stage.RUNNING, Stage.FINISHED):
            yield "game.go"
        yield from ("game.leave", "app.help", "app.language")

    def action_pick(self, letter: str) -> None:
        place = ord(letter) - ord("a")
        if self.derby.stage is Stage.BETTING and place < len(self.derby.field):
            self.derby = self.derby.bet(place, self._staked())
            self.have_run(self.derby.race(), self._started)
            self.refresh_page()

    def action_turn(self, step: int) -> None:
        self._stake = max(0, min(len(self.derby.stakes()) - 1, self._stake + step))
        self.refresh_page()

    def action_go(self) -> None:
        if self.derby.stage is Stage.RUNNING:
            self.derby = self.derby.finished()
        elif self.derby.stage is Stage.FINISHED:
            self.derby = self.derby.next()
            self.begin()
        self.refresh_page()

    def _staked(self) -> int:
        stakes = self.derby.stakes()
        return stakes[min(self._stake, len(stakes) - 1)]

    def draw(self, sheet: Sheet) -> None:
        derby = self.derby
        head = self.say("Race {number}. {purse} coins.", number=derby.number, purse=derby.purse)
        sheet.add(Content.styled(head, "bold"))
        sheet.add(label(telling.scene(derby, self.say), "dim"))
        sheet.gap()
        sheet.mark_core()
        if derby.stage in (Stage.RUNNING, Stage.FINISHED):
            self._draw_race(sheet)
            return
        for place, runner in enumerate(derby.field):
            odds = self.say("pays {odds:g} for 1", odds=runner.odds) if runner.odds else "…"
            lead = Content.styled(f" {telling.letter(place)}  ", f"bold {TONES[place]}")
            sheet.sides(Content.assemble(lead, label(runner.name)), Content.styled(odds, "bold"))
        sheet.gap()
        if derby.stage is Stage.BETTING:
            sheet.add(self._stakes())
            words = self.say("A letter backs its runner with {stake} coins.", stake=self._staked())
            sheet.add(words)
        elif derby.stage is Stage.REHEARSING:
            sheet.add(self.say("The field rehearses…"))
        else:
            sheet.add(self.say("They walk to the start…"))

    def _stakes(self) -> Content:
        """What can be staked, the present stake in brackets."""
        parts = [
            (f"[{stake}]", "bold") if stake == self._staked() else (f" {stake} ", "dim")
            for stake in self.derby.stakes()
        ]
        return Content.assemble((self.say("Stake") + "  ", "dim"), *parts)

    def _draw_race(self, sheet: Sheet) -> None:
        derby, over = self.derby, self.derby.stage is Stage.FINISHED
        step = derby.step(self._watch())
        words = telling.payout(derby, self.say) if over else telling.call(derby, step, self.say)
        sheet.add(Content.styled(words, "bold $accent"))
        for place in derby.ranking if over else range(len(derby.field)):
            self._draw_lane(sheet, place, step, over)
        paths = [
            Series(runner.name.partition(",")[0], track.path[: step + 1])
            for runner, track in zip(derby.field, derby.tracks, strict=True)
        ]
        whole = [Series("", track.path) for track in derby.tracks]
        field = surface(derby.course.loss).field()
        sheet.gap()
        height = max(8, min(24, self.room(sheet)))
        plot(sheet, contour(field, paths, sheet.width, height, window(field, whole)), self.say)

    def _draw_lane(self, sheet: Sheet, place: int, step: int, over: bool) -> None:
        derby = self.derby
        mine = "▸" if place == derby.backed else " "
        lead = Content.styled(f"{mine}{telling.letter(place)} ", f"bold {TONES[place]}")
        if over:
            how = telling.arrival(derby, place, self.say)
            sheet.sides(Content.assemble(lead, label(derby.field[place].name)), label(how))
            return
        room = max(8, sheet.width - 16)
        at = round(derby.progress(place, step) * (room - 1))
        lane = "━" * at + telling.letter(place) + "┄" * (room - 1 - at) + "⚑"
        loss = label(f" {derby.tracks[place].at(step):.3g}")
        sheet.plot(Content.assemble(lead, (lane, TONES[place]), loss))
