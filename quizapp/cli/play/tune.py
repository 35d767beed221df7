"""Tune it, line by line. The rules are in ``quizapp.games.tune``."""

from __future__ import annotations

from quizapp.cli.play.table import Leave, Table
from quizapp.games import telling
from quizapp.games.tune import TRIES, Stage, Tune, deal
from quizapp.plot import letters
from quizapp.plot.runs import Series
from quizapp.review.days import Clock
from quizapp.store import scores
from quizapp.store.db import Store


def play(table: Table, seed: int, store: Store, clock: Clock) -> None:
    """One game; its best try goes on the list."""
    tune = deal(seed)
    table.print("", telling.task(tune, table.say))
    table.tell("The house has a go…")
    tune = tune.scouted(table.run(tune.scouts()))
    table.print(telling.house(tune, table.say))
    for dial in tune.level.dials:
        table.print(f"  {dial.name}: " + " ".join(f"{notch:g}" for notch in dial.notches))
    try:
        while tune.stage is not Stage.OVER:
            tune = _try(table, tune)
    except Leave:
        tune = tune.enough()
    table.print("", telling.closing(tune, table.say))
    best = tune.best
    if best is not None and best.track.home is not None:
        detail = telling.turned(tune, best.values)
        score = scores.Score("tune", tune.level.name, best.track.home, detail, clock().at)
        scores.keep(store, score)
    for rank, score in enumerate(scores.best(store, "tune", tune.level.name), start=1):
        table.print(f"  {rank}. {telling.stepped(score.score, table.say)}  {score.detail}")


def _try(table: Table, tune: Tune) -> Tune:
    names = " ".join(dial.name for dial in tune.level.dials)
    now = " ".join(f"{value:g}" for value in tune.values)
    number = len(tune.tries)
    ask = "Try {number} of {tries}: {names}, such as {now}; q ends"
    line = table.ask(table.say(ask, number=number + 1, tries=TRIES, names=names, now=now))
    try:
        values = [float(word) for word in line.replace(",", " ").split()]
    except ValueError:
        values = []
    if len(values) not in (0, 2):
        table.tell("Two numbers, please, or Enter for the dials as they stand.")
        return tune
    for dial, value in enumerate(values):
        tune = tune.set(dial, value)
    if tune.tried:
        table.tell("This was tried; turn a knob.")
        return tune
    (outcome,) = table.run([tune.job()])
    after = tune.begin().ran(outcome)
    if len(after.tries) == number:
        table.tell("The run failed: {reason}", reason=outcome.reason)
        return after
    done = after.tries[-1]
    table.print(
        f"{telling.turned(after, done.values)}: {telling.came_of(after, number, table.say)}"
    )
    curve = [Series("loss", telling.logarithms(done.track.losses))]
    table.print(table.say("log₁₀ of the loss"), letters.text(curve, 60, 8, table.say))
    return after
