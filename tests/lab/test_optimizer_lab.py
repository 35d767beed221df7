"""The declarative lab on the real worker: known numbers, agreement, mutants, live events."""

from __future__ import annotations

import math

import pytest

from quizapp.lab.client import LabClient
from quizapp.lab.declarative import MUTANTS
from quizapp.lab.model import Job, Outcome, Point, Progress, Verdict
from tests.optim.scenarios import SCENARIOS, two_steps

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def run(client: LabClient, **settings: object) -> Outcome:
    return await client.run(Job("optimizer", "lab", settings))


async def test_sgd_by_hand(client: LabClient) -> None:
    outcome = await run(client, opt="SGD", lr=0.25, momentum=0.5, start=[4.0], steps=2)
    # g = 2x: x 4 -> 4 - 0.25*8 = 2; b = 0.5*8 + 4 = 8 -> 2 - 0.25*8 = 0
    assert outcome.verdict is Verdict.HOLDS
    assert outcome.agrees
    assert outcome.gap == 0
    assert outcome.series["x"] == [(0, 4.0), (1, 2.0), (2, 0.0)]
    assert outcome.series["loss"] == [(0, 16.0), (1, 4.0), (2, 0.0)]
    assert outcome.series["step"] == [(1, 2.0), (2, 2.0)]
    measures = outcome.measures
    assert (measures["x.start"], measures["x.end"], measures["x.delta"]) == (4.0, 0.0, -4.0)
    assert (measures["x.first_delta"], measures["x.last_delta"]) == (-2.0, -2.0)
    assert (measures["x.grad"], measures["x.state.momentum_buffer"]) == (4.0, 8.0)
    assert measures["state.keys"] == ["momentum_buffer"]
    assert (measures["loss.start"], measures["loss.end"]) == (16.0, 0.0)
    assert (measures["steps"], measures["raised"], measures["lr.end"]) == (2, "", 0.25)


async def test_lbfgs_evaluates_the_loss_by_itself(client: LabClient) -> None:
    outcome = await run(client, opt="LBFGS", line_search_fn="strong_wolfe", loss="(x - 3)**4")
    assert outcome.verdict is Verdict.HOLDS
    assert (outcome.gap, outcome.measures["loss.start"]) == (0, 16.0)
    assert outcome.measures["x.end"] == pytest.approx(3.0, abs=0.05)
    assert isinstance(outcome.measures["x.state.old_dirs"], list)


async def test_sparse_adam_leaves_alone_what_has_no_gradient(client: LabClient) -> None:
    settings = {
        "opt": "SparseAdam",
        "lr": 0.1,
        "start": [1.0, 2.0],
        "loss": "x0**2 + max(0, x1-1.95)",
    }
    outcome = await run(client, steps=5, **settings)
    assert outcome.verdict is Verdict.HOLDS
    assert outcome.series["x1"] == [(0, 2.0), *((i, pytest.approx(1.9)) for i in range(1, 6))]
    assert outcome.measures["x.grad"][1] == 0.0  # type: ignore[index]
    wrong = await run(client, steps=5, mutant="sparse-adam-moves-everything", **settings)
    assert wrong.measures["x.end"][1] < 1.8  # type: ignore[index, operator]


async def test_several_elements(client: LabClient) -> None:
    outcome = await run(client, opt="SGD", lr=0.5, start=[1.0, 2.0], loss="x0**2 + 3*x[1]")
    assert outcome.measures["x.end"] == [0.0, 0.5]
    assert outcome.measures["x.grad"] == [2.0, 3.0]
    assert set(outcome.series) == {"loss", "step", "x0", "x1"}


@pytest.mark.parametrize(
    ("loss", "at_2"),
    [
        ("abs(x)", 2.0),
        ("sqrt(x + 2)", 2.0),
        ("exp(x - 2)", 1.0),
        ("log(x) - log(2)", 0.0),
        ("sin(x) - sin(2)", 0.0),
        ("cos(x) + tanh(x)", math.cos(2) + math.tanh(2)),
        ("sum(x) + mean(x) + norm(x)", 6.0),
        ("max(x) + min(x)", 4.0),
        ("max(0, 1 - x) + min(x, 1)", 1.0),
        ("x", 2.0),
        ("3", 3.0),
    ],
)
async def test_every_function(client: LabClient, loss: str, at_2: float) -> None:
    outcome = await run(client, opt="SGD", lr=0.1, start=[2.0], loss=loss)
    assert outcome.verdict is Verdict.HOLDS
    assert outcome.measures["loss.start"] == pytest.approx(at_2, abs=1e-6)


async def test_what_the_optimizer_raises_is_measured(client: LabClient) -> None:
    outcome = await run(client, opt="SGD", lr=-1.0)
    assert outcome.verdict is Verdict.HOLDS
    assert outcome.measures == {"raised": "ValueError: Invalid learning rate: -1.0"}


@pytest.mark.parametrize("dtype", ["float64", "bfloat16", "float16"])
async def test_other_dtypes_agree(client: LabClient, dtype: str) -> None:
    outcome = await run(client, opt="Adam", lr=0.1, dtype=dtype, steps=5, weight_decay=0.1)
    assert outcome.verdict is Verdict.HOLDS


async def test_divergence_is_measured_not_hidden(client: LabClient) -> None:
    outcome = await run(client, opt="SGD", lr=1e20, steps=5)
    assert outcome.verdict is Verdict.HOLDS
    assert not math.isfinite(outcome.measures["x.end"])  # type: ignore[arg-type]


@pytest.mark.parametrize("mutant", [m for m, s in SCENARIOS.items() if s.run is two_steps])
async def test_each_mutant_gives_its_number(client: LabClient, mutant: str) -> None:
    scenario = SCENARIOS[mutant]
    job = {**scenario.settings, "loss": scenario.loss, "steps": 2, "dtype": "float64"}
    true = await run(client, opt=MUTANTS[mutant], **job)
    false = await run(client, opt=MUTANTS[mutant], mutant=mutant, **job)
    assert true.agrees
    assert false.agrees is None
    assert mutant in false.reason
    assert false.measures["x.end"] == pytest.approx(scenario.expected, rel=1e-4)
    assert true.measures["x.end"] != pytest.approx(scenario.expected, rel=1e-4)


async def test_points_and_progress_come_while_it_runs(client: LabClient) -> None:
    events: list[Point | Progress] = []
    job = Job("optimizer", "lab", {"opt": "Adam", "lr": 0.01, "steps": 1500})
    outcome = await client.run(job, events.append)
    points = [event for event in events if isinstance(event, Point) and event.series == "loss"]
    assert outcome.verdict is Verdict.HOLDS
    assert 0 < len(points) <= 1501
    assert [(point.x, point.y) for point in points] == outcome.series["loss"][: len(points)]
    fractions = [event.fraction for event in events if isinstance(event, Progress)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0  # ours is done, and torch's is run


async def test_the_progress_goes_with_the_points(client: LabClient) -> None:
    events: list[Point | Progress] = []
    steps = 1500
    job = Job("optimizer", "lab", {"opt": "Adam", "lr": 0.01, "steps": steps})
    await client.run(job, events.append)
    last = 0.0
    for event in events:
        if isinstance(event, Point):
            last = event.x
        else:
            assert event.fraction == pytest.approx(last / steps, abs=2 / steps)


async def test_a_missing_device_is_skipped_with_the_reason(client: LabClient) -> None:
    if "mps" in client.versions["devices"]:
        pytest.skip("this machine has it")
    outcome = await client.run(Job("optimizer", "lab", {"opt": "SGD"}, device="mps"))
    assert outcome.verdict is Verdict.SKIPPED
    assert outcome.reason == "this machine has no mps device"


async def test_a_lab_from_elsewhere_is_not_run(client: LabClient) -> None:
    from quizapp.lab.registry import code_labs

    info = code_labs()["grad_accumulates"]  # shipped, but this client trusts another folder
    outcome = await client.run(Job("code", info.name, {}, origin=info.origin))
    assert outcome.verdict is Verdict.SKIPPED
    assert "not trusted" in outcome.reason
