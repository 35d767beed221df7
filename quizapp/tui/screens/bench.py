"""One lab on the bench: turn its knobs, run it, watch the curve. Its runs are in workbench."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.worker import Worker

from quizapp.errors import QuizError
from quizapp.lab.figures import Figure
from quizapp.lab.foretell import Guesses
from quizapp.lab.setup import Setup
from quizapp.tui import results
from quizapp.tui.keys import bindings
from quizapp.tui.prose import label
from quizapp.tui.screens.lab import FRAME
from quizapp.tui.screens.page import LEAST_WIDTH, Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.trial import Trial
from quizapp.tui.widgets.knob_panel import KnobPanel
from quizapp.tui.widgets.sheet_view import SheetView
from quizapp.tui.workbench import Workbench

_CALM = 0.15
"""Seconds without a turn before what was turned is run."""


class BenchScreen(Page):
    """A lab with its knobs. Turning one runs a quick lab again; Enter runs any."""

    where = "bench"
    BINDINGS = bindings("bench")
    CSS_PATH = "../styles/bench.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-slim"),
        (LEAST_WIDTH, "-wide"),
        (72, "-split"),
        (110, "-broad"),
    ]

    def __init__(self, setup: Setup, card: str = "") -> None:
        super().__init__()
        self._bench = Workbench(setup, card)
        self._run: Worker[None] | None = None
        self._calm: Timer | None = None
        self._view: str | None = None
        self._notice = ""
        self._ticks = 0

    def body(self) -> ComposeResult:
        with Horizontal(id="bench"):
            yield KnobPanel(self._bench, self._turned, self.action_run, self.say)
            with VerticalScroll(id="desk", can_focus=False):
                yield SheetView(self._draw_run, id="paper")

    def on_mount(self) -> None:
        self.set_interval(FRAME, self._frame)
        self._start()

    def keys(self) -> Iterable[str]:
        if self._knobs.is_typing:
            yield from ("bench.run", "bench.leave", "app.help")
            return
        trial = self._bench.trial
        if trial is not None and self._bench.is_working:
            held = trial.pace.held
            yield from ("bench.stop", "bench.go" if held else "bench.pause", "bench.step")
        else:
            yield from ("bench.leave", "bench.run", "bench.step")
        yield from ("bench.down", "bench.right", "bench.edit", "bench.predict", "bench.keep")
        yield from ("bench.view", "bench.walk", "bench.default", "bench.reset", "bench.export")
        yield from ("bench.history", "app.help")

    def refresh_page(self) -> None:
        self._knobs.show()
        self._show_run()

    @property
    def _knobs(self) -> KnobPanel:
        return self.query_one(KnobPanel)

    @property
    def setup(self) -> Setup:
        return self._bench.setup

    @property
    def trials(self) -> list[Trial]:
        return self._bench.trials

    # Keys: knobs.

    def action_move(self, step: int) -> None:
        self._knobs.move(step)

    def action_choose(self, number: int) -> None:
        self._knobs.choose(number)

    def action_turn(self, by: int) -> None:
        self._knobs.turn(by)

    def action_edit(self) -> None:
        self._knobs.type()

    def action_default(self) -> None:
        self._knobs.put_back()

    def action_reset(self) -> None:
        self._knobs.change(self._bench.first)

    def _turned(self) -> None:
        """Run the new setup soon, if this lab is a quick one and nobody wants to guess first."""
        bench = self._bench
        if bench.is_quick and not bench.predicting:
            if self._calm is not None:
                self._calm.stop()
            self._calm = self.set_timer(_CALM, self._start)
        elif not bench.is_stale:
            self._tell("")
        elif bench.predicting:
            self._tell(self.say("Not run yet: Enter asks for your guess, then runs it."))
        else:
            self._tell(self.say("Not run yet: Enter runs it. Shown is the run before."))

    # Keys: runs.

    def action_run(self) -> None:
        self._guess_and(partial(self._start, keep=True))

    def action_step(self) -> None:
        """Take the run one step on; begin one if none goes on."""
        if not self._bench.step():
            self._guess_and(partial(self._start, stepping=True, keep=True))

    def action_predict(self) -> None:
        """Guesses first, from now on; or no longer."""
        bench = self._bench
        bench.predicting = not bench.predicting
        if not bench.predicting:
            self._tell(self.say("No more guesses: a knob runs the lab as it is turned."))
        elif self.setup.faults() or bench.is_known:
            self._tell(self.say("Guesses first: turn a knob; Enter asks, then runs it."))
        else:
            self.action_run()

    def _guess_and(self, start: Callable[[Guesses], None]) -> None:
        """Start a run, after its guesses where those come first."""
        from quizapp.tui.screens.guess import GuessScreen

        bench = self._bench
        asked = bench.questions() if bench.predicting and not self.setup.faults() else ()
        if asked and not bench.is_known:
            self.app.push_screen(GuessScreen(self.setup.info.name, asked, start))
        else:
            start({})
            if asked:
                self._tell(self.say("You have seen this one; turn a knob to guess."))

    def action_pause(self) -> None:
        self._bench.pause()
        self._show_run()

    def _start(
        self, guesses: Guesses | None = None, *, stepping: bool = False, keep: bool = False
    ) -> None:
        """Run the present setup, or its first step; what was running ends.

        ``keep`` puts the run into the history: those that a turn of a knob makes are not worth it.
        """
        self._stop()
        self._notice = ""
        try:
            trial = self._bench.begin(guesses or {}, stepping=stepping)
        except QuizError as error:
            self._tell(f"✗ {error.message}")
            return
        work = self._carry_out(trial, keep=keep)
        self._run = self.run_worker(work, group="bench", exit_on_error=True)
        self._show_run()

    async def _carry_out(self, trial: Trial, *, keep: bool) -> None:
        try:
            await self._bench.carry_out(trial, self.quiz.services, keep=keep)
        except QuizError as error:
            self._tell(f"✗ {error.message}")

    def _stop(self) -> None:
        if self._run is not None and not self._run.is_finished:
            self._run.cancel()
        self._bench.stop()

    # Keys: what was run.

    def action_keep(self) -> None:
        """Leave the present run on screen, to compare the next ones with it."""
        trial = self._bench.trial
        if trial is None or trial.outcome is None:
            self._tell(self.say("A run can be kept once it has ended."))
        elif run := self._bench.keep():
            self._tell(self.say("Kept as {run}. Turn a knob to compare with it.", run=run))
        else:
            self._tell(self.say("Four runs at most: X clears those that were kept."))

    def action_clear(self) -> None:
        self._bench.kept.clear()
        self._tell("")

    def action_view(self) -> None:
        """Look at the next curve."""
        titles = [figure.title for figure in self._views()]
        if titles:
            at = titles.index(self._view) if self._view in titles else 0
            self._view = titles[(at + 1) % len(titles)]
            self._show_run()

    def action_export(self) -> None:
        """Write the run into the learner's folder, and say which command makes it again."""
        views = self._views()
        try:
            written = self._bench.write(
                [*results.looked_at(views, self._view), *views], self.quiz.services.clock().at
            )
        except QuizError as error:
            self.quiz.trouble(error)
            return
        if written is not None:
            told = written._asdict()
            files = self.say("Written to {folder}: {names}", **told)
            again = self.say("The same run from the shell: {command}", **told)
            self._tell(f"{files}\n{again}")

    def action_walk(self) -> None:
        """Walk through an update of the lab as its knobs stand."""
        try:
            self.quiz.open_stepper(self.setup.job())
        except QuizError as error:
            self._tell(f"✗ {error.message}")

    def action_history(self) -> None:
        """Choose a past run of this lab; it takes the place of the present one."""
        from quizapp.tui.screens.history import HistoryScreen

        try:
            past = self._bench.past(self.quiz.services)
        except QuizError as error:
            self.quiz.trouble(error)
            return

        def put(number: int) -> None:
            self._stop()
            self._bench.put(*past[number])
            self.refresh_page()

        self.app.push_screen(HistoryScreen(past, put))

    def action_leave(self) -> None:
        if self._knobs.is_typing:
            self._knobs.give_up()
        elif self._bench.is_working:
            self._stop()
            self._show_run()
        else:
            self.app.pop_screen()

    def action_scroll(self, step: int) -> None:
        self.query_one("#desk", VerticalScroll).scroll_relative(y=4 * step, animate=False)

    # Drawing.

    def _tell(self, notice: str) -> None:
        self._notice = notice
        self._show_run()

    def _frame(self) -> None:
        """Draw what came since the last frame: many points, one drawing."""
        self._ticks += 1
        trial = self._bench.trial
        turns = self._bench.is_working and self._ticks % 4 == 0
        if trial is not None and (trial.changed or turns):
            trial.changed = False
            self._show_run()

    def _show_run(self) -> None:
        self.query_one("#paper", SheetView).show()
        self._show_title()

    def _show_title(self) -> None:
        name = label(self.setup.info.name, "bold")
        ready = self.quiz.services.lab_client().ready
        bench = self._bench
        state = results.state(bench.trial, self._ticks, ready, self.say, stale=bench.is_stale)
        mode = f"  ? {self.say('guesses first')}" if bench.predicting else ""
        self.title_bar(Content.assemble(self.say("The bench"), "  ", name, (mode, "dim")), state)

    def _views(self) -> list[Figure]:
        info = self._bench.setup.info
        labs = {**self.quiz.services.code_labs(), Path(info.origin).stem: info}
        return results.views(self.trials, labs, self.say)

    def _draw_run(self, sheet: Sheet) -> None:
        shown = results.looked_at(self._views(), self._view)
        room = self.size.height - 6
        results.draw(sheet, self.setup.info, self.trials, shown, self._notice, room, self.say)
