"""What a deck says of labs, checked without running any: lab, setting, formula, knob, measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from quizapp.deck.model import Ask, Card, CardType, Check, Deck, LabSpec, LocalText, Position, Value
from quizapp.deck.report import Problem
from quizapp.errors import QuizError
from quizapp.lab import declarative, knobs
from quizapp.lab.model import LabInfo

LAB, SETTING, MEASURE, OPERATOR = "E301", "E302", "E303", "E304"
"""Codes: no such lab; a setting or knob is wrong; no such measurement; a check that cannot be."""


def lint(deck: Deck, labs: Mapping[str, LabInfo]) -> list[Problem]:
    """Everything in a deck's labs and checks that could not run or could not be judged.

    Args:
        deck: as loaded (its form is right).
        labs: the code labs there are, from ``registry.code_labs``.
    """
    found: list[Problem] = []
    for spec in deck.labs.values():
        found += _lab(spec, deck, labs)
    for card in deck.cards:
        for bound in _one_combination(card):
            found += _card(bound, deck, labs)
    return found


def _lab(spec: LabSpec, deck: Deck, labs: Mapping[str, LabInfo]) -> Iterator[Problem]:
    where = spec.where or Position(deck.path, 1, 1)
    if spec.kind == "optimizer":
        yield from _settings(spec.name, spec.settings, where)
    elif spec.run not in labs:
        yield _problem(LAB, f"no code lab {spec.run!r}", where, _near(spec.run, labs))
    else:
        yield from _knobs(labs[spec.run], spec.settings, where)


def _card(card: Card, deck: Deck, labs: Mapping[str, LabInfo]) -> Iterator[Problem]:
    if isinstance(card.answer, Ask):
        yield from _ask(card.answer, card, deck, labs)
    whens = [option.when for option in card.options]
    for check in (card.when, *whens, *card.verify):
        if check is None:
            continue
        yield from _ask(check.ask, card, deck, labs)
        if isinstance(check.expected, Ask):
            yield from _ask(check.expected, card, deck, labs)
        yield from _operator(check, card)


def _ask(ask: Ask, card: Card, deck: Deck, labs: Mapping[str, LabInfo]) -> Iterator[Problem]:
    """The lab, its knobs, and the measurement that are asked for."""
    where = ask.where or card.where
    wanted = ask.get or "raised"  # only `raises` names none
    spec = deck.labs.get(ask.lab)
    info = labs.get(spec.run if spec is not None else ask.lab)
    if spec is not None and spec.kind == "optimizer":
        if ask.knobs:
            yield from _settings(ask.lab, {**spec.settings, **ask.knobs}, where, set(ask.knobs))
        known = declarative.is_measure(wanted)
        names = list(declarative.MEASURES)
    elif info is not None:
        yield from _knobs(info, ask.knobs, where)
        known = wanted in info.measures
        names = list(info.measures)
    else:
        if spec is None:
            yield _problem(LAB, f"no lab {ask.lab!r}", where, _near(ask.lab, [*deck.labs, *labs]))
        return
    if not known:
        why = "" if ask.get else ", which `raises` looks at"
        message = f"lab {ask.lab!r}: no measurement {wanted!r}{why}"
        yield _problem(MEASURE, message, where, _near(wanted, names))


def _operator(check: Check, card: Card) -> Iterator[Problem]:
    """Whether the check can be judged at all."""
    where = check.ask.where or card.where
    if check.op == "is_answer" and not _has_one_answer(card):
        message = f"a {card.type} card has no single answer to compare with"
        yield _problem(OPERATOR, message, where, "write equals, approx, ratio, less, greater, …")
    if check.op in ("less", "greater") and not isinstance(check.expected, (int, float, Ask)):
        yield _problem(OPERATOR, f"{check.op} needs a number", where, "such as less: 0.5")


def _has_one_answer(card: Card) -> bool:
    if card.type in (CardType.ORDER, CardType.CLOZE):
        return True
    kinds = (CardType.NUMBER, CardType.TYPED, CardType.TRUTH, CardType.QA)
    return card.type in kinds and isinstance(card.answer, (LocalText, bool, int, float))


def _settings(
    lab: str, settings: Mapping[str, Value], where: Position, only: set[str] | None = None
) -> Iterator[Problem]:
    """Faults of an optimizer lab; ``only`` those that a check's own ``with`` can have caused."""
    for fault in declarative.faults(settings):
        if only is None or fault.setting in only or "opt" in only:
            place = "" if fault.offset is None else f" (character {fault.offset + 1})"
            message = f"lab {lab!r}, {fault.setting}: {fault.message}{place}"
            yield _problem(SETTING, message, where, fault.help)


def _knobs(info: LabInfo, given: Mapping[str, Value], where: Position) -> Iterator[Problem]:
    for name, value in given.items():
        try:
            knobs.check(info, name, value)
        except QuizError as error:
            yield _problem(SETTING, error.message, where, error.remedy)


def _one_combination(card: Card) -> list[Card]:
    """The card with its first combination put in: a ``{name}`` has no value of its own."""
    if not card.vary:
        return [card]
    from quizapp.deck.template import bind, combinations

    return [bind(card, values) for values in combinations(card, limit=1)]


def _near(name: str, known: Mapping[str, object] | list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    listed = ", ".join(list(known)[:12])
    return f"there are: {listed}" + (", …" if len(known) > 12 else "") if listed else ""


def _problem(code: str, message: str, where: Position, help: str) -> Problem:
    return Problem(code, message, where, help=help)
