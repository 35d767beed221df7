"""Cards proven and refuted on the real worker."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.deck import limits
from quizapp.deck.model import (
    Answer,
    Ask,
    Card,
    CardKey,
    CardType,
    Check,
    Deck,
    Formula,
    LabSpec,
    LocalText,
    Option,
    Position,
)
from quizapp.lab.client import LabClient
from quizapp.lab.model import Job, Outcome, Verdict
from quizapp.lab.registry import code_labs, read_lab, source_of
from quizapp.lab.verify import OnEvent, measure, prove

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = Position(Path("deck.yaml"), 3, 5)
LABS = code_labs()


def text(words: str) -> LocalText:
    return LocalText((("", words),))


DECK = Deck(
    name="d",
    title=text("d"),
    path=Path("deck.yaml"),
    cards=(),
    labs={
        "one": LabSpec("one", "optimizer", {"opt": "Adam", "lr": 1e-3, "start": (1.0,)}),
        "bad": LabSpec("bad", "optimizer", {"opt": "SGD", "lr": -1.0}),
        "none": LabSpec("none", "code", {"momentum": 0.5}, run="none_or_zero"),
    },
)
BASE = Ask("one", "x.delta")
SCALED = Ask("one", "x.delta", {"loss": "100*x**2"})


def card(type: CardType, answer: Answer | None = None, **more: object) -> Card:
    return Card(CardKey("d/c"), type, text("?"), HERE, answer=answer, **more)  # type: ignore[arg-type]


def option(right: bool, when: Check | None) -> Option:
    return Option(right, text("right" if right else "wrong"), text("why"), when, HERE)


SAME = Check(SCALED, "equals", BASE)
HUNDREDFOLD = Check(SCALED, "ratio", BASE, factor=100.0)
CRASHES = Check(Ask("bad", "x.delta"), "equals", 1)


@pytest.mark.parametrize(
    ("proven", "verdict"),
    [
        (card(CardType.CHOICE, options=(option(True, SAME), option(False, HUNDREDFOLD))), "holds"),
        (card(CardType.CHOICE, options=(option(False, SAME), option(True, HUNDREDFOLD))), "fails"),
        (card(CardType.CHOICE, options=(option(True, SAME), option(False, CRASHES))), "error"),
        (card(CardType.CHOICE, options=(option(True, SAME), option(False, None))), None),
        (card(CardType.NUMBER, Ask("one", "x.delta", absolute=True)), "holds"),
        (card(CardType.NUMBER, Ask("bad", "x.delta")), "error"),
        (card(CardType.NUMBER, Ask("one", "state.keys")), "fails"),
        (card(CardType.NUMBER, -0.001, tol=0.01, verify=(Check(BASE, "is_answer"),)), "holds"),
        (card(CardType.NUMBER, -0.002, tol=0.01, verify=(Check(BASE, "is_answer"),)), "fails"),
        (card(CardType.TRUTH, True, when=Check(BASE, "less", 0)), "holds"),
        (card(CardType.TRUTH, False, when=Check(BASE, "less", 0)), "fails"),
        (card(CardType.TRUTH, False, when=Check(BASE, "greater", 0)), "holds"),
        (card(CardType.QA, text("a"), verify=(Check(Ask("bad", ""), "raises", "rate"),)), "holds"),
        (card(CardType.QA, text("a"), verify=(Check(Ask("one", ""), "raises", "rate"),)), "fails"),
        (card(CardType.QA, text("a"), verify=(Check(Ask("zzz", "x"), "less", 1),)), "error"),
        (card(CardType.QA, text("a"), verify=(Check(Ask("one", "x.no"), "less", 1),)), "error"),
        (card(CardType.QA, text("a")), None),
        (
            card(
                CardType.TYPED,
                text("absent"),
                verify=(Check(Ask("one", "x.state.momentum_buffer"), "is_answer"),),
            ),
            "holds",
        ),
        (
            card(CardType.TRUTH, True, when=Check(Ask("grad_accumulates", "times"), "equals", 3)),
            "holds",
        ),
    ],
)
async def test_verdicts(shipped: LabClient, proven: Card, verdict: str | None) -> None:
    proof = await prove(proven, DECK, LABS, shipped)
    assert proof.verdict == verdict, proof
    assert (proof.verdict is None) == bool(proof.unproven)


async def test_a_mutant_makes_the_distractor(shipped: LabClient) -> None:
    without = {"mutant": "adam-no-bias-correction"}
    wrong = Check(BASE, "equals", Ask("one", "x.delta", without))
    proof = await prove(
        card(CardType.CHOICE, options=(option(True, SAME), option(False, wrong))),
        DECK,
        LABS,
        shipped,
    )
    assert proof.verdict is Verdict.HOLDS
    assert "-0.00316" in proof.checks[1].expected


class Counting:
    """The real client, with a count of the jobs it was given."""

    def __init__(self, client: LabClient) -> None:
        self.client = client
        self.jobs: list[Job] = []

    async def run(self, job: Job, on_event: OnEvent | None = None) -> Outcome:
        self.jobs.append(job)
        return await self.client.run(job, on_event)


async def test_the_same_job_runs_once(shipped: LabClient) -> None:
    counting = Counting(shipped)
    asked = card(CardType.CHOICE, options=(option(True, SAME), option(False, HUNDREDFOLD)))
    await prove(asked, DECK, LABS, counting)  # type: ignore[arg-type]
    assert len(counting.jobs) == 2


async def test_a_card_that_varies_is_proven_up_to_the_limit_of_decks(shipped: LabClient) -> None:
    rates = tuple(number / 1000 for number in range(1, limits.COMBINATIONS + 9))
    asked = Ask("one", "x.delta", {"lr": "{lr}"})
    counting = Counting(shipped)
    varied = card(CardType.NUMBER, asked, vary={"lr": rates})
    proof = await prove(varied, DECK, LABS, counting)  # type: ignore[arg-type]
    assert proof.verdict is Verdict.HOLDS
    assert [job.knobs["lr"] for job in counting.jobs] == [*rates[: limits.COMBINATIONS]]


async def test_cancelling_a_proof_ends_its_runs(shipped: LabClient) -> None:
    slow = Ask("one", "x.delta", {"steps": 10_000})
    task = asyncio.create_task(
        prove(card(CardType.NUMBER, slow), DECK, LABS, shipped, on_event=lambda _: task.cancel())
    )
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_measure_gives_the_value_and_the_outcome(shipped: LabClient) -> None:
    outcome, value = await measure(Ask("one", "x.delta", absolute=True), DECK, LABS, shipped)
    assert outcome.verdict is Verdict.HOLDS
    assert value == pytest.approx(1e-3, rel=1e-3)
    outcome, value = await measure(Ask("bad", "x.delta"), DECK, LABS, shipped)
    assert (outcome.verdict, value) == (Verdict.ERROR, None)
    assert "Invalid learning rate" in outcome.reason


MUTANT = {"mutant": "adam-no-bias-correction"}
BESIDE = [
    (Check(Ask("one", "loss", {"steps": 9}), "monotone", "strictly down"), Verdict.HOLDS),
    (Check(Ask("one", "x", {"steps": 9}), "monotone", "up"), Verdict.FAILS),
    (Check(Ask("one", "x", {"steps": 3}, at=0), "equals", 1), Verdict.HOLDS),
    (Check(BASE, "same-as-torch", True), Verdict.HOLDS),
    (Check(Ask("one", "x.delta", MUTANT), "same-as-torch", True), Verdict.FAILS),
    (Check(BASE, "differs-from-mutant", Ask("one", "x.delta", MUTANT)), Verdict.HOLDS),
    (Check(Ask("one", "x.start"), "differs-from-mutant", Ask("one", "x.start", MUTANT)), "fails"),
    (Check(BASE, "approx", Formula("-lr * start")), Verdict.HOLDS),
    (Check(BASE, "ratio", Formula("lr"), factor=-1.0), Verdict.HOLDS),
    (Check(BASE, "approx", Formula("lr * nothing")), Verdict.ERROR),
    (Check(Ask("impl_speed", "loop", {"count": 2}), "less", "9 s"), Verdict.HOLDS),
    (Check(Ask("impl_speed", "loop", {"count": 2}), "less", "1 ns"), Verdict.FAILS),
    (Check(Ask("impl_speed", "loop", {"count": 2}), "less", "9 KiB"), Verdict.ERROR),
]


@pytest.mark.parametrize(("check", "verdict"), BESIDE)
async def test_what_a_check_compares_with(
    shipped: LabClient, check: Check, verdict: Verdict
) -> None:
    proof = await prove(card(CardType.QA, verify=(check,)), DECK, LABS, shipped)
    assert proof.checks[0].verdict == verdict, proof


async def test_an_answer_is_compared_in_the_measurements_unit(shipped: LabClient) -> None:
    loop = Check(Ask("impl_speed", "loop", {"count": 2}), "is_answer", within="9 s")
    in_seconds = card(CardType.NUMBER, 1.0, unit="s", verify=(loop,))
    proof = await prove(in_seconds, DECK, LABS, shipped)
    assert proof.verdict is Verdict.HOLDS, proof
    exact = replace(in_seconds, verify=(replace(loop, within="1 ns"),))
    proof = await prove(exact, DECK, LABS, shipped)
    assert proof.verdict is Verdict.FAILS
    assert "1000 ms" in proof.checks[0].expected


async def test_only_one_operator_looks_at_runs_that_differ_from_torchs(
    client: LabClient, rogues: Path
) -> None:
    labs = {"disagrees": read_lab(source_of(rogues / "disagrees.py"), rogues / "disagrees.py")}
    done = Ask("disagrees", "done")
    checks = (Check(done, "same-as-torch", True), Check(done, "equals", False))
    proof = await prove(card(CardType.QA, verify=checks), DECK, labs, client)
    beside, alone = proof.checks
    assert (beside.verdict, beside.measured) == (Verdict.FAILS, "false")
    assert "torch's true" in beside.expected
    assert alone.verdict is Verdict.ERROR
