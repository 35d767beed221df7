"""What can be guessed of a run before it is made, and each guess beside what came. Pure.

How near a guess is, ``guess`` says; here stand the questions and the answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quizapp.lab import guess
from quizapp.lab.model import Job, LabInfo, Measured

Answer = float | str | tuple[str, ...]
"""A number, the name of a shape, or names of curves, the one that ends lowest first."""

_MOST_CURVES = 4
"""Of so many curves an order can be told; of more nobody keeps it in mind."""

_FEWEST_STEPS = 3
"""A curve of fewer has no shape."""


class Kind(StrEnum):
    NUMBER = "number"
    SHAPE = "shape"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to guess: a measurement, the shape of a curve, the order in which curves end.

    ``name`` is the measurement's or the curve's; ``choices`` are the curves of an order.
    """

    kind: Kind
    name: str
    meaning: str = ""
    choices: tuple[str, ...] = ()


Guesses = Mapping[Question, Answer]
"""What was guessed; what was passed is not there."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A guess beside what came. ``points`` is the curve that a shape was guessed of."""

    question: Question
    said: Answer
    truth: Measured | tuple[str, ...]
    right: bool
    points: guess.Points = ()


def of_lab(
    measures: Mapping[str, str], series: Mapping[str, str], *, curves: int = 9, numbers: int = 99
) -> tuple[Question, ...]:
    """What can be asked of a lab: its numbers, its curves' shapes, the order of the curves.

    Args:
        measures, series: their names and meanings.
        curves, numbers: how many of each to ask for at most.
    """
    asked = [Question(Kind.NUMBER, *one) for one in list(measures.items())[:numbers]]
    asked += [Question(Kind.SHAPE, *one) for one in list(series.items())[:curves]]
    if 1 < len(series) <= _MOST_CURVES:
        asked.append(Question(Kind.ORDER, "", choices=tuple(series)))
    return tuple(asked)


def of_job(
    job: Job, info: LabInfo, known: Mapping[str, Measured] | None = None
) -> tuple[Question, ...]:
    """A few questions about a run: a curve, the order of curves, two numbers.

    Args:
        info: the run's lab.
        known: what another run of it measured, to ask only for what was a number.
    """
    if job.kind == "optimizer":
        return of_lab({"loss.end": info.measures["loss.end"]}, of_curve(job, info))
    numbers = info.measures
    if known:
        numbers = {name: told for name, told in numbers.items() if is_number(known.get(name))}
    return of_lab(numbers, info.series, curves=1, numbers=2)


def of_curve(job: Job, info: LabInfo) -> dict[str, str]:
    """The curve of a run that is worth a guess, with its meaning; none when it has no shape."""
    if job.kind == "optimizer" and int(str(job.knobs.get("steps", 1))) < _FEWEST_STEPS:
        return {}
    name = next((name for name in info.series if name == "loss"), next(iter(info.series), ""))
    return {name: info.series[name]} if name else {}


def judged(
    guesses: Guesses, measures: Mapping[str, Measured], curves: Mapping[str, guess.Points]
) -> list[Judged]:
    """Every guess beside what came; what did not come is left out."""
    found = (_judge(one, said, measures, curves) for one, said in guesses.items())
    return [one for one in found if one is not None]


def is_number(value: Measured) -> bool:
    """Whether a measurement can be guessed as a number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _judge(
    question: Question,
    said: Answer,
    measures: Mapping[str, Measured],
    curves: Mapping[str, guess.Points],
) -> Judged | None:
    if question.kind is Kind.NUMBER and isinstance(said, float):
        if question.name not in measures:
            return None
        truth = measures[question.name]
        return Judged(question, said, truth, guess.number(said, truth).right)
    if question.kind is Kind.SHAPE:
        points = curves.get(question.name, ())
        shape = guess.shape(points)
        return Judged(question, said, shape, said == shape, points) if shape else None
    ends = guess.order({name: curves[name] for name in question.choices if name in curves})
    return Judged(question, said, ends, said == ends) if len(ends) > 1 else None


def count(judgements: Sequence[Judged]) -> int:
    """How many guesses were right."""
    return sum(one.right for one in judgements)
