"""What a deck's labs measure, and what their mutants do in its place: the stuff of proposals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from quizapp.deck.model import Ask, Deck
from quizapp.errors import QuizError
from quizapp.lab import defaults, judge, registry
from quizapp.lab.asked import every_knob
from quizapp.lab.beside import Labs
from quizapp.lab.declarative import MEASURES, MUTANTS, SCHEDULE_MUTANTS, SERIES
from quizapp.lab.model import Measured, Outcome, Verdict
from quizapp.lab.operand import NoValueError, value
from quizapp.lab.verify import Runner, run_all

MOST_ELEMENTS = 8
"""Of a list, so many elements are looked at one by one."""

MOST_MUTANTS = 16
"""So many mutants of a lab are run."""


Turn = tuple[str, str | float]
"""A knob, and the value that it has instead."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One measurement (or series) of a run, and what each mutant of the lab measures instead.

    ``meaning`` is the lab's word for it. ``instead`` has what is measured when one knob has another
    value: each mutant that takes part, and each number that the lab declares at its default.
    """

    ask: Ask
    value: Measured
    meaning: str = ""
    instead: Mapping[Turn, Measured] = field(default_factory=dict)

    @property
    def mutants(self) -> dict[str, Measured]:
        """What each mutant measures."""
        return {
            str(turned): other for (knob, turned), other in self.instead.items() if knob == "mutant"
        }

    def told_from(self) -> dict[str, Measured]:
        """The mutants that measure something else."""
        return {
            name: other
            for name, other in self.mutants.items()
            if not judge.close(self.value, other, judge.NEAR)
        }


@dataclass(frozen=True, slots=True)
class Read:
    """All readings, and why a run gave none, by its lab."""

    readings: tuple[Reading, ...]
    troubles: Mapping[str, str]


async def read(
    setups: Iterable[Ask],
    deck: Deck,
    labs: Labs,
    client: Runner,
    *,
    device: str = "auto",
) -> Read:
    """Run labs, with their mutants and without what they declare, and read what they measure.

    Args:
        setups: the lab and the knobs of each run; what they ask for is not looked at.
        labs: the deck's own among them.
    """
    plain = list(
        {repr((one.lab, one.knobs)): Ask(one.lab, "", one.knobs) for one in setups}.values()
    )
    turns = {repr(one): [*_turns(one, deck, labs)] for one in plain}
    every = [turned(one, *turn) for one in plain for turn in turns[repr(one)]] + plain
    outcome_of = await run_all(every, deck, labs, client, device=device)
    found: list[Reading] = []
    troubles: dict[str, str] = {}
    for base in plain:
        try:
            outcome = outcome_of(base)
        except QuizError as error:
            troubles[base.lab] = error.message
            continue
        if outcome.verdict is not Verdict.HOLDS:
            troubles[base.lab] = outcome.reason
        else:
            beside = {turn: outcome_of(turned(base, *turn)) for turn in turns[repr(base)]}
            found += _readings(base, outcome, beside, _meanings(base, deck, labs))
    return Read(tuple(found), troubles)


def turned(ask: Ask, knob: str, value: str | float) -> Ask:
    """The same with another value of one knob."""
    return replace(ask, knobs={**ask.knobs, knob: value})


def _turns(ask: Ask, deck: Deck, labs: Labs) -> Iterator[Turn]:
    """Each mutant that may take part, and each number of an optimizer lab back at its default."""
    spec = deck.labs.get(ask.lab)
    info = labs.get(spec.run if spec is not None else ask.lab)
    names: list[str] = []
    if spec is not None and spec.kind == "optimizer":
        every = every_knob(ask, deck, labs)
        if every.get("mutant") in ("", "none"):
            names = [name for name, of in MUTANTS.items() if of == every.get("opt")]
        for knob, usual in defaults.of(str(every.get("opt"))).items():
            number = isinstance(usual, (int, float)) and not isinstance(usual, bool)
            if number and knob != "lr" and every[knob] != usual:
                yield knob, usual  # type: ignore[misc]
    elif info is not None:
        names = [*_named_in(_source(info.origin))]
    yield from (("mutant", name) for name in names[:MOST_MUTANTS])


def _named_in(source: str) -> Iterator[str]:
    """Mutants of the optimizers and schedules that a code lab's source names."""
    words = set(re.findall(r"\w+", source))
    for name, original in {**MUTANTS, **SCHEDULE_MUTANTS}.items():
        if original in words:
            yield name


def _source(origin: str) -> str:
    try:
        return registry.source_of(Path(origin))
    except QuizError:
        return ""


def _meanings(ask: Ask, deck: Deck, labs: Labs) -> Mapping[str, str]:
    spec = deck.labs.get(ask.lab)
    info = labs.get(spec.run if spec is not None else ask.lab)
    return {**info.series, **info.measures} if info is not None else {**SERIES, **MEASURES}


def _readings(
    base: Ask, outcome: Outcome, beside: Mapping[Turn, Outcome], meanings: Mapping[str, str]
) -> Iterator[Reading]:
    for name, points in outcome.series.items():
        if name not in outcome.measures:
            yield _reading(replace(base, get=name), [y for _, y in points], beside, meanings)
    for name, whole in outcome.measures.items():
        ask = replace(base, get=name)
        yield _reading(ask, whole, beside, meanings)
        if isinstance(whole, list) and len(whole) <= MOST_ELEMENTS:
            for at, item in enumerate(whole):
                yield _reading(replace(ask, at=at), item, beside, meanings)


def _reading(
    ask: Ask, found: Measured, beside: Mapping[Turn, Outcome], meanings: Mapping[str, str]
) -> Reading:
    instead = {}
    for turn, outcome in beside.items():
        try:
            instead[turn] = value(outcome, ask)
        except NoValueError:
            continue
    return Reading(ask, found, meanings.get(ask.get, ""), instead)


def absolute(one: Reading) -> Reading | None:
    """The same without its sign; None where it has none to lose."""
    if isinstance(one.value, bool) or not isinstance(one.value, (int, float)) or one.value >= 0:
        return None
    signless = {
        turn: abs(other) if isinstance(other, (int, float)) else other
        for turn, other in one.instead.items()
    }
    ask = replace(one.ask, absolute=True)
    return Reading(ask, abs(one.value), one.meaning, signless)
