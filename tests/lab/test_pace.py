"""A run is held and taken on step by step; its clock stands still meanwhile, and only then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from quizapp.lab.client import LabClient, Pace
from quizapp.lab.model import Job, Outcome, Point, Progress, Verdict
from quizapp.lab.registry import code_labs
from quizapp.lab.setup import Setup

from .conftest import Rogue

pytestmark = pytest.mark.asyncio(loop_scope="session")


def job(steps: int, seconds: float = 10.0) -> Job:
    knobs = {"opt": "SGD", "lr": 0.1, "steps": steps}
    return Job("optimizer", "optimizer", knobs, seconds=seconds)


class Watched:
    """A run going on, and the points it has sent."""

    def __init__(self, client: LabClient, job: Job, *, stepping: bool) -> None:
        self.pace = Pace(stepping=stepping)
        self.points: list[Point] = []
        self.task = asyncio.create_task(client.run(job, self._hear, self.pace))

    def _hear(self, event: Point | Progress) -> None:
        if isinstance(event, Point):
            self.points.append(event)

    def xs(self, series: str) -> list[float]:
        return [point.x for point in self.points if point.series == series]

    async def held(self) -> None:
        await when(lambda: self.pace.held)

    async def outcome(self) -> Outcome:
        return await asyncio.wait_for(self.task, 30)


async def when(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.005)


async def test_each_step_sends_all_of_one_x_and_waits(shipped: LabClient) -> None:
    run = Watched(shipped, job(4), stepping=True)
    for so_far in ([0.0], [0.0, 1.0], [0.0, 1.0, 2.0]):
        await run.held()
        assert run.xs("loss") == so_far
        run.pace.step()
    await run.held()
    run.pace.go()
    outcome = await run.outcome()
    assert outcome.verdict is Verdict.HOLDS
    assert [x for x, _ in outcome.series["loss"]] == [0.0, 1.0, 2.0, 3.0, 4.0]


async def test_a_run_taken_in_steps_comes_to_the_same(shipped: LabClient) -> None:
    lab = Setup(code_labs()["none_or_zero"]).put("set_to_none", False).job()
    run = Watched(shipped, lab, stepping=True)
    while not run.task.done():
        await when(lambda: run.pace.held or run.task.done())
        run.pace.step()
    whole = await shipped.run(lab)
    stepped = await run.outcome()
    assert stepped.measures == whole.measures
    assert stepped.series == whole.series
    assert stepped.gap == 0


async def test_a_paused_run_keeps_its_time_and_can_be_stepped(shipped: LabClient) -> None:
    run = Watched(shipped, job(3_000, seconds=60.0), stepping=False)
    await when(lambda: len(run.points) > 0)
    run.pace.pause()
    await shipped.run(job(3))  # what was under way has arrived when this is back
    before = len(run.points)
    await shipped.run(job(3))
    assert len(run.points) == before, "it stands still"
    run.pace.step()
    await run.held()
    assert len(run.points) > before
    run.pace.go()
    assert (await run.outcome()).verdict is Verdict.HOLDS


async def test_a_held_run_can_be_cancelled(shipped: LabClient) -> None:
    run = Watched(shipped, job(5), stepping=True)
    await run.held()
    run.task.cancel()
    await asyncio.wait([run.task], timeout=2)
    assert run.task.cancelled()
    frozen = Watched(shipped, job(3_000), stepping=False)
    await when(lambda: len(frozen.points) > 0)
    frozen.pace.pause()
    frozen.task.cancel()
    await asyncio.wait([frozen.task], timeout=2)
    assert (await shipped.run(job(3))).verdict is Verdict.HOLDS


async def test_the_clock_of_a_held_run_stands_still(client: LabClient, rogue: Rogue) -> None:
    run = Watched(client, job(3, seconds=0.5), stepping=True)
    await run.held()
    await client.run(rogue("loops", seconds=0.8))
    assert not run.task.done()
    run.pace.go()
    assert (await run.outcome()).verdict is Verdict.HOLDS


async def test_a_lab_cannot_stop_its_own_clock(client: LabClient, rogue: Rogue) -> None:
    outcome = await client.run(rogue("says_it_waits", seconds=0.5))
    assert outcome.verdict is Verdict.ERROR
    assert "longer than its limit" in outcome.reason
