"""What the games say, as lines of text: the same words on the full screen and line by line."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from quizapp.games import derby as derbies
from quizapp.games import spot as spots
from quizapp.games.derby import Derby
from quizapp.games.spot import Spot
from quizapp.games.tune import Tune

Say = Callable[..., str]

GAMES = {
    "derby": (
        "Optimizer Derby",
        "Bet on who reaches the valley first. The race is a real run; so is the loss.",
    ),
    "mutant": (
        "Spot the mutant",
        "Two trajectories, one of them wrong. Which, and what does it believe?",
    ),
    "tune": (
        "Tune it",
        "Two knobs, six tries. Get down to the target in the fewest steps.",
    ),
}
"""Each game's title and what it is about."""


def letter(place: int) -> str:
    """A for 0, B for 1."""
    return chr(ord("A") + place)


def stepped(count: int, say: Say) -> str:
    """``1 step``, ``7 steps``."""
    return say("1 step") if count == 1 else say("{count} steps", count=count)


# The derby.


def scene(derby: Derby, say: Say) -> str:
    """Where the race is, and what wins it."""
    course = derby.course
    return say(
        "{course}: f = {loss}. First below {home:g} wins.",
        course=say(course.name),
        loss=course.loss,
        home=course.home,
    )


def call(derby: Derby, step: int, say: Say) -> str:
    """The commentator on a step of the race."""
    order = sorted(range(len(derby.field)), key=lambda place: -derby.progress(place, step))
    first, second = order[:2]
    lead = derby.progress(first, step)
    names = {"first": letter(first), "second": letter(second)}
    if derby.stage is derbies.Stage.FINISHED or lead >= 1.0:
        return say("{first} is home! The rest may take their time.", **names)
    if step == 0:
        return say("And they are off!")
    if lead <= 0:
        return say("Everybody climbs. Somebody should tell them it is downhill.")
    if lead - derby.progress(second, step) < 0.05:
        return say("{first} and {second}, gradient by gradient!", **names)
    if lead > 0.8:
        return say("{first} can smell the minimum.", **names)
    return say("{first} leads, and {second} is next down the slope.", **names)


def arrival(derby: Derby, place: int, say: Say) -> str:
    """How a runner ended."""
    track = derby.tracks[place]
    if track.reason:
        return say("scratched: {reason}", reason=track.reason)
    if track.home is not None:
        return say("home after {steps}", steps=stepped(track.home, say))
    if track.lost:
        return say("left the map at full speed (the loss is infinite)")
    return say("still out there, at loss {loss:.3g}", loss=track.losses[-1])


def payout(derby: Derby, say: Say) -> str:
    """What the bet brought."""
    if not derby.winners:
        return say("Nobody came home. The bank returns the stake, with a straight face.")
    if derby.paid:
        return say("You win {paid} coins. Call it intuition.", paid=derby.paid)
    if derby.purse == 0:
        return say("That was the last coin. The bank will lend you {loan}.", loan=derbies.LOAN)
    return say("The bank thanks you for {stake} coins.", stake=derby.stake)


# Spot the mutant.


def setting(spot: Spot, say: Say) -> str:
    """What both were told to do."""
    own = {"opt", "loss", "start", "steps"}
    knobs = spot.suspect.settings
    options = ", ".join(f"{name}={value}" for name, value in knobs.items() if name not in own)
    start = knobs["start"]
    where = start[0] if isinstance(start, list) else start
    return say(
        "{opt}({options}) on f = {loss}, from x = {start:g}.",
        opt=spot.suspect.opt,
        options=options,
        loss=knobs["loss"],
        start=where,
    )


def first_steps(spot: Spot, count: int) -> list[str]:
    """Where each of the two was in its first steps, as rows of numbers."""
    wide = max((len(f"{x:.4g}") for path in spot.paths for x in path[:count]), default=1)
    head = "      " + "  ".join(f"{step:>{wide}}" for step in range(count))
    rows = [
        f"  {letter(place)}   " + "  ".join(f"{x:>{wide}.4g}" for x in path[:count])
        for place, path in enumerate(spot.paths)
    ]
    return [head, *rows]


def judged(spot: Spot, say: Say) -> Iterator[str]:
    """Right or wrong on both counts, then the misconception."""
    true = letter(spot.mutant_at)
    if spot.which == spot.mutant_at:
        yield say("Yes: {letter} is the mutant.", letter=true)
    else:
        yield say("No: {letter} is the mutant. The other one is as torch has it.", letter=true)
    if spot.bug is not None:
        found = spot.beliefs[spot.bug] == spot.suspect.mutant
        yield say("And you know its bug.") if found else say("But its bug is another one.")
    place = spot.beliefs.index(spot.suspect.mutant)
    yield say("It believes: {belief}", belief=say(spot.belief(place)))


def command(spot: Spot) -> str:
    """The command that runs the mutant again."""
    knobs = {**spot.suspect.settings, "mutant": spot.suspect.mutant}
    sets = " ".join(f"--set '{name}={_written(value)}'" for name, value in knobs.items())
    return f"quizapp lab run optimizer {sets}"


def final(spot: Spot, say: Say) -> str:
    """The end of a game."""
    most = 2 * spots.ROUNDS
    share = spot.points / most
    words = "{points} of {most}. "
    if share == 1:
        words += "The mutants have asked for your address."
    elif share >= 0.6:
        words += "A trained eye."
    else:
        words += "The mutants got away. They always leave a trail, though."
    return say(words, points=spot.points, most=most)


# Tune it.


def task(tune: Tune, say: Say) -> str:
    """What is to be done."""
    course = tune.level.course
    return say(
        "{opt} on {course}, f = {loss}. Target: below {home:g}, in the fewest steps.",
        opt=" ".join([tune.level.opt, *tune.level.options]),
        course=say(course.name),
        loss=course.loss,
        home=course.home,
    )


def house(tune: Tune, say: Say) -> str:
    """What there is to beat."""
    if tune.house is None:
        return say("The house tried at random and never arrived. Beat that.")
    return say(
        "The house tried at random: {steps}. Beat that.",
        steps=stepped(tune.house, say),
    )


def turned(tune: Tune, values: tuple[float, float]) -> str:
    """The dials as they stood: ``lr=0.1 momentum=0.9``."""
    dials = zip(tune.level.dials, values, strict=True)
    return " ".join(f"{dial.name}={value:g}" for dial, value in dials)


def came_of(tune: Tune, number: int, say: Say) -> str:
    """What came of a try, counted from 0."""
    track = tune.tries[number].track
    if track.home is not None:
        better = number == 0 or all(
            one.track.home is None or one.track.home > track.home for one in tune.tries[:number]
        )
        steps = stepped(track.home, say)
        return say("{steps}, the best so far", steps=steps) if better else steps
    if track.lost:
        return say("it exploded: too much of something")
    end = track.losses[-1]
    if end > 0.9 * track.losses[0]:
        return say("hardly moved: loss {loss:.3g}", loss=end)
    return say("not there yet: loss {loss:.3g}", loss=end)


def closing(tune: Tune, say: Say) -> str:
    """The end of a game."""
    best = tune.best
    if best is None or best.track.home is None:
        return say("Never arrived. The knobs send their regards.")
    steps = stepped(best.track.home, say)
    if tune.house is None or best.track.home < tune.house:
        return say("{steps}: you beat the house.", steps=steps)
    if best.track.home == tune.house:
        return say("{steps}: as good as the house, which did not think.", steps=steps)
    return say("{steps}: the house was luckier.", steps=steps)


def marks(tune: Tune, dial: int, width: int) -> str:
    """A dial as a line with its notch: ``├──────●───┤``."""
    notches = len(tune.level.dials[dial].notches)
    place = round(tune.at[dial] / (notches - 1) * (width - 1))
    return "".join("●" if cell == place else "─" for cell in range(width))


_CEILING = 100
"""A loss of so many times the first one is off the chart: the others would be flat below it."""


def logarithms(losses: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    """Points of a curve of log₁₀ loss; where it cannot be drawn the curve breaks."""
    top = _CEILING * losses[0] if losses else math.inf
    return tuple(
        (float(step), math.log10(loss) if 0 < loss < top else math.nan)
        for step, loss in enumerate(losses)
    )


def _written(value: object) -> str:
    if isinstance(value, list):
        return "[" + ",".join(f"{one:g}" for one in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
