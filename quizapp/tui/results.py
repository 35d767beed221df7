"""What runs came to, on a sheet: curves, measurements, agreement, comparisons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from textwrap import wrap

from textual.content import Content

from quizapp.lab.figures import Curves, Figure, Landscape, figures, landscape
from quizapp.lab.isolation.level import in_short
from quizapp.lab.judge import show
from quizapp.lab.model import LabInfo, Outcome, Verdict
from quizapp.plot.letters import LETTERS, MOST
from quizapp.plot.runs import Series
from quizapp.text.clean import clean_line
from quizapp.text.width import cells, fit
from quizapp.tui import curves, guessed
from quizapp.tui.prose import label, prose
from quizapp.tui.sheet import Sheet
from quizapp.tui.trial import Trial

Say = Callable[..., str]

SYMBOLS = {
    Verdict.HOLDS: ("✓", "$success"),
    Verdict.FAILS: ("✗", "$error"),
    Verdict.ERROR: ("!", "$warning"),
    Verdict.SKIPPED: ("–", "$foreground 60%"),
}

_LINES = 4
"""Lines of one value in the table, at most."""

_MEASURED = ("•", "$foreground")
"""Of a run that was compared with nothing."""


def badge(outcome: Outcome) -> tuple[str, str]:
    """The symbol and the colour of what a run came to."""
    judged = outcome.word == outcome.verdict.value
    return SYMBOLS[outcome.verdict] if judged else _MEASURED


def state(
    trial: Trial | None, ticks: int, ready: bool, say: Say, *, stale: bool = False
) -> Content:
    """How a run stands, in a few words.

    Args:
        ready: the lab's worker is there.
        stale: the run is of other knobs than those that stand.
    """
    if trial is None:
        return Content("")
    if stale:
        return Content.styled("○ " + say("not run yet"), "dim")
    if trial.outcome is not None:
        symbol, colour = badge(trial.outcome)
        return Content.styled(f"{symbol} {say(trial.outcome.word)}", f"bold {colour}")
    if trial.stopped:
        return Content.styled("– " + say("stopped"), "bold")
    if trial.pace.held:
        return Content.styled("‖ " + say("held"), "bold $accent")
    words = going(trial.fraction, ready, say)
    return Content.styled(f"{'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'[ticks // 4 % 10]} {words}", "bold $primary")


def going(fraction: float, ready: bool, say: Say) -> str:
    """How far a run is: the fraction is of our optimizer's, after which torch's is run unseen."""
    if not ready:
        return say("starting torch…")
    if fraction >= 1:
        return say("running torch's for comparison…")
    return say("running {done}%", done=int(100 * fraction))


def draw(
    sheet: Sheet,
    info: LabInfo,
    trials: Sequence[Trial],
    shown: Sequence[Figure],
    notice: str,
    room: int,
    say: Say,
) -> None:
    """All of a lab's runs: the guesses, its claim, a figure, what was measured."""
    guessed.draw(sheet, trials[-1].judged if trials else (), say)
    sheet.add(prose(info.claim, "bold"))
    if notice:
        sheet.add(label(notice, "italic $accent"))
    for figure in shown:
        sheet.gap()
        draw_figure(sheet, figure, info, room, say)
    sheet.gap()
    if len(trials) > 1:
        draw_table(sheet, trials, say)
        sheet.gap()
    elif trials and trials[0].outcome is not None:
        draw_outcome(sheet, info, trials[0].outcome, say)
    elif trials and trials[0].stopped:
        sheet.add(say("Stopped before the verdict. R runs it again."))
    if info.source:
        sheet.hang(Content.styled("§ ", "dim"), label(info.source, "dim italic"))


def looked_at(figures: Sequence[Figure], title: str | None) -> list[Figure]:
    """The figure of that title; else the first one, if there is any."""
    return [figure for figure in figures if figure.title == title] or list(figures[:1])


def views(trials: Sequence[Trial], labs: Mapping[str, LabInfo], say: Say) -> list[Figure]:
    """What can be looked at, the most telling first: figures of one run, or of all in one."""
    if not trials:
        return []
    guess = guessed.figure(trials[-1].judged, say)
    return [*([guess] if guess is not None else []), *_views(trials, labs)]


def _views(trials: Sequence[Trial], labs: Mapping[str, LabInfo]) -> list[Figure]:
    last = trials[-1]
    measures = last.outcome.measures if last.outcome is not None else {}
    found = figures(last.job, labs, last.points, measures)
    lines = [figure for figure in found if isinstance(figure, Curves)]
    others = [figure for figure in found if not isinstance(figure, Curves)]
    if len(trials) > 1:
        runs = [(name, t.job, t.points) for name, t in zip(names(trials), trials, strict=True)]
        ground = landscape(runs, labs)
        others = [figure for figure in others if not isinstance(figure, Landscape)]
        return [*([ground] if ground is not None else []), *others, *_compared(trials)]
    if last.job.kind == "code" and 2 <= len(lines) <= MOST:
        together = Curves("", tuple(series for figure in lines for series in figure.series))
        return [*others, together, *lines]
    return [*others, *sorted(lines, key=_is_not_loss)]


def _is_not_loss(figure: Curves) -> bool:
    return figure.title != "loss"


def _compared(trials: Sequence[Trial]) -> list[Figure]:
    """Each series, one line a run."""
    series = dict.fromkeys(name for trial in trials for name in trial.points)
    return [
        Curves(
            name,
            tuple(
                Series(apart, tuple(trial.points.get(name, ())))
                for apart, trial in zip(names(trials), trials, strict=True)
            ),
        )
        for name in sorted(series, key=lambda name: name != "loss")
        if any(len(trial.points.get(name, ())) > 1 for trial in trials)
    ]


def draw_figure(sheet: Sheet, figure: Figure, info: LabInfo, room: int, say: Say) -> None:
    """One of the views, in about ``room`` lines."""
    if isinstance(figure, Curves):
        title, height = clean_line(figure.title), max(6, min(16, room - 8))
        curves.draw(sheet, title, figure.series, height, say, info.series.get(figure.title, ""))
        return
    sheet.plot(label(clean_line(figure.title), "bold").truncate(sheet.width, ellipsis=True))
    lines = figure.draw(sheet.width, max(8, min(figure.height + 6, room - 3)))
    curves.plot(sheet, lines, say)


def names(trials: Sequence[Trial]) -> list[str]:
    """What sets each run apart from the others: its differing knobs."""
    keys = differing(trials)
    if not keys:
        return [trial.job.name for trial in trials]
    return [", ".join(f"{key}={_short(_setting(trial, key))}" for key in keys) for trial in trials]


def differing(trials: Sequence[Trial]) -> list[str]:
    """The knobs, and the seed, in which runs differ."""
    keys = dict.fromkeys(key for trial in trials for key in (*trial.job.knobs, "seed", "device"))
    return [key for key in keys if len({repr(_setting(trial, key)) for trial in trials}) > 1]


def draw_outcome(sheet: Sheet, info: LabInfo, outcome: Outcome, say: Say) -> None:
    """One run: agreement, every measurement with its meaning, where it was made."""
    _draw_agreement(sheet, outcome, say)
    sheet.gap()
    width = max([cells(clean_line(name)) for name in outcome.measures], default=0)
    for name, value in outcome.measures.items():
        meaning = info.measures.get(name, "")
        lead = label(f" {name}  ", "dim").pad_right(max(0, width - cells(clean_line(name))))
        text = Content.assemble(label(show(value), "bold"), "  ", label(meaning, "dim italic"))
        sheet.hang(lead, text)
    if outcome.output:
        sheet.gap()
        sheet.add(Content.styled(say("printed"), "dim"))
        sheet.add(label(outcome.output.rstrip()), indent=1)
    sheet.gap()
    sheet.add(label(facts(outcome, say), "dim"))
    if outcome.isolation is not None:
        told = f"{say('isolation')}: {in_short(outcome.isolation, say)}"
        sheet.add(label(told, "dim"))


def draw_table(sheet: Sheet, trials: Sequence[Trial], say: Say) -> None:
    """Runs beside each other: the knobs that differ, then what was measured."""
    measures = dict.fromkeys(
        name for trial in trials if trial.outcome for name in trial.outcome.measures
    )
    first = min(
        max(12, sheet.width // 4),
        max([8, *(cells(name) for name in (*differing(trials), *measures))]),
    )
    column = max(6, (sheet.width - first - 1) // max(1, len(trials)) - 1)
    heads = [f"{LETTERS[n]}" for n in range(len(trials))]
    styles = [f"bold {tone}" for tone in curves.TONES]
    _row(sheet, "", heads, first, column, styles)
    for key in differing(trials):
        _row(sheet, key, [_short(_setting(t, key)) for t in trials], first, column, ["bold"] * 4)
    sheet.rule()
    for name in measures:
        values = [t.outcome.measures.get(name) if t.outcome else None for t in trials]
        _row(sheet, name, [_short(value) for value in values], first, column, [""] * 4)
    gaps = [t.outcome.gap if t.outcome else None for t in trials]
    _row(sheet, say("gap"), [_short(gap) for gap in gaps], first, column, ["dim"] * 4)
    verdicts = [
        f"{badge(t.outcome)[0]} {say(t.outcome.word)}" if t.outcome else "…" for t in trials
    ]
    _row(sheet, say("verdict"), verdicts, first, column, ["dim"] * 4)


def facts(outcome: Outcome, say: Say) -> str:
    """Where and how a run was made, on one line."""
    versions = ", ".join(f"{name} {number}" for name, number in outcome.versions.items())
    device = outcome.device or say("not run")
    parts = (f"{say('seed')} {outcome.seed}", device, versions, f"{outcome.seconds * 1000:.0f} ms")
    return " · ".join(part for part in parts if part)


def _draw_agreement(sheet: Sheet, outcome: Outcome, say: Say) -> None:
    symbol, colour = badge(outcome)
    lead = Content.styled(f"{symbol} {say(outcome.word)}  ", f"bold {colour}")
    if outcome.agrees:
        gap = 0.0 if outcome.gap is None else outcome.gap
        sheet.hang(lead, f"{say('ours agrees with torch')} ({say('gap')} {gap:.2g})")
    elif outcome.misused:
        sheet.hang(lead, say("The mutant took no part: this experiment builds no such optimizer."))
    elif outcome.verdict is Verdict.HOLDS:
        sheet.hang(lead, say("A mutant is wrong on purpose: it is not compared with torch."))
    else:
        sheet.hang(lead, label(outcome.reason))


def _row(
    sheet: Sheet, name: str, values: Sequence[str], first: int, column: int, styles: Sequence[str]
) -> None:
    """One line of the table; more where a value is too long for its column."""
    broken = [wrap(value, column)[:_LINES] for value in values]
    for told, *pieces in zip_longest([name], *broken, fillvalue=""):
        parts = [_padded(told, first, "dim")]
        parts += [_padded(one, column, style) for one, style in zip(pieces, styles, strict=False)]
        sheet.plot(Content(" ").join(parts))


def _padded(text: str, width: int, style: str) -> Content:
    shown = fit(clean_line(text), width)
    return label(shown, style).pad_right(max(0, width - cells(shown)))


def _setting(trial: Trial, key: str) -> object:
    if key in ("seed", "device"):
        return getattr(trial.job, key)
    return trial.job.knobs.get(key)


def _short(value: object) -> str:
    """A setting or a measurement in a column of the table: numbers in four digits."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        inside = ", ".join(map(_short, value[:8])) + (", …" if len(value) > 8 else "")
        return f"[{inside}]"
    return value if isinstance(value, str) else show(value)
