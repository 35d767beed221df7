"""Optimizer Derby, line by line. The rules are in ``quizapp.games.derby``."""

from __future__ import annotations

from quizapp.cli.play.table import Leave, Table
from quizapp.games import telling
from quizapp.games.derby import Derby, meet
from quizapp.plot import letters
from quizapp.plot.runs import Series


def play(table: Table, seed: int) -> None:
    """Race after race, until the player leaves."""
    derby = meet(seed)
    try:
        while True:
            derby = _race(table, derby)
            table.ask(table.say("Enter for the next race, q to go home"))
            derby = derby.next()
    except Leave:
        table.tell("You go home with {purse} coins.", purse=derby.purse)


def _race(table: Table, derby: Derby) -> Derby:
    table.print("", table.say("Race {number}. {purse} coins.", **_numbers(derby)))
    table.print(telling.scene(derby, table.say))
    table.tell("The field rehearses…")
    derby = derby.rehearsed(table.run(derby.rehearsals()))
    width = max(len(runner.name) for runner in derby.field)
    for place, runner in enumerate(derby.field):
        odds = table.say("pays {odds:g} for 1", odds=runner.odds)
        table.print(f"  {telling.letter(place)}) {runner.name:<{width}}  {odds}")
    backed = table.choose(table.say("Your favourite"), len(derby.field))
    stakes = derby.stakes()
    listed = ", ".join(map(str, stakes))
    answer = table.ask(
        table.say("How many coins? {stakes}; Enter for {least}", stakes=listed, least=stakes[0])
    )
    stake = int(answer) if answer.isdecimal() and int(answer) in stakes else stakes[0]
    derby = derby.bet(backed, stake)
    derby = derby.started(table.run(derby.race()), now=0.0)
    _watch(table, derby)
    derby = derby.finished()
    table.print("")
    for rank, place in enumerate(derby.ranking, start=1):
        how = telling.arrival(derby, place, table.say)
        table.print(f"  {rank}. {telling.letter(place)}) {derby.field[place].name}: {how}")
    table.print(telling.payout(derby, table.say))
    return derby


def _watch(table: Table, derby: Derby) -> None:
    """The commentary at five moments, then the curves."""
    for moment in range(5):
        step = derby.length * moment**2 // 25
        table.print(f"  [{step}] {telling.call(derby, step, table.say)}")
    curves = [
        Series(runner.name, telling.logarithms(track.losses[: derby.length + 1]))
        for runner, track in zip(derby.field, derby.tracks, strict=True)
    ]
    table.print("", table.say("log₁₀ of the loss"), letters.text(curves, 72, 12, table.say))


def _numbers(derby: Derby) -> dict[str, object]:
    return {"number": derby.number, "purse": derby.purse}
