"""The shipped labs: each runs, agrees, and shows what it claims."""

from __future__ import annotations

import pytest

from quizapp.lab import knobs
from quizapp.lab.client import LabClient
from quizapp.lab.model import Job, LabInfo, Outcome, Verdict
from tests.lab.here import LABS, run_here

pytestmark = pytest.mark.asyncio(loop_scope="session")

SLOW = 10.0
"""Seconds: a lab that asks for more compiles, or starts processes."""


async def run(client: LabClient, name: str, **given: object) -> Outcome:
    info = LABS[name]
    values = knobs.complete(info, given)
    return await client.run(Job("code", name, values, origin=info.origin, seconds=info.seconds))


def extremes(info: LabInfo) -> list[dict[str, object]]:
    """The defaults, in both dtypes; then each knob alone at its ends, or at each of its choices.

    Of a slow lab, the defaults and one run with every knob somewhere else.
    """
    runs: list[dict[str, object]] = [{}]
    if all(knob.name != "dtype" for knob in info.knobs):
        runs.append({"dtype": "float64"})
    for knob in info.knobs:
        ends: tuple[object, ...] = (knob.low, knob.high)
        if knob.kind == "bool":
            ends = (True, False)
        elif knob.kind == "choice":
            ends = knob.choices
        runs += [{knob.name: end} for end in ends if end is not None]
    if info.seconds > SLOW:
        defaults = knobs.complete(info, {})
        return [{}, {k: v for run in runs for k, v in run.items() if v != defaults.get(k)}]
    return runs


@pytest.mark.parametrize("name", LABS)
async def test_a_lab_agrees_at_every_end_of_its_knobs(shipped: LabClient, name: str) -> None:
    info = LABS[name]
    first, *others = extremes(info)
    forked = [first, *others] if info.seconds > SLOW else [first]
    for given in forked:
        outcome = await run(shipped, name, **given)
        assert outcome.verdict is Verdict.HOLDS, (given, outcome.reason)
    for given in others if len(forked) == 1 else []:  # a process for each would take the time
        frame = run_here(name, **given)
        assert frame["verdict"] == "holds", (given, frame["reason"])
        assert set(frame["measures"]) <= set(info.measures)
        assert set(frame["series"]) <= set(info.series)


CLAIMS: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("grad_accumulates", {"backwards": 4}, {"times": 4.0, "grad": 24.0, "one": 6.0}),
    ("grad_accumulates", {"zero_between": True}, {"times": 1.0}),
    ("none_or_zero", {}, {"grad": "none", "moved": 0.0}),
    ("none_or_zero", {"set_to_none": False, "momentum": 0.0}, {"grad": 0.0, "moved": 0.0}),
    ("group_overrides", {}, {"lr": [0.1, 0.01], "weight_decay": [0.5, 0.5]}),
    ("state_keys_are_positions", {}, {"keys": [0, 1], "swapped": True, "raised": ""}),
    ("state_keys_are_positions", {"reordered": False}, {"swapped": False}),
    ("scheduler_overwrites_lr", {}, {"kept": False, "resumed": 1.0}),
    ("scheduler_overwrites_lr", {"build_first": True}, {"kept": True}),
    ("scheduler_overwrites_lr", {"scheduler": "StepLR"}, {"kept": True}),
    ("add_group_later", {}, {"steps_old": 10.0, "steps_new": 5.0, "state_at_joining": []}),
    ("first_momentum_buffer", {}, {"first": 1.0}),
    ("training_loop_order", {"order": "zero_grad_after_step"}, {"same_as_usual": True}),
    ("training_loop_order", {"order": "zero_grad_before_step"}, {"moved": False}),
    ("training_loop_order", {"order": "no_step"}, {"moved": False}),
    ("training_loop_order", {"order": "no_zero_grad"}, {"same_as_usual": False}),
    ("frozen_but_decaying", {}, {"none": 1.0}),
    ("frozen_but_decaying", {"weight_decay": 0.0}, {"zero": 1.0}),
    ("resume", {}, {"same": True, "difference": 0.0}),
    ("resume", {"scheduler": False, "steps": 20}, {"same": False}),
    ("resume", {"weights": False}, {"same": False}),
]


@pytest.mark.parametrize(("name", "given", "expected"), CLAIMS)
async def test_a_lab_shows_its_claim(
    shipped: LabClient, name: str, given: dict[str, object], expected: dict[str, object]
) -> None:
    outcome = await run(shipped, name, **given)
    assert {key: outcome.measures[key] for key in expected} == expected


async def test_double_precision_reaches_the_tensors(shipped: LabClient) -> None:
    single, double = [
        (await run(shipped, "first_momentum_buffer", dtype=dtype)).measures["last"]
        for dtype in ("float32", "float64")
    ]
    assert single != double
    assert single == pytest.approx(double)
