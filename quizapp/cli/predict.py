"""``quizapp lab run --predict``: what will it measure? Asked before the run, judged after it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from quizapp.lab import guess
from quizapp.lab.model import Outcome
from quizapp.plot.chart import chart
from quizapp.plot.runs import Series, plain
from quizapp.text.clean import clean

_SHAPES = tuple(guess.SHAPES)


@dataclass
class Prediction:
    """What was guessed, by the name of the measurement or series; what was passed is not there."""

    numbers: dict[str, float] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()


def ask(measures: Mapping[str, str], series: Mapping[str, str]) -> Prediction:
    """Ask for a guess of each; an empty line passes, and so does the end of the input."""
    made = Prediction()
    print("Guess before it runs; Enter passes.")
    for name, meaning in measures.items():
        answer = _line(f"{name} ({meaning}), a number")
        try:
            made.numbers[name] = float(answer)
        except ValueError:
            continue
    if series:
        print("\n".join(f"  {place}) {name}" for place, name in enumerate(_SHAPES, start=1)))
    for name, meaning in series.items():
        answer = _line(f"curve {name} ({meaning}), 1 to {len(_SHAPES)}")
        if answer.isdecimal() and 1 <= int(answer) <= len(_SHAPES):
            made.shapes[name] = _SHAPES[int(answer) - 1]
    if len(series) > 1:
        made.order = tuple(_line("the curves by where they end, the lowest first").split())
    return made


def tell(made: Prediction, outcome: Outcome) -> None:
    """Print every guess beside what came; a guessed shape is drawn over its curve."""
    marks = []
    for name, number in made.numbers.items():
        if name in outcome.measures:
            mark = guess.number(number, outcome.measures[name])
            marks.append(mark.right)
            print(clean(f"{_sign(mark.right)} {name}: you said {number:g}, it is {mark.truth}"))
    for name, said in made.shapes.items():
        points = outcome.series.get(name, [])
        found = guess.shape(points)
        if found:
            marks.append(found == said)
            print(clean(f"{_sign(found == said)} {name}: you said it {said}; it {found}"))
            curves = [
                Series(name, tuple(points)),
                Series("guess", tuple(guess.drawn(said, points))),
            ]
            print(plain(chart(curves, 72, 8)))
    if made.order:
        found_order = guess.order(outcome.series)
        marks.append(made.order == found_order)
        told = f"you said {' < '.join(made.order)}, it is {' < '.join(found_order)}"
        print(clean(f"{_sign(marks[-1])} order: {told}"))
    if marks:
        print(f"{sum(marks)} of {len(marks)} guesses right")


def _sign(right: bool) -> str:
    return "right:" if right else "wrong:"


def _line(prompt: str) -> str:
    print(clean(f"{prompt} > "), end="", flush=True)
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        print()  # A pipe does not echo the end of the answer's line.
    return line.strip()
