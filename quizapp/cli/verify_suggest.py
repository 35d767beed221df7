"""``quizapp verify --suggest``: checks to paste, each of them proven before it is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence

from quizapp import paths
from quizapp.cli.output import emit_json, hang
from quizapp.deck import written
from quizapp.deck.emit import emit
from quizapp.deck.model import Ask, Card, CardType, Deck
from quizapp.lab.basis import basis
from quizapp.lab.beside import Labs
from quizapp.lab.client import LabClient
from quizapp.lab.judge import show
from quizapp.lab.kept import KeptRuns
from quizapp.lab.propose import Part
from quizapp.lab.readings import Reading
from quizapp.lab.registry import code_labs
from quizapp.lab.report import plain
from quizapp.lab.said import number_said
from quizapp.lab.suggest import Proven, Suggested, for_card, for_lab
from quizapp.text.clean import clean
from quizapp.text.math import to_unicode

_MOST = 5
"""Proposals for a card."""

_MOST_OF_LAB = 12
_NEAREST = 5
_VALUE = 16
"""Cells of a value, behind which what it means is aligned."""


def run(card: Card, deck: Deck, *, device: str, fresh: bool, json: bool) -> int:
    """Suggest checks for a card; 1 when there are none."""

    def suggest(labs: Labs, runs: KeptRuns) -> Awaitable[Suggested]:
        return for_card(card, deck, labs, runs, device=device, most=_MOST)

    found = asyncio.run(_suggested(suggest, device, fresh=fresh))
    if json:
        emit_json(as_json(found, card))
    else:
        print("\n".join(_card_text(found, card)))
    return 0 if found.proposals or isinstance(card.answer, Ask) else 1


def of_lab(name: str, deck: Deck, *, device: str, fresh: bool, json: bool) -> int:
    """Suggest checks about a lab; 1 when there are none."""

    def suggest(labs: Labs, runs: KeptRuns) -> Awaitable[Suggested]:
        return for_lab(name, deck, labs, runs, device=device, most=_MOST_OF_LAB)

    found = asyncio.run(_suggested(suggest, device, fresh=fresh))
    if json:
        emit_json(as_json(found))
    else:
        print("\n".join(_lab_text(found, name)))
    return 0 if found.proposals else 1


async def _suggested(
    suggest: Callable[[Labs, KeptRuns], Awaitable[Suggested]], device: str, *, fresh: bool
) -> Suggested:
    runs = KeptRuns(LabClient(), basis(device), paths.cache() / "runs", fresh=fresh)
    try:
        return await suggest(code_labs(), runs)
    finally:
        await runs.close()


def _card_text(found: Suggested, card: Card) -> Iterator[str]:
    yield clean(f"{card.key}  [{card.type}]")
    yield hang("  ", clean(to_unicode(card.question.pick("en"))))
    yield from _troubles(found)
    for number, one in enumerate(found.proposals, 1):
        yield f"\n{number}"
        yield from ("   " + line for line in lines(one, card))
        yield from _remarks(one, card)
    if not found.proposals:
        yield from _nothing(found, card)


def _lab_text(found: Suggested, name: str) -> Iterator[str]:
    yield clean(f"{name}: what can be said of it, best first")
    yield from _troubles(found)
    for one in found.proposals:
        yield ""
        yield from ("   " + line for line in lines(one, None))
        yield from _remarks(one, None)
    if not found.proposals:
        yield "  nothing that it measures would be another number with one of its mutants"


def lines(one: Proven, card: Card | None) -> list[str]:
    """A proposal as lines of YAML."""
    if card is not None and card.options:
        return [line for part in one.parts for line in _option(part)]
    key = "when" if card is not None and card.type is CardType.TRUTH else "verify"
    made = [_yaml({key: written.check(part.check)}) for part in one.parts]
    if card is not None and card.type is CardType.NUMBER:
        made.append(_yaml({"answer": written.ask(one.parts[0].check.ask)}, "# or, without a key: "))
    return [clean(line) for text in made for line in text.split("\n")]


def _option(part: Part) -> Iterator[str]:
    option = part.option
    assert option is not None
    kind = "right" if option.right else "wrong"
    yield clean(f"# {kind}: {option.text.pick('en')}")
    yield from map(clean, _yaml({"when": written.check(part.check)}).split("\n"))


def _yaml(data: dict[str, object], before: str = "") -> str:
    return before + emit(data).rstrip("\n")


def _remarks(one: Proven, card: Card | None) -> Iterator[str]:
    """What it measured, and what would have measured something else."""
    meaning = f" ({one.reading.meaning})" if one.reading.meaning else ""
    draws = "" if card is None or not card.vary else ", with the first values drawn"
    yield hang("   ", clean(f"measured{draws}: {show(one.reading.value)}{meaning}"))
    for part in one.parts:
        if part.belief:
            option = part.option
            where = f"“{option.text.pick('en')}”: " if option else "instead: "
            yield hang("   ", clean(f"{where}{part.belief}"))
    told = one.reading.told_from()
    if told:
        first = ", ".join(f"{name} {show(value)}" for name, value in [*told.items()][:3])
        more = ", …" if len(told) > 3 else ""
        count = f"{len(told)} of {len(one.reading.mutants)} mutants measure something else"
        yield hang("   ", clean(f"{count}: {first}{more}"))
    elif one.reading.mutants:
        yield hang("   ", f"none of {len(one.reading.mutants)} mutants measures anything else")


def _troubles(found: Suggested) -> Iterator[str]:
    for lab, why in found.troubles.items():
        yield hang("  ", clean(f"lab {lab} measured nothing: {why}"))


def _nothing(found: Suggested, card: Card) -> Iterator[str]:
    """What was measured in vain, the nearest first where the answer is a number."""
    if isinstance(card.answer, Ask):
        yield "\nits answer is what a lab measures: there is no key to prove"
        return
    if not found.readings:
        yield "  no lab measured anything: declare one under `labs:`, or name one in a check"
        return
    if any(number_said(option.text.pick("en")) is None for option in card.options):
        yield "\noptions in words are yours to check; there was, and with mutants instead:"
    else:
        yield "\nnothing that was measured settles this card; there was:"
    yield from _measured(_nearest(found, card))


def _measured(readings: Sequence[Reading]) -> Iterator[str]:
    """What was measured, under the run that it comes from, and what mutants measure instead."""
    runs: dict[str, list[Reading]] = {}
    for one in readings:
        knobs = {"with": dict(one.ask.knobs)} if one.ask.knobs else {}
        run = _yaml({"lab": one.ask.lab, **knobs}).replace("\n", ", ")
        runs.setdefault(run, []).append(one)
    width = max((len(_asked(one)) for one in readings), default=0)
    room = min(max((len(show(one.value)) for one in readings), default=0), _VALUE)
    for run, those in runs.items():
        yield clean(f"  {run}")
        for one in those:
            told = [f"{mutant} {show(other)}" for mutant, other in [*one.told_from().items()][:3]]
            said = "; ".join(filter(None, (one.meaning, *told)))
            head = f"    {_asked(one):<{width}} = {show(one.value):<{room}}  "
            yield hang(clean(head), clean(said)).rstrip()


def _asked(one: Reading) -> str:
    return one.ask.get + ("" if one.ask.at is None else f"[{one.ask.at}]")


def _nearest(found: Suggested, card: Card) -> list[Reading]:
    answer = card.answer
    single = {
        (one.ask.lab, one.ask.get, show(one.value)): one
        for one in found.readings
        if one.ask.at is None and not isinstance(one.value, list)
    }
    if isinstance(answer, bool) or not isinstance(answer, (int, float)):
        telling = sorted(single.values(), key=lambda one: -len(one.told_from()))
        return telling[: 2 * _NEAREST]

    def distance(one: Reading) -> float:
        value = one.value
        known = isinstance(value, (int, float)) and not isinstance(value, bool)
        return abs(abs(float(value)) - abs(answer)) if known else float("inf")  # type: ignore[arg-type]

    return sorted(found.readings, key=distance)[:_NEAREST]


def as_json(found: Suggested, card: Card | None = None) -> dict[str, object]:
    """The proposals, best first, and all that was measured."""
    return {
        "card": None if card is None else card.key,
        "proposals": [
            {
                "yaml": lines(one, card),
                "checks": [
                    {
                        "option": part.option.text.pick("en") if part.option else None,
                        "check": plain(written.check(part.check)),
                        "belief": part.belief,
                    }
                    for part in one.parts
                ],
                "measured": plain(one.reading.value),
                "told_from": plain(dict(one.reading.told_from())),
                "mutants": len(one.reading.mutants),
            }
            for one in found.proposals
        ],
        "readings": [
            {"ask": plain(written.ask(one.ask)), "value": plain(one.value), "meaning": one.meaning}
            for one in found.readings
        ],
        "troubles": dict(found.troubles),
    }
