"""What a check asks for, in words for a person: the measurement, and the lab as it is turned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.deck.model import Ask, Deck
from quizapp.lab import declarative, defaults
from quizapp.lab.judge import show_text
from quizapp.lab.model import LabInfo
from quizapp.text.quantity import unit_named

_OWN_DEFAULTS = {"start": 1.0, "loss": "x**2", "steps": 1, "dtype": "float32", "mutant": ""}


@dataclass(frozen=True, slots=True)
class Asked:
    """One measurement of one lab.

    ``measure`` is its name, with the element and the absolute value that are wanted; ``knobs`` are
    those that differ from the lab's defaults.
    """

    measure: str
    meaning: str
    lab: str
    knobs: Mapping[str, object]

    @property
    def turned(self) -> str:
        """The lab and its knobs: ``ball: opt=SGD, lr=0.1``."""
        knobs = ", ".join(f"{name}={show_text(value)}" for name, value in self.knobs.items())  # type: ignore[arg-type]
        return f"{self.lab}: {knobs}" if knobs else self.lab


def asked(ask: Ask, deck: Deck, labs: Mapping[str, LabInfo]) -> Asked:
    """What an ``Ask`` asks for; its lab may not be there."""
    name = ask.get or "raised"
    element = "" if ask.at is None else f"[{ask.at}]"
    measure = f"|{name}{element}|" if ask.absolute else f"{name}{element}"
    spec = deck.labs.get(ask.lab)
    given = {**(spec.settings if spec is not None else {}), **ask.knobs}
    if spec is not None and spec.kind == "optimizer":
        meaning = declarative.MEASURES.get(name, "")
        known = {**defaults.of(str(given.get("opt", ""))), **_OWN_DEFAULTS}
        return Asked(measure, meaning, ask.lab, _apart(given, known))
    info = labs.get(spec.run if spec is not None else ask.lab)
    if info is None:
        return Asked(measure, "", ask.lab, given)
    usual = {knob.name: knob.default for knob in info.knobs}
    title = f"{ask.lab} ({info.name})" if info.name != ask.lab else ask.lab
    return Asked(measure, info.measures.get(name, ""), title, _apart(given, usual))


def every_knob(ask: Ask, deck: Deck, labs: Mapping[str, LabInfo]) -> dict[str, object]:
    """All knobs that a run has, those at their defaults too; of an unknown lab those given."""
    spec = deck.labs.get(ask.lab)
    given = {**(spec.settings if spec is not None else {}), **ask.knobs}
    if spec is not None and spec.kind == "optimizer":
        return {**defaults.of(str(given.get("opt", ""))), **_OWN_DEFAULTS, **given}
    info = labs.get(spec.run if spec is not None else ask.lab)
    usual = {knob.name: knob.default for knob in info.knobs} if info is not None else {}
    return {**usual, **given}


def unit_of(ask: Ask, deck: Deck, labs: Mapping[str, LabInfo]) -> str:
    """The unit of the measurement that is asked for, where its lab names one."""
    spec = deck.labs.get(ask.lab)
    info = labs.get(spec.run if spec is not None else ask.lab)
    return unit_named(info.measures.get(ask.get, "")) if info is not None else ""


def _apart(given: Mapping[str, object], usual: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if _single(value) != usual.get(name)}


def _single(value: object) -> object:
    """A list of one number is that number: where a parameter starts may be written so."""
    return value[0] if isinstance(value, (list, tuple)) and len(value) == 1 else value
