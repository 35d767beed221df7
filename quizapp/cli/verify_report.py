"""What verifying came to, as text and as JSON. Runs and records nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizapp.cli import verify_changes
from quizapp.deck.report import Problem, as_json, render
from quizapp.lab.across import TOLERANCE, BesideCpu
from quizapp.lab.judge import show
from quizapp.lab.model import Verdict
from quizapp.lab.proof import CardProof, CheckProof
from quizapp.lab.report import of_card, plain
from quizapp.store.verdicts import Standing
from quizapp.text.clean import clean


@dataclass(frozen=True, slots=True)
class Found:
    """What verifying came to.

    ``wanted`` is how many cards there were to prove: more than there are ``proofs`` when it was
    interrupted. ``kept`` of ``runs`` needed no run, since their outcome was known. ``changes``
    are the verdicts that are others than this machine saw last.
    """

    proofs: tuple[CardProof, ...]
    problems: tuple[Problem, ...]
    wanted: int
    versions: Mapping[str, str]
    device: str
    seconds: float
    kept: int = 0
    runs: int = 0
    changes: tuple[Standing, ...] = ()
    beside_cpu: BesideCpu | None = None

    def cards(self, verdict: Verdict | None) -> list[CardProof]:
        """The cards with this verdict."""
        return [proof for proof in self.proofs if proof.verdict is verdict]

    @property
    def checks(self) -> list[CheckProof]:
        return [check for proof in self.proofs for check in proof.checks]

    @property
    def interrupted(self) -> bool:
        return len(self.proofs) < self.wanted

    @property
    def broken(self) -> bool:
        """Whether anything is refuted or could not be judged."""
        return bool(self.problems or self.cards(Verdict.FAILS) or self.cards(Verdict.ERROR))


_NOT_TRUSTED = "not trusted: "
"""How `quizapp.lab.trust` begins its refusals."""

COLUMNS = ("proven", "supported", "refuted", "errors", "skipped", "not checkable")


def column(proof: CardProof) -> str:
    """Where a card counts. One that holds is proven, or (its answer not measured) supported."""
    match proof.verdict:
        case Verdict.HOLDS:
            return "proven" if proof.answer_measured else "supported"
        case Verdict.FAILS:
            return "refuted"
        case Verdict.ERROR:
            return "errors"
        case Verdict.SKIPPED:
            return "skipped"
        case _:
            return "not checkable"


def count(proofs: Iterable[CardProof]) -> dict[str, int]:
    """How many cards there are in each column."""
    counts = dict.fromkeys(COLUMNS, 0)
    for proof in proofs:
        counts[column(proof)] += 1
    return counts


def as_text(found: Found, *, verbose: bool) -> str:
    """What is bad (or, verbosely, everything), then the sums."""
    lines: list[str] = [render(found.problems), ""] if found.problems else []
    if found.problems and not found.wanted:
        return "\n".join([*lines, _count(len(found.problems), "problem")])
    for proof in found.proofs:
        lines += card_lines(proof, verbose=verbose)
    # Who edits a card knows that it is another one now.
    surprises = [one for one in found.changes if one.before is not None and not one.is_edit]
    if surprises:
        lines += ["changed since the last time:", *verify_changes.as_text(surprises), ""]
    return "\n".join([*lines, *_table(found.proofs), *_summary(found), *_last(found)])


def card_lines(proof: CardProof, *, verbose: bool) -> Iterator[str]:
    """A card's checks: those that came out otherwise than it says, or (verbosely) all."""
    bad = [check for check in proof.checks if not check.good or check.idle]
    if not verbose and (not bad or proof.verdict is Verdict.SKIPPED):
        return  # the summary names the skipped, once for each reason
    word = "error" if proof.verdict is Verdict.ERROR else column(proof)
    yield clean(f"{proof.key}: {word}")
    for check in proof.checks if verbose else bad:
        yield clean(f"  {check.where}: {check.label}")
        if check.reason:
            yield clean(f"    {check.verdict}: {check.reason}")
        if check.idle:
            yield clean(f"    proves nothing: {check.idle}")
        if check.measured:
            yield clean(f"    expected {check.must_be}; measured {check.measured}")
        for word, one in zip(("measured", "beside"), check.asked, strict=False):
            meaning = f" ({one.meaning})" if one.meaning else ""
            yield clean(f"    {word}: {one.measure}{meaning} of {one.turned}")


def _table(proofs: Sequence[CardProof]) -> Iterator[str]:
    """A row a deck; nothing for one deck, of which the sum below says as much."""
    decks: dict[str, list[CardProof]] = defaultdict(list)
    for proof in proofs:
        decks[proof.key.partition("/")[0]].append(proof)
    if len(decks) < 2:
        return
    width = max(map(len, ("deck", *decks)))
    yield "  ".join([f"{'deck':<{width}}", *COLUMNS])
    for deck, own in (*decks.items(), ("all", proofs)):
        figures = count(own).items()
        cells = [f"{figure or '·':>{len(name)}}" for name, figure in figures]
        yield "  ".join([f"{deck:<{width}}", *cells])
    yield ""


def _summary(found: Found) -> Iterator[str]:
    counts = count(found.proofs)
    counts["with errors"] = counts.pop("errors")
    parts = [f"{figure} {word}" for word, figure in counts.items() if figure or word == "proven"]
    yield f"{_count(len(found.proofs), 'card')}: {', '.join(parts)}"
    good = [check for check in found.checks if check.good]
    options = sum(check.label.startswith(("right:", "wrong:")) for check in good)
    yield f"{_count(len(good), 'check')} proved, {options} of them options"
    idle = [proof.key for proof in found.proofs if any(check.idle for check in proof.checks)]
    if idle:
        yield clean(f"  a check proves nothing: {', '.join(idle)}")
    supported = [
        proof.key
        for proof in found.proofs
        if column(proof) == "supported" and proof.key not in idle
    ]
    if supported:
        names = ", ".join(supported)
        yield clean(f"  supported, checks hold but the answer itself is not measured: {names}")
        yield "  to prove them: `verify: {lab: …, get: …}` without an operator is the answer"
    for title, verdict in (("skipped", Verdict.SKIPPED), ("not checkable", None)):
        for reason, keys in _by_reason(found.cards(verdict)).items():
            if not reason.startswith(_NOT_TRUSTED):
                yield clean(f"  {title}, {reason}: {', '.join(keys)}")
    if found.beside_cpu is not None:
        yield from _beside_cpu(found.beside_cpu)
    if found.interrupted:
        left = found.wanted - len(found.proofs)
        yield f"interrupted: {left:,} of {_count(found.wanted, 'card')} not judged"
    about = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    kept = f"; {found.kept} of {_count(found.runs, 'run')} known already" if found.kept else ""
    yield clean(f"{found.seconds:.1f} s on {found.device}{f' ({about})' if about else ''}{kept}")


def _last(found: Found) -> Iterator[str]:
    """What the eye must not miss: decks that were left out, cards whose labs may not run yet."""
    if found.problems:
        yield f"\n{_count(len(found.problems), 'problem')}, shown first"
    for reason, keys in _by_reason(found.cards(Verdict.SKIPPED)).items():
        if reason.startswith(_NOT_TRUSTED):
            yield clean(f"\n{_count(len(keys), 'card')} skipped, {reason}\n  {', '.join(keys)}")


def _beside_cpu(beside: BesideCpu) -> Iterator[str]:
    """Runs that measure something else than on the CPU: to be looked at, no reason to fail."""
    same = beside.compared - len(beside.apart)
    yield f"{same} of {_count(beside.compared, 'run')} as on the CPU, within {TOLERANCE:g}"
    for one in beside.apart:
        knobs = ", ".join(f"{name}={value}" for name, value in one.job.knobs.items())
        here, there = show(one.here), show(one.on_cpu)
        yield clean(f"  {one.job.name} ({knobs}): {one.measure} is {here}, on the CPU {there}")


def _by_reason(proofs: Sequence[CardProof]) -> Mapping[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for proof in proofs:
        reasons = [check.reason for check in proof.checks if check.verdict is Verdict.SKIPPED]
        grouped[reasons[0] if reasons else proof.unproven].append(proof.key)
    return grouped


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def to_json(found: Found) -> dict[str, object]:
    """The whole of it."""
    counts = {name.replace(" ", "_"): figure for name, figure in count(found.proofs).items()}
    return {
        **counts,
        "checks": sum(check.good for check in found.checks),
        "runs": found.runs,
        "kept": found.kept,
        "interrupted": found.interrupted,
        "seconds": round(found.seconds, 3),
        "device": found.device,
        "versions": dict(found.versions),
        "cards": [of_card(proof) for proof in found.proofs],
        "beside_cpu": _beside_cpu_json(found.beside_cpu),
        "changes": [verify_changes.as_json(standing) for standing in found.changes],
        "problems": as_json(found.problems),
    }


def _beside_cpu_json(beside: BesideCpu | None) -> dict[str, object] | None:
    if beside is None:
        return None
    apart = [
        {
            "lab": one.job.name,
            "knobs": plain(dict(one.job.knobs)),
            "measure": one.measure,
            "here": plain(one.here),
            "cpu": plain(one.on_cpu),
        }
        for one in beside.apart
    ]
    return {"compared": beside.compared, "tolerance": TOLERANCE, "apart": apart}
