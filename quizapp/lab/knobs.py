"""Values for a code lab's knobs: typed, bounded, complete. What is wrong is said with a remedy."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

from quizapp.errors import QuizError
from quizapp.lab.declarative import LISTED, MANY, MUTANTS, SCHEDULE_MUTANTS
from quizapp.lab.model import Job, Knob, LabInfo
from quizapp.text.i18n import tr
from quizapp.text.near import nearest, those_near

GENERAL = (
    Knob(
        "mutant",
        "choice",
        "none",
        choices=("none", *MUTANTS, *SCHEDULE_MUTANTS),
        help="a wrong variant that stands in for its original",
    ),
    Knob(
        "dtype",
        "choice",
        "float32",
        choices=("float32", "float64"),
        help="of the lab's tensors: bench.dtype",
    ),
)
"""Knobs that every code lab takes beside its own; one of its own by such a name comes first."""


_IN_ENGLISH = partial(tr, lang="en")


def job(info: LabInfo, given: Mapping[str, object], *, device: str = "auto", seed: int = 0) -> Job:
    """The run of a code lab with these knobs, the others at their defaults.

    Raises:
        QuizError: as ``complete``.
    """
    return Job(
        "code",
        info.name,
        complete(info, given),
        origin=info.origin,
        device=device,
        seed=seed,
        seconds=info.seconds,
        deck=info.deck,
    )


def complete(info: LabInfo, given: Mapping[str, object]) -> dict[str, object]:
    """All knobs of a lab: the given values, checked, and the defaults of the rest.

    Raises:
        QuizError: there is no such knob, or the value is not one of its own.
    """
    values: dict[str, object] = {knob.name: knob.default for knob in info.knobs}
    for name, value in given.items():
        values[name] = check(info, name, value)
    return values


def check(info: LabInfo, name: str, value: object) -> object:
    """The value as the knob's own type.

    Raises:
        QuizError: there is no such knob, or the value is not one of its own.
    """
    knob = next((knob for knob in (*info.knobs, *GENERAL) if knob.name == name), None)
    if knob is None:
        raise QuizError(f"lab {info.name!r} has no knob {name!r}", _near(name, info))
    fitted = fit(knob, value)
    if fitted is None:
        fault, remedy = _misfit(knob, value)
        where = f"knob {name!r} of lab {info.name!r}"
        raise QuizError(f"{where}: {shown(value)} is not {fault}", remedy)
    return fitted


def _misfit(knob: Knob, value: object) -> tuple[str, str]:
    """What a value is not, and where to see what it could be."""
    if len(knob.choices) <= MANY:
        return span(knob), ""
    near = ", ".join(those_near(str(value), knob.choices))
    remedy = LISTED if knob.name == "mutant" else ""
    return f"one of its {len(knob.choices)} choices; near it are {near}", remedy


def span(knob: Knob, say: Callable[..., str] = _IN_ENGLISH) -> str:
    """What a knob takes, in the words of ``say``: ``a number from 0 to 0.99``."""
    if knob.kind == "bool":
        return say("{one} or {other}", one="true", other="false")
    if knob.kind == "choice":
        return say("one of {names}", names=", ".join(knob.choices))
    what, form = ("a whole number", ".0f") if knob.kind == "int" else ("a number", "g")
    low = "" if knob.low is None else f"{knob.low:{form}}"
    high = "" if knob.high is None else f"{knob.high:{form}}"
    if low and high:
        return say(f"{what} from {{low}} to {{high}}", low=low, high=high)
    if low:
        return say(f"{what}, at least {{low}}", low=low)
    return say(f"{what}, at most {{high}}", high=high) if high else say(what)


def read(text: str) -> object:
    """A value as typed on a command line or in a field: number, true/false, list, else text."""
    text = text.strip()
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if text.startswith("[") and text.endswith("]"):
        return [read(part) for part in text[1:-1].split(",") if part.strip()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def fit(knob: Knob, value: object) -> object:
    """The value in the knob's type, or None when it does not fit."""
    if knob.kind == "bool":
        return value if isinstance(value, bool) else None
    if knob.kind == "choice":
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return text if text in knob.choices else None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    if knob.kind == "int" and value != int(value):
        return None
    low = -math.inf if knob.low is None else knob.low
    high = math.inf if knob.high is None else knob.high
    if not low <= value <= high:
        return None
    return int(value) if knob.kind == "int" else float(value)


def _near(name: str, info: LabInfo) -> str:
    names = [knob.name for knob in info.knobs]
    close = nearest(name, names)
    if close:
        return f"Did you mean {close!r}?"
    return f"It has: {', '.join(names)}." if names else "It has none."


def shown(value: object) -> str:
    """A value as it was given, short."""
    try:
        return repr(value)[:60]
    except ValueError:  # an integer of thousands of digits
        return "so large a number"
