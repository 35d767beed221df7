"""The learner's settings: a TOML file, checked value by value. Nothing here acts on them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.errors import QuizError
from quizapp.paths import not_a_folder

DEVICES = ("auto", "cpu", "cuda", "mps")
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Config:
    """How the learner wants to study. Steps are in seconds, intervals in days.

    Attributes:
        retention: share of cards that should still be known when they come due.
        day_start: hour at which a study day begins.
        parameters: FSRS-6's 21 weights; empty means the model's defaults.
        theme: name of a theme; empty means the app's own choice.
        motion: whether things may move on screen.
        prove_on_save: whether cards that an author edits are proven by themselves.
        warnings: what was odd in the file but could be passed over.
    """

    retention: float = 0.9
    day_start: int = 4
    new_per_day: int = 20
    reviews_per_day: int = 200
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    maximum_interval: int = 36500
    fuzz: bool = True
    parameters: tuple[float, ...] = ()
    language: str = "en"
    theme: str = ""
    motion: bool = True
    device: str = "auto"
    prove_on_save: bool = True
    warnings: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Config:
        """Read the settings file; a missing one means all defaults.

        Raises:
            QuizError: the file cannot be read, is not TOML, or has a value out of range; the
                message names file and line.
        """
        try:
            source = path.read_bytes().decode()
        except FileNotFoundError:
            return cls()
        except NotADirectoryError as error:
            raise not_a_folder(path) from error
        except OSError as error:
            raise QuizError(
                f"cannot read {path}: {error.strerror}", "Check its permissions."
            ) from error
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise QuizError(f"{path}:{line}: not UTF-8 text", "Save the file as UTF-8.") from error
        return cls(**_settings(source, path))  # type: ignore[arg-type]


class _RefusedError(Exception):
    """A value is not what its setting needs; the text says what is."""


def _settings(source: str, path: Path) -> dict[str, object]:
    """The checked settings of a file, by field name."""
    import tomllib

    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line, reason = _toml_trouble(str(error), source)
        raise QuizError(f"{path}:{line}: {reason}", "The file is TOML: `name = value`.") from error
    found: dict[str, object] = {}
    warnings = []
    for key, value in table.items():
        place = f"{path}:{_line_of(key, source)}"
        check = _CHECKS.get(key)
        if check is None:
            warnings.append(f"{place}: unknown setting {key!r}{_did_you_mean(key)}")
            continue
        try:
            found[key] = check(value)
        except _RefusedError as error:
            raise QuizError(f"{place}: {key} = {value!r}", f"{key} must be {error}.") from error
    return {**found, "warnings": tuple(warnings)}


def _toml_trouble(message: str, source: str) -> tuple[int, str]:
    place = re.search(r" \(at line (\d+), column \d+\)$", message)
    if place:
        return int(place[1]), message[: place.start()]
    return source.count("\n") + 1, message.removesuffix(" (at end of document)")


def _line_of(key: str, source: str) -> int:
    place = re.search(rf"^[ \t]*\[*[\"']?{re.escape(key)}\b", source, re.MULTILINE)
    return source.count("\n", 0, place.start()) + 1 if place else 1


def _did_you_mean(key: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(key, _CHECKS, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _whole(low: int, high: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise _RefusedError(f"a whole number from {low} to {high}")
        return value

    return check


def _real(low: float, high: float) -> Callable[[object], float]:
    def check(value: object) -> float:
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            raise _RefusedError(f"a number from {low} to {high}")
        return float(value)

    return check


def _choice(*allowed: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise _RefusedError("one of " + ", ".join(f'"{name}"' for name in allowed))
        return value

    return check


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise _RefusedError("true or false")
    return value


def _name(value: object) -> str:
    if not isinstance(value, str) or len(value) > 64:
        raise _RefusedError("a short text")
    return value


_SECONDS = {"s": 1, "m": 60, "h": 3600}


def _steps(value: object) -> tuple[int, ...]:
    allowed = 'a list of at most 10 steps from "1s" to "23h", such as ["1m", "10m"], rising'
    if not isinstance(value, list) or len(value) > 10:
        raise _RefusedError(allowed)
    steps = []
    for step in value:
        form = re.fullmatch(r"(\d{1,5})\s*([smh])", step) if isinstance(step, str) else None
        # Steps of a day or more would compete with FSRS, which plans the days itself.
        if form is None or not 1 <= int(form[1]) * _SECONDS[form[2]] <= 23 * 3600:
            raise _RefusedError(allowed)
        steps.append(int(form[1]) * _SECONDS[form[2]])
    if sorted(steps) != steps:
        raise _RefusedError(allowed)
    return tuple(steps)


def _parameters(value: object) -> tuple[float, ...]:
    numbers: list[Any] = value if isinstance(value, list) else [None]
    fine = all(
        isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number)
        for number in numbers
    )
    if not fine or len(numbers) not in (0, 21):
        raise _RefusedError("the list of FSRS-6's 21 numbers, or empty for the defaults")
    return tuple(float(number) for number in numbers)


_CHECKS: Mapping[str, Callable[[object], object]] = {
    "retention": _real(0.7, 0.99),
    "day_start": _whole(0, 23),
    "new_per_day": _whole(0, 9999),
    "reviews_per_day": _whole(0, 9999),
    "learning_steps": _steps,
    "relearning_steps": _steps,
    "maximum_interval": _whole(1, 36500),
    "fuzz": _switch,
    "parameters": _parameters,
    "language": _choice(*LANGUAGES),
    "theme": _name,
    "motion": _switch,
    "device": _choice(*DEVICES),
    "prove_on_save": _switch,
}
"""What each setting must be; also the list of all settings."""
