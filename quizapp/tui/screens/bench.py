"""One lab on the bench: turn its knobs, run it, watch the curve. What is drawn is in results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.timer import Timer
from textual.widgets import Input
from textual.worker import Worker

from quizapp.errors import QuizError
from quizapp.lab import export
from quizapp.lab.client import Pace
from quizapp.lab.figures import Figure
from quizapp.lab.judge import show_text
from quizapp.lab.setup import TEXT, Setup, of_job
from quizapp.paths import home
from quizapp.store import runs
from quizapp.tui import curves, dials, results
from quizapp.tui.commands import bindings
from quizapp.tui.prose import label, prose
from quizapp.tui.screens.lab import FRAME
from quizapp.tui.screens.page import LEAST_WIDTH, Page
from quizapp.tui.sheet import Sheet
from quizapp.tui.trial import Trial, finished
from quizapp.tui.widgets.sheet_view import SheetView

_CALM = 0.15
"""Seconds without a turn before what was turned is run."""

_QUICK = 1.0
"""A lab that takes longer is not run at each turn of a knob."""


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

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._setup = setup
        self._first = setup
        self._chosen = setup.dials[0].name
        self._before_typing: Setup | None = None
        self._kept: list[Trial] = []
        self._trial: Trial | None = None
        self._run: Worker[None] | None = None
        self._calm: Timer | None = None
        self._view: str | None = None
        self._notice = ""
        self._ticks = 0

    def body(self) -> ComposeResult:
        with Horizontal(id="bench"):
            with Vertical(id="side"):
                with VerticalScroll(id="knobs", can_focus=False):
                    yield SheetView(self._draw_knobs, id="dials")
                yield Input(id="field", compact=True, max_length=500)
                yield SheetView(self._draw_about, id="about")
            with VerticalScroll(id="desk", can_focus=False):
                yield SheetView(self._draw_run, id="paper")

    def on_mount(self) -> None:
        self.set_interval(FRAME, self._frame)
        self._start()

    def keys(self) -> Iterable[str]:
        if self._before_typing is not None:
            yield from ("bench.run", "bench.leave")
            return
        if self.is_working:
            held = self._trial is not None and self._trial.pace.held
            yield from ("bench.stop", "bench.go" if held else "bench.pause", "bench.step")
        else:
            yield from ("bench.leave", "bench.run", "bench.step")
        yield from ("bench.down", "bench.right", "bench.edit", "bench.keep", "bench.view")
        yield from ("bench.walk", "bench.default", "bench.reset", "bench.export")
        yield from ("bench.history", "app.help")

    def refresh_page(self) -> None:
        for view in self.query(SheetView):
            view.show()
        self._show_title()

    @property
    def is_working(self) -> bool:
        return self._trial is not None and not self._trial.is_over

    @property
    def trials(self) -> list[Trial]:
        """The runs on screen: those kept, then the present one."""
        present = [self._trial] if self._trial is not None else []
        return [*self._kept, *(trial for trial in present if trial not in self._kept)]

    # Keys: knobs.

    def action_move(self, step: int) -> None:
        names = [knob.name for knob in self._setup.dials]
        self._chosen = names[(names.index(self._chosen) + step) % len(names)]
        self._show_knobs()

    def action_choose(self, number: int) -> None:
        """A click on a knob."""
        self._chosen = self._setup.dials[number].name
        self._show_knobs()

    def action_turn(self, by: int) -> None:
        if self._setup.dial(self._chosen).kind == TEXT:
            self.action_edit()
        else:
            self._change(self._setup.turned(self._chosen, by))

    def action_default(self) -> None:
        self._change(self._setup.put(self._chosen, self._setup.dial(self._chosen).default))

    def action_reset(self) -> None:
        self._change(self._first)

    def action_edit(self) -> None:
        """Type the chosen knob's value."""
        self._before_typing = self._setup
        field = self.query_one("#field", Input)
        knob = self._setup.dial(self._chosen)
        field.value = show_text(self._setup.value(knob))  # type: ignore[arg-type]
        field.display = True
        field.focus()
        self._show_knobs()

    @on(Input.Changed, "#field")
    def _typed(self, event: Input.Changed) -> None:
        """Each letter is checked; nothing is run until Enter."""
        if self._before_typing is not None:
            self._setup = self._setup.typed(self._chosen, event.value)
            self._show_knobs()

    @on(Input.Submitted, "#field")
    def _entered(self) -> None:
        self._end_typing()
        self.action_run()

    def _end_typing(self) -> None:
        self._before_typing = None
        field = self.query_one("#field", Input)
        field.display = False
        self.set_focus(None)
        self._show_knobs()

    def _change(self, setup: Setup) -> None:
        """Take a new setup; run it soon, if this lab is a quick one."""
        self._setup = setup
        if all(knob.name != self._chosen for knob in setup.dials):
            self._chosen = setup.dials[0].name
        self._show_knobs()
        last = self._trial.outcome if self._trial is not None else None
        if last is None or last.seconds < _QUICK:
            if self._calm is not None:
                self._calm.stop()
            self._calm = self.set_timer(_CALM, self._start)
        else:
            self._tell(self.say("This lab takes its time: Enter runs it."))

    # Keys: runs.

    def action_run(self) -> None:
        self._start(keep=True)

    def action_pause(self) -> None:
        """Hold the run, or let it go on; it goes on to its end."""
        if self._trial is not None and self.is_working:
            pace = self._trial.pace
            if pace.held:
                pace.go()
            else:
                pace.pause()
            self._show_run()

    def action_step(self) -> None:
        """Take the run one step on; begin one if none goes on."""
        if self._trial is not None and self.is_working:
            self._trial.pace.step()
        else:
            self._start(stepping=True, keep=True)

    def action_keep(self) -> None:
        """Leave the present run on screen, to compare the next ones with it."""
        if self._trial is None or self._trial.outcome is None or self._trial in self._kept:
            return
        if len(self._kept) == curves.MOST - 1:
            self._tell(self.say("Four runs at most: X clears those that were kept."))
            return
        self._kept.append(self._trial)
        self._tell(self.say("Kept. Turn a knob: the next run is drawn over this one."))

    def action_clear(self) -> None:
        self._kept.clear()
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
        trial = self._trial
        if trial is None or trial.outcome is None:
            return
        folder = home() / "runs"
        now = datetime.fromtimestamp(self.quiz.services.clock().at / 1000)
        stem = f"{self._setup.info.name}-{now:%Y%m%d-%H%M%S}"
        pictures = [*self._shown(), *self._views()]
        try:
            names = export.write_all(folder, stem, trial.job, trial.outcome, pictures)
        except QuizError as error:
            self.quiz.trouble(error)
            return
        written = self.say("Written to {folder}: {names}", folder=folder, names=", ".join(names))
        command = export.command(trial.job)
        again = self.say("The same run from the shell: {command}", command=command)
        self._tell(f"{written}\n{again}")

    def action_walk(self) -> None:
        """Walk through an update of the lab as its knobs stand."""
        try:
            self.quiz.open_stepper(self._setup.job())
        except QuizError as error:
            self._tell(f"✗ {error.message}")

    def action_history(self) -> None:
        """Choose a past run of this lab; it takes the place of the present one."""
        from quizapp.tui.screens.history import HistoryScreen

        services = self.quiz.services
        try:
            found = runs.past(services.store, self._setup.info.name)
        except QuizError as error:
            self.quiz.trouble(error)
            return
        setups = [of_job(past.job, services.code_labs()) for past in found]

        def put(number: int) -> None:
            self._stop()
            self._setup = setups[number]
            job = replace(found[number].job, origin=self._setup.info.origin)
            self._trial = finished(job, found[number].outcome)
            self._show_knobs()

        self.app.push_screen(HistoryScreen([*zip(found, setups, strict=True)], put))

    def action_leave(self) -> None:
        if self._before_typing is not None:
            self._setup = self._before_typing
            self._end_typing()
        elif self.is_working:
            self._stop()
            self._show_run()
        else:
            self.app.pop_screen()

    def action_scroll(self, step: int) -> None:
        self.query_one("#desk", VerticalScroll).scroll_relative(y=4 * step, animate=False)

    def _start(self, *, stepping: bool = False, keep: bool = False) -> None:
        """Run the present setup, or its first step; what was running ends.

        ``keep`` puts the run into the history: those that a turn of a knob makes are not worth it.
        """
        self._stop()
        self._notice = ""
        try:
            job = self._setup.job()
        except QuizError as error:
            self._tell(f"✗ {error.message}")
            return
        self._trial = Trial(job, pace=Pace(stepping=stepping))
        work = self._carry_out(self._trial, keep=keep)
        self._run = self.run_worker(work, group="bench", exit_on_error=True)
        self._show_run()

    async def _carry_out(self, trial: Trial, *, keep: bool) -> None:
        services = self.quiz.services
        await trial.run(services.lab_client())
        if keep and trial.outcome is not None:
            try:
                runs.keep(services.store, trial.job, trial.outcome, services.clock().at)
            except QuizError as error:
                self._tell(f"✗ {error.message}")

    def _stop(self) -> None:
        if self._run is not None and not self._run.is_finished:
            self._run.cancel()
        if self._trial is not None and self._trial.outcome is None:
            self._trial.stopped = True

    def _tell(self, notice: str) -> None:
        self._notice = notice
        self._show_run()

    def _frame(self) -> None:
        """Draw what came since the last frame: many points, one drawing."""
        self._ticks += 1
        trial = self._trial
        if trial is not None and (trial.changed or (self.is_working and self._ticks % 4 == 0)):
            trial.changed = False
            self._show_run()

    # Drawing.

    def _show_knobs(self) -> None:
        view = self.query_one("#dials", SheetView)
        view.show()
        view.sheet(view.content_size.width)
        row = self._row
        self.query_one("#knobs", VerticalScroll).scroll_to_region(
            Region(0, row, 1, 1), animate=False
        )
        self.query_one("#about", SheetView).show()
        self._show_title()

    def _show_run(self) -> None:
        self.query_one("#paper", SheetView).show()
        self._show_title()

    def _show_title(self) -> None:
        name = label(self._setup.info.name, "bold")
        ready = self.quiz.services.lab_client().ready
        state = results.state(self._trial, self._ticks, ready, self.say)
        self.title_bar(Content.assemble(self.say("The bench"), "  ", name), state)

    def _views(self) -> list[Figure]:
        return results.views(self.trials, self.quiz.services.code_labs())

    def _shown(self) -> list[Figure]:
        """The figure that is looked at, if there is any."""
        views = self._views()
        return [figure for figure in views if figure.title == self._view] or views[:1]

    _row = 0

    def _draw_knobs(self, sheet: Sheet) -> None:
        self._row = dials.draw(sheet, self._setup, self._chosen, self._setup.faults())

    def _draw_about(self, sheet: Sheet) -> None:
        fault = self._setup.faults().get(self._chosen, "")
        dials.about(sheet, self._setup, self._setup.dial(self._chosen), fault, self.say)

    def _draw_run(self, sheet: Sheet) -> None:
        info = self._setup.info
        sheet.add(prose(info.claim, "bold"))
        if self._notice:
            sheet.add(label(self._notice, "italic $accent"))
        trials = self.trials
        for figure in self._shown():
            sheet.gap()
            results.draw_figure(sheet, figure, info, self.size.height - 6)
        sheet.gap()
        if len(trials) > 1:
            results.draw_table(sheet, trials, self.say)
            sheet.gap()
        elif trials and trials[0].outcome is not None:
            results.draw_outcome(sheet, info, trials[0].outcome, self.say)
        elif trials and trials[0].stopped:
            sheet.add(self.say("Stopped before the verdict. R runs it again."))
        if info.source:
            sheet.hang(Content.styled("§ ", "dim"), label(info.source, "dim italic"))
