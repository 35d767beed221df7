"""What a deck says of labs, checked without running any: lab, setting, formula, knob, measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from quizapp.deck import limits
from quizapp.deck.keys import key_at
from quizapp.deck.model import Ask, Card, Check, Deck, LabSpec, Option, Position, Value
from quizapp.deck.report import DeckErrors, Problem
from quizapp.errors import QuizError
from quizapp.lab import declarative, idle, knobs
from quizapp.lab.beside import FOLDER, place, with_own
from quizapp.lab.fit import answer_misfits, misfits
from quizapp.lab.model import LabInfo
from quizapp.lab.registry import read_lab, source_of
from quizapp.lab.said import contradiction
from quizapp.text.near import nearest

LAB, SETTING, MEASURE, OPERATOR, SAID = "E301", "E302", "E303", "E304", "E305"
IDLE = "W301"
CODES: Mapping[str, str] = MappingProxyType(
    {
        LAB: "there is no such lab",
        SETTING: "a setting or knob of a lab is wrong",
        MEASURE: "the lab has no such measurement",
        OPERATOR: "a check that cannot be judged",
        SAID: "an option that says another number than its check",
        IDLE: "a check that proves nothing",
    }
)
"""Every code of what is wrong with labs and checks."""


def lint(deck: Deck, labs: Mapping[str, LabInfo]) -> list[Problem]:
    """Everything in a deck's labs and checks that could not run or could not be judged.

    Args:
        deck: as loaded; of one that is broken, what could be read.
        labs: the code labs there are, from ``registry.code_labs``.
    """
    found: list[Problem] = []
    labs = with_own(deck, labs)
    for spec in deck.labs.values():
        found += _lab(spec, deck, labs)
    for card in deck.cards:
        for bound in _one_combination(card):
            found += _card(bound, deck, labs)
        found += _options(card)
    return found


def doubts(deck: Deck, labs: Mapping[str, LabInfo]) -> list[Problem]:
    """Warnings: checks of a deck that prove nothing, whatever its labs measure."""
    labs = with_own(deck, labs)
    return [warning for card in deck.cards for warning in _idle(card, deck, labs)]


def _idle(card: Card, deck: Deck, labs: Mapping[str, LabInfo]) -> Iterator[Problem]:
    help = "let it say what only this answer can be; `verify` does not count it"
    for option, why in idle.twins(card):
        yield _problem(IDLE, f"this proves nothing: {why}", _when(option, card), help)
    for check in _checks(card):
        why = idle.fixed(check, card) or _itself(check, card, deck, labs)
        if why:
            where = check.ask.where or card.where
            yield _problem(IDLE, f"this proves nothing: {why}", where, help, check.op)


def _itself(check: Check, card: Card, deck: Deck, labs: Mapping[str, LabInfo]) -> str:
    """Why a check compares a measurement with itself, whatever values are drawn."""
    if not isinstance(check.expected, Ask):
        return ""
    alone = replace(card, options=(), verify=(check,), when=None, hint=None, why=None)
    reasons = (idle.itself(one.verify[0], deck, labs) for one in _combinations(alone))
    first = next(reasons)
    return first if first and all(reasons) else ""


def _when(option: Option, card: Card) -> Position:
    place = option.when.ask.where if option.when is not None else None
    return place or option.where or card.where


def lint_broken(errors: DeckErrors, labs: Mapping[str, LabInfo]) -> list[Problem]:
    """All that is wrong with a deck that cannot be used: its form, and what it says of labs."""
    form = list(errors.problems)
    if errors.readable is None:
        return form
    found = form + lint(errors.readable, labs)
    files = list(dict.fromkeys(problem.position.path for problem in found))
    return sorted(
        found,
        key=lambda one: (files.index(one.position.path), one.position.line, one.position.column),
    )


def _lab(spec: LabSpec, deck: Deck, labs: Mapping[str, LabInfo]) -> Iterator[Problem]:
    where = spec.where or Position(deck.path, 1, 1)
    if spec.kind == "optimizer":
        yield from _settings(spec.name, spec.settings, where, set(spec.settings))
    elif spec.run and spec.run not in labs:
        yield _own_problem(spec.run, deck, labs, where)
    elif spec.run and not labs[spec.run].deck and _hides(spec.run, deck):
        message = f"{FOLDER}/{spec.run}.py has the name of a shipped lab, which runs in its place"
        yield _problem(LAB, message, where, "give the file and its function another name", "run")
    elif spec.run:
        yield from _knobs(labs[spec.run], spec.settings, where)


def _own_problem(name: str, deck: Deck, labs: Mapping[str, LabInfo], where: Position) -> Problem:
    """That there is no such lab, or what is wrong with the deck's own."""
    try:
        path = place(deck, name)
        if path is not None:
            read_lab(source_of(path), path)
    except QuizError as error:
        return _problem(LAB, error.message, where, error.remedy, "run")
    near = _near(name, labs)
    return _problem(LAB, f"no code lab {name!r}, nor {FOLDER}/{name}.py here", where, near, "run")


def _hides(name: str, deck: Deck) -> bool:
    """Whether the deck has a file for a lab that is another's."""
    try:
        return place(deck, name) is not None
    except QuizError:
        return True


def _card(card: Card, deck: Deck, labs: Mapping[str, LabInfo]) -> Iterator[Problem]:
    if isinstance(card.answer, Ask):
        yield from _ask(card.answer, card, deck, labs)
        where = card.answer.where or card.where
        for misfit in answer_misfits(card.answer, card, deck, labs):
            yield _problem(OPERATOR, misfit.message, where, misfit.help, *misfit.keys)
    for check in _checks(card):
        yield from _ask(check.ask, card, deck, labs)
        if isinstance(check.expected, Ask) and check.op != "differs-from-mutant":
            yield from _ask(_own(check.expected, check.ask), card, deck, labs)
        where = check.ask.where or card.where
        for misfit in misfits(check, card, deck, labs):
            yield _problem(OPERATOR, misfit.message, where, misfit.help, *misfit.keys)


def _checks(card: Card) -> list[Check]:
    whens = [option.when for option in card.options]
    return [check for check in (card.when, *whens, *card.verify) if check is not None]


def _own(operand: Ask, of: Ask) -> Ask:
    """The operand without the knobs that it has from its check, where they are looked at."""
    inherited = operand.lab == of.lab and operand.knobs == of.knobs
    return replace(operand, knobs={}) if inherited else operand


def _ask(ask: Ask, card: Card, deck: Deck, labs: Mapping[str, LabInfo]) -> Iterator[Problem]:
    """The lab, its knobs, and the measurement that are asked for."""
    where = ask.where or card.where
    wanted = ask.get or "raised"  # only `raises` names none
    spec = deck.labs.get(ask.lab)
    info = labs.get(spec.run if spec is not None else ask.lab)
    if spec is not None and spec.kind == "optimizer":
        if ask.knobs:
            settings = {**spec.settings, **ask.knobs}
            yield from _settings(ask.lab, settings, where, set(ask.knobs), "with")
        known = declarative.is_measure(wanted) or declarative.is_series(wanted)
        names = [*declarative.MEASURES, *declarative.SERIES]
    elif info is not None:
        yield from _knobs(info, ask.knobs, where, "with")
        known = wanted in info.measures or wanted in info.series
        names = [*info.measures, *info.series]
    else:
        if spec is None:
            near = _near(ask.lab, [*deck.labs, *labs])
            yield _problem(LAB, f"no lab {ask.lab!r}", where, near, "lab")
        return
    if not known:
        why = "" if ask.get else ", which `raises` looks at"
        message = f"lab {ask.lab!r}: no measurement {wanted!r}{why}"
        yield _problem(MEASURE, message, where, _near(wanted, names), "get")


def _options(card: Card) -> Iterator[Problem]:
    """Options that say another number than their checks expect, whatever values are drawn."""
    found: dict[Position, Problem] = {}
    for one in _combinations(card) if card.options else ():
        for option in one.options:
            check = option.when
            said = check and contradiction(option, check, check.expected)
            where = option.where or card.where
            if said:
                found.setdefault(where, _problem(SAID, said, where, "make the two the same"))
    yield from found.values()


def _settings(
    lab: str, settings: Mapping[str, Value], where: Position, only: set[str], *under: str
) -> Iterator[Problem]:
    """Faults of an optimizer lab: ``only`` those that what is written in this place can cause."""
    for fault in declarative.faults(settings):
        if fault.setting in only or "opt" in only:
            message = f"lab {lab!r}: {fault.sentence}"
            yield _problem(SETTING, message, where, fault.help, *under, fault.setting)


def _knobs(
    info: LabInfo, given: Mapping[str, Value], where: Position, *under: str
) -> Iterator[Problem]:
    for name, value in given.items():
        try:
            knobs.check(info, name, value)
        except QuizError as error:
            yield _problem(SETTING, error.message, where, error.remedy, *under, name)


def _one_combination(card: Card) -> list[Card]:
    """The card with its first combination put in: a ``{name}`` has no value of its own."""
    return _combinations(card, 1)


def _combinations(card: Card, limit: int = limits.COMBINATIONS) -> list[Card]:
    """The card with each of its combinations put in."""
    if not card.vary:
        return [card]
    from quizapp.deck.template import bind, combinations

    return [bind(card, values) for values in combinations(card, limit)]


def _near(name: str, known: Mapping[str, object] | list[str]) -> str:
    close = nearest(name, known)
    if close:
        return f"did you mean {close!r}?"
    listed = ", ".join(list(known)[:12])
    return f"there are: {listed}" + (", …" if len(known) > 12 else "") if listed else ""


def _problem(code: str, message: str, where: Position, help: str, *keys: str) -> Problem:
    """A problem with the map at ``where``, or with the key in it that ``keys`` lead to."""
    place, length = key_at(where, *keys) if keys else (where, 1)
    return Problem(code, message, place, length, help)
