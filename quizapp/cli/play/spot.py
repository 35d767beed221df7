"""Spot the mutant, line by line. The rules are in ``quizapp.games.spot``."""

from __future__ import annotations

from quizapp.cli.play.table import Table
from quizapp.games import telling
from quizapp.games.spot import ROUNDS, Spot, Stage, deal
from quizapp.plot import letters
from quizapp.plot.runs import Series


def play(table: Table, seed: int) -> None:
    """All rounds of a game."""
    spot = deal(seed)
    while spot.stage is not Stage.OVER:
        spot = spot.ran(table.run(spot.jobs()))
        if spot.reason:
            table.tell("The run failed: {reason}", reason=spot.reason)
            return
        spot = _round(table, spot).next()
    table.print("", telling.final(spot, table.say))


def _round(table: Table, spot: Spot) -> Spot:
    table.print("", table.say("Round {number} of {rounds}.", number=spot.number, rounds=ROUNDS))
    table.print(telling.setting(spot, table.say))
    table.print(*telling.first_steps(spot, 6))
    for place, path in enumerate(spot.paths):
        points = tuple((float(step), x) for step, x in enumerate(path))
        lines = letters.text([Series("x", points)], 60, 8, table.say)
        table.print(table.say("x of {letter}", letter=telling.letter(place)), lines)
    spot = spot.accuse(table.choose(table.say("Which one is wrong, A or B?"), 2))
    table.tell("And what does it believe?")
    for place in range(len(spot.beliefs)):
        table.print(f"  {telling.letter(place)}) {table.say(spot.belief(place))}")
    spot = spot.explain(table.choose(table.say("Its belief"), len(spot.beliefs)))
    table.print(*telling.judged(spot, table.say))
    table.print(table.say("See for yourself: {command}", command=telling.command(spot)))
    return spot
