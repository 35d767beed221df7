"""``quizapp verify --explain CARD``: every step from a check's knobs to its verdict. Proves nothing
that ``verify`` does not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from quizapp import paths
from quizapp.cli.output import emit_json, hang
from quizapp.cli.verify_report import column
from quizapp.deck.model import Card, Deck
from quizapp.lab.basis import basis
from quizapp.lab.client import LabClient
from quizapp.lab.comparison import allowed
from quizapp.lab.explain import Explained, Explanation, Ran, Turned, explain
from quizapp.lab.judge import mutant_of, show, show_text
from quizapp.lab.kept import KeptRuns
from quizapp.lab.model import Verdict
from quizapp.lab.operand import Compared
from quizapp.lab.proof import CardProof
from quizapp.lab.registry import code_labs
from quizapp.lab.report import of_card, of_outcome, plain
from quizapp.text import quantity
from quizapp.text.clean import clean
from quizapp.text.math import to_unicode

_SERIES = 4
"""How many series of a run are shown."""

_FIRST, _LAST = 4, 1
"""How many points of a series are shown, from its start and at its end."""


def run(card: Card, deck: Deck, *, device: str, fresh: bool, json: bool) -> int:
    """Explain a card's proof; 1 when it is refuted or errs."""
    found = asyncio.run(_explain(card, deck, device, fresh=fresh))
    if json:
        emit_json(as_json(found))
    else:
        print("\n".join(as_text(found)))
    return 1 if found.proof.verdict in (Verdict.FAILS, Verdict.ERROR) else 0


async def _explain(card: Card, deck: Deck, device: str, *, fresh: bool) -> Explanation:
    runs = KeptRuns(LabClient(), basis(device), paths.cache() / "runs", fresh=fresh)
    try:
        return await explain(card, deck, code_labs(), runs, device=device)
    finally:
        await runs.close()


def as_text(found: Explanation) -> Iterator[str]:
    """The card, each check step by step, and what they come to."""
    yield clean(f"{found.card.key}  [{found.card.type}]")
    yield hang("  ", clean(to_unicode(found.card.question.pick("en"))))
    seen: set[str] = set()
    for one in found.checks:
        yield ""
        yield clean(one.claim.label)
        yield clean(f"  {one.claim.where}")
        for name, said in steps(one, seen):
            yield hang(f"  {name:<10}", clean(said)).rstrip()
    yield ""
    yield hang("conclusion  ", clean(conclusion(found.proof)))


def as_json(found: Explanation) -> dict[str, object]:
    """The same as data: ``verify``'s of the card, and of each check its steps and its runs."""
    told = of_card(found.proof)
    checks: list[dict[str, object]] = told["checks"]  # type: ignore[assignment]
    for check, one in zip(checks, found.checks, strict=True):
        check["steps"] = [{"step": name, "said": said} for name, said in steps(one)]
        check["runs"] = [_run_json(ran) for ran in (one.run, one.beside) if ran is not None]
        check["operand"] = None if one.proof.compared is None else plain(one.proof.compared.operand)
        check["formula"] = list(one.formula) if one.formula[0] else None
    return {**told, "conclusion": conclusion(found.proof)}


def _run_json(ran: Ran) -> dict[str, object]:
    knobs = ran.knobs
    return {
        "lab": ran.ask.lab,
        "kind": ran.kind,
        "declared": plain(dict(knobs.declared)),
        "with": plain(dict(knobs.turned)),
        "drawn": plain(dict(knobs.drawn)),
        "defaults": plain(dict(knobs.defaults)),
        "measure": ran.ask.get or "raised",
        "raw": plain(ran.raw),
        "picked": plain(ran.picked),
        "trouble": ran.trouble,
        "outcome": of_outcome(ran.outcome),
    }


def steps(one: Explained, seen: set[str] | None = None) -> Iterator[tuple[str, str]]:
    """A check from its knobs to its verdict: the name of each step, and what it says.

    Args:
        seen: the runs that were told before, which are told in short; those told here join them.
    """
    seen = set() if seen is None else seen
    yield "check", _check(one)
    if one.run is not None:
        yield from _ran(one.run, "lab", seen)
    if one.beside is not None:
        yield from _ran(one.beside, "beside", seen)
    if one.proof.compared is not None:
        yield from _compared(one, one.proof.compared)
    yield "verdict", _verdict(one)


def _check(one: Explained) -> str:
    check = one.claim.check
    measure = one.proof.asked[0].measure if one.proof.asked else one.claim.ask.get
    if check is None:
        return f"the answer is what {one.claim.ask.lab} measures as {measure}"
    if check.op == "is_answer":
        return f"{measure} of {one.claim.ask.lab} is the card's answer"
    word = {
        "same-as-torch": "is the same as torch's" if check.expected else "is not torch's",
        "differs-from-mutant": f"differs from the mutant {mutant_of(check)}'s",
        "ratio": f"is {check.factor:g} times" if check.factor is not None else "",
        "monotone": "only goes",
        "raises": "is an error that says",
        "approx": "is about",
        "less": "is less than",
        "greater": "is greater than",
        "between": "lies between",
        "equals": "equals",
        "contains": "contains",
    }[check.op]
    return f"{measure} of {one.claim.ask.lab} {word} {_written(one)}".rstrip()


def _written(one: Explained) -> str:
    """What stands behind the operator, as far as it is not said yet."""
    check = one.claim.check
    if check is None or check.op in ("same-as-torch", "differs-from-mutant"):
        return ""
    if one.formula[0]:
        return f"the formula {one.formula[0]}"
    if one.beside is not None:
        return f"what is measured beside it ({one.beside.ask.get} of {one.beside.ask.lab})"
    expected = check.expected
    bare = isinstance(expected, str) and (check.op == "monotone" or quantity.read(expected))
    return str(expected) if bare else show(expected)


def _ran(ran: Ran, name: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """A run under the name of its part in the check: its lab, its knobs, what came of it."""
    run = repr((ran.ask.lab, ran.knobs))
    what = "the code lab" if ran.kind == "code" else "an optimizer lab of"
    again = ", the same run as above" if run in seen else ""
    yield name, f"{ran.ask.lab}, {what} {ran.lab}{again}"
    if not again:
        yield from _knobs(ran.knobs)
        yield from _run(ran)
    seen.add(run)
    if ran.trouble:
        yield "measured", f"nothing: {ran.trouble}"
        return
    meaning = f" ({ran.meaning})" if ran.meaning else ""
    yield "measured", f"{ran.ask.get or 'raised'}{meaning}: {show(ran.raw)}"
    if ran.ask.at is not None or ran.ask.absolute:
        at = "" if ran.ask.at is None else f"element {ran.ask.at}"
        absolute = "its absolute value" if ran.ask.absolute else ""
        yield "taken", f"{', '.join(filter(None, (at, absolute)))}: {show(ran.picked)}"


def _run(ran: Ran) -> Iterator[tuple[str, str]]:
    out = ran.outcome
    versions = ", ".join(f"{name} {number}" for name, number in out.versions.items())
    yield "run", f"seed {out.seed} on {out.device or 'no device'}; {versions}".rstrip("; ")
    yield "families", _families(ran)
    for name, points in list(out.series.items())[:_SERIES]:
        yield "series", f"{name}: {_points([y for _, y in points])}"


def _knobs(knobs: Turned) -> Iterator[tuple[str, str]]:
    if knobs.declared:
        yield "knobs", f"declared by the lab: {_listed(knobs.declared)}"
    for word, turned in (("turned by the check's `with`", knobs.turned), ("drawn", knobs.drawn)):
        if turned:
            instead = ", ".join(f"{name} {_knob(knobs.replaced[name])}" for name in turned)
            yield "", f"{word}: {_listed(turned)} (in the place of {instead})"
    if knobs.defaults:
        yield "" if knobs.declared else "knobs", f"at their defaults: {_listed(knobs.defaults)}"


def _listed(knobs: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={_knob(value)}" for name, value in knobs.items())


def _knob(value: object) -> str:
    return "none" if value is None or value == "" else show_text(value)  # type: ignore[arg-type]


def _families(ran: Ran) -> str:
    out = ran.outcome
    if out.verdict in (Verdict.ERROR, Verdict.SKIPPED):
        return f"{out.verdict}: {out.reason}"
    if out.agrees is None:
        return out.reason or "nothing was compared with torch"
    if out.agrees:
        return f"ours and torch's ran and agree; the largest difference is {show(out.gap)}"
    return f"ours and torch's differ by up to {show(out.gap)}: {out.reason}"


def _points(values: list[float]) -> str:
    count = f"{len(values)} value" + ("" if len(values) == 1 else "s")
    if len(values) <= _FIRST + _LAST:
        return f"{', '.join(map(show, values))} ({count})"
    head, tail = map(show, values[:_FIRST]), map(show, values[-_LAST:])
    return f"{', '.join(head)}, …, {', '.join(tail)} ({count})"


def _compared(one: Explained, both: Compared) -> Iterator[tuple[str, str]]:
    text, filled = one.formula
    if text:
        yield "formula", f"{text} = {filled} = {show(both.operand)}"
    unit = f", in {both.unit}" if both.unit else ""
    if both.check.op == "is_answer":
        yield "expected", one.proof.expected
    else:
        yield "expected", f"{show(both.operand)}{unit}"
    yield "compared", one.how
    if both.check.tol is not None or both.check.within is not None:
        yield "", f"the tolerance is the check's own: {allowed(both)}"


def _verdict(one: Explained) -> str:
    proof = one.proof
    said = f"{proof.verdict}: {proof.reason}" if proof.reason else str(proof.verdict)
    if one.claim.check is None:
        return f"{said}; the answer must be a finite number"
    must = {
        True: "a right option must hold" if one.claim.option else "a true statement must hold",
        False: "a wrong option must fail" if one.claim.option else "a false statement must fail",
        None: "a check of the card must hold",
    }[one.claim.right]
    told = f"{said}; {must}: {'good' if proof.good else 'this is not so'}"
    return f"{told}. But it proves nothing: {proof.idle}" if proof.idle else told


def conclusion(proof: CardProof) -> str:
    """What the checks come to for the card."""
    word = column(proof)
    good = sum(check.good for check in proof.checks)
    idle = any(check.idle for check in proof.checks)
    count = f"{good} of {len(proof.checks)} checks came out as they must"
    why = {
        "proven": f"{count}, and they measure the answer itself",
        "supported": f"{count}, but "
        + ("one of them proves nothing" if idle else "none measures the answer itself")
        + ": a wrong answer would pass too",
        "refuted": f"{count}; one that does not refutes the card",
        "errors": f"{count}; of the others at least one could not be judged",
        "skipped": "it was not tried",
        "not checkable": proof.unproven,
    }[word]
    return f"{word}: {why}"
