"""``quizapp lab run --predict``: what will it measure? Asked before the run, judged after it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from quizapp.lab import guess
from quizapp.lab.foretell import Answer, Guesses, Judged, Kind, Question, count, judged
from quizapp.lab.judge import show
from quizapp.lab.model import Outcome
from quizapp.plot import letters
from quizapp.plot.runs import Series
from quizapp.text.clean import clean
from quizapp.text.number import parse_number

Say = Callable[..., str]

_SHAPES = tuple(guess.SHAPES)


def ask(questions: Sequence[Question], say: Say) -> Guesses:
    """Ask for each guess; an empty line passes, and so does the end of the input."""
    made: dict[Question, Answer] = {}
    print(say("Guess before it runs; Enter passes."))
    listed = False
    for question in questions:
        if question.kind is Kind.SHAPE and not listed:
            listed = True
            names = enumerate(map(say, _SHAPES), start=1)
            print("\n".join(f"  {place}) {name}" for place, name in names))
        answer = _read(question, _line(_prompt(question, say)))
        if answer is not None:
            made[question] = answer
    return made


def tell(made: Guesses, outcome: Outcome, say: Say) -> None:
    """Print every guess beside what came; a guessed shape is drawn over its curve."""
    found = judged(made, outcome.measures, outcome.series)
    for one in found:
        word = say("{name}: ", name=say("right" if one.right else "wrong"))
        print(clean(word + _told(one, say)))
        if one.question.kind is Kind.SHAPE:
            drawn = tuple(guess.drawn(str(one.said), one.points))
            measured = Series(say("measured"), tuple(one.points))
            print(letters.text([measured, Series(say("your guess"), drawn)], 72, 8, say))
    if found:
        print(say("{right} of {count} guesses right", right=count(found), count=len(found)))


def _prompt(question: Question, say: Say) -> str:
    told = {"name": question.name, "meaning": question.meaning}
    if question.kind is Kind.NUMBER:
        return say("{name} ({meaning}), a number", **told)
    if question.kind is Kind.SHAPE:
        return say("curve {name} ({meaning}), 1 to {count}", count=len(_SHAPES), **told)
    return say("the curves by where they end, the lowest first")


def _read(question: Question, line: str) -> Answer | None:
    """The guess that a line says; None when it says none."""
    if question.kind is Kind.NUMBER:
        try:
            return float(parse_number(line))
        except ValueError:
            return None
    if question.kind is Kind.SHAPE:
        known = line.isdecimal() and 1 <= int(line) <= len(_SHAPES)
        return _SHAPES[int(line) - 1] if known else None
    return tuple(line.split()) or None


def _told(one: Judged, say: Say) -> str:
    if isinstance(one.said, float):
        truth = show(one.truth) if not isinstance(one.truth, tuple) else ""
        told = {"name": one.question.name, "said": f"{one.said:g}", "truth": truth}
    elif isinstance(one.said, tuple) and isinstance(one.truth, tuple):
        told = {"name": say("order"), "said": " < ".join(one.said), "truth": " < ".join(one.truth)}
    else:
        said, truth = f"“{say(str(one.said))}”", f"“{say(str(one.truth))}”"
        told = {"name": one.question.name, "said": said, "truth": truth}
    return say("{name}: you guessed {said}; it is {truth}", **told)


def _line(prompt: str) -> str:
    print(clean(f"{prompt} > "), end="", flush=True)
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        print()  # A pipe does not echo the end of the answer's line.
    return line.strip()
