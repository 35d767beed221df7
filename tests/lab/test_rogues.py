"""Labs that misbehave, on a real worker: each is a verdict, and the next run is healthy."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.lab.client import LabClient
from quizapp.lab.model import Job, Point, Progress, Verdict

Rogue = Callable[..., Job]
pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.cold,
    pytest.mark.skipif(sys.platform != "linux", reason="limits are fully enforced on Linux"),
]

GOOD = Job("optimizer", "good", {"opt": "SGD", "lr": 0.1})


async def healthy(client: LabClient) -> None:
    """The next run works, in a worker that did not die."""
    assert client.ready
    assert (await client.run(GOOD)).verdict is Verdict.HOLDS


ERRORS = {
    "floods": "printed more than 4 MB",
    "eats_memory": "more than its 256 MB of memory",
    "eats_lists": "more than its 256 MB of memory",
    "kills_itself": "SIGKILL",
    "segfaults": "SIGSEGV",
    "signals_itself": "signal 40",
    "aborts": "SIGABRT",
    "leaves": "left with status 7",
    "exits": "sys.exit(3)",
    "raises": "KeyError: 'lost' (line 14 of raises.py)",
    "interrupts": "KeyboardInterrupt",
    "scribbles": "broke the worker's protocol",
    "lies_big": "broke the worker's protocol",
    "forges": "a result of its own making",
    "measures_giant": "a tensor of 1,000,000; at most 4,096",
    "measures_text": "a text of 1,000,000 characters",
    "measures_undeclared": "'surprise', which it does not declare",
    "plots_endlessly": "plots more than 10,001 points",
    "closes_everything": "before it was done",
}


@pytest.mark.parametrize("name", ERRORS)
async def test_misbehaviour_is_a_verdict(client: LabClient, rogue: Rogue, name: str) -> None:
    outcome = await client.run(rogue(name))
    assert outcome.verdict is Verdict.ERROR
    assert ERRORS[name] in outcome.reason
    assert len(outcome.output) < 20_000
    await healthy(client)


@pytest.mark.parametrize("name", ["loops", "stops_itself", "spawns"])
async def test_what_does_not_end_is_ended(client: LabClient, rogue: Rogue, name: str) -> None:
    outcome = await client.run(rogue(name, seconds=0.4))
    assert outcome.verdict is Verdict.ERROR
    assert outcome.reason == "it ran longer than its limit of 0.4 s"
    await gone(client)
    await healthy(client)


@pytest.mark.parametrize("name", ["forks", "daemonises"])
async def test_children_of_a_lab_end_with_it(client: LabClient, rogue: Rogue, name: str) -> None:
    outcome = await client.run(rogue(name))
    assert outcome.verdict in (Verdict.HOLDS, Verdict.FAILS)  # its pid differs: it forked
    await healthy(client)
    await gone(client)


async def test_the_start_of_the_output_is_kept(client: LabClient, rogue: Rogue) -> None:
    outcome = await client.run(rogue("chatters"))
    assert outcome.verdict is Verdict.HOLDS
    assert outcome.output.startswith("startxxx")
    assert outcome.output.endswith("bytes in all)")
    assert (await client.run(rogue("leaves"))).output == "last words\n"


async def test_what_a_lab_needs_it_has(client: LabClient, rogue: Rogue) -> None:
    outcome = await client.run(rogue("keeps_house"))
    assert outcome.verdict is Verdict.HOLDS, outcome.reason
    assert outcome.measures == {"own": '"""Does', "kept": "kept", "ran": "42"}


async def test_nan_is_measured_as_it_is(client: LabClient, rogue: Rogue) -> None:
    outcome = await client.run(rogue("measures_nan"))
    assert outcome.verdict is Verdict.HOLDS
    assert outcome.measures["done"] != outcome.measures["done"]
    assert outcome.measures["pid"] == float("inf")


async def test_another_value_with_torch_is_a_failure(client: LabClient, rogue: Rogue) -> None:
    outcome = await client.run(rogue("disagrees"))
    assert outcome.verdict is Verdict.FAILS
    assert outcome.agrees is False
    assert "done" in outcome.reason


async def test_cancelling_ends_the_run_at_once(client: LabClient, rogue: Rogue) -> None:
    started: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def hear(event: Point | Progress) -> None:
        if isinstance(event, Progress):
            started.set_result(int(event.note))

    run = asyncio.create_task(client.run(rogue("sleeps", seconds=60.0), hear))
    pid = await asyncio.wait_for(started, 10)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    await ended(pid)
    await healthy(client)


async def test_a_dead_worker_is_started_again(rogue: Rogue, rogues: Path) -> None:
    client = LabClient(folder=rogues)
    await client.start()
    assert client._worker is not None
    worker = client._worker._process.pid
    run = client.run(rogue("sleeps", seconds=60.0), lambda _: os.kill(worker, signal.SIGKILL))
    outcome = await run
    assert outcome.verdict is Verdict.ERROR
    assert "the lab worker died" in outcome.reason
    assert not client.ready
    assert (await client.run(GOOD)).verdict is Verdict.HOLDS
    await client.close()


async def test_a_dead_worker_leaves_nothing_behind_setsid(rogue: Rogue, rogues: Path) -> None:
    client = LabClient(folder=rogues)
    await client.start()
    assert client._worker is not None
    worker = client._worker
    own_network = worker._network is not None
    left: list[int] = []

    def hear(event: Point | Progress) -> None:
        if isinstance(event, Progress):
            left.append(int(event.note))
            os.kill(worker._process.pid, signal.SIGKILL)

    outcome = await client.run(rogue("hides", seconds=60.0), hear)
    assert "the lab worker died" in outcome.reason
    if own_network:
        await ended(left[0])
    else:
        os.kill(left[0], signal.SIGKILL)
    await client.close()


async def test_closing_ends_what_runs(rogue: Rogue, rogues: Path) -> None:
    client = LabClient(folder=rogues)
    await client.start()
    heard: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    run = asyncio.create_task(
        client.run(
            rogue("sleeps", seconds=60.0),
            lambda event: isinstance(event, Progress) and heard.set_result(int(event.note)),
        )
    )
    pid = await asyncio.wait_for(heard, 10)
    await client.close()
    outcome = await run
    assert outcome.verdict is Verdict.ERROR
    await ended(pid)
    assert (await client.run(GOOD)).verdict is Verdict.ERROR  # closed is closed


HOST = """
import asyncio, sys
from pathlib import Path
from quizapp.lab.client import LabClient
from quizapp.lab.model import Job
async def main(origin):
    client = LabClient(folder=Path(origin).parent)
    await client.start()
    job = Job("code", "sleeps", {}, origin=origin, seconds=60.0)
    await client.run(job, lambda event: print(client._worker._process.pid, event.note, flush=True))
asyncio.run(main(sys.argv[1]))
"""


async def test_nothing_outlives_a_client_that_is_killed(rogue: Rogue) -> None:
    host = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOST, rogue("sleeps").origin, stdout=asyncio.subprocess.PIPE
    )
    assert host.stdout is not None
    worker, job = map(int, (await asyncio.wait_for(host.stdout.readline(), 30)).split())
    host.kill()
    await host.wait()
    await ended(worker)
    await ended(job)


async def test_closing_while_it_starts_is_as_quick(rogues: Path) -> None:
    client = LabClient(folder=rogues)
    run = asyncio.create_task(client.run(GOOD))
    await asyncio.sleep(0.2)  # somewhere in the import of torch, or before
    assert not client.ready
    await client.close()
    assert (await run).verdict is Verdict.ERROR


async def test_a_listener_that_fails_fails_its_own_run_alone(
    client: LabClient, rogue: Rogue
) -> None:
    def broken(event: Point | Progress) -> None:
        raise RuntimeError(f"the screen is gone: {event}")

    with pytest.raises(RuntimeError, match="the screen is gone"):
        await client.run(rogue("sleeps", seconds=60.0), broken)
    await gone(client)
    await healthy(client)


async def test_runs_beside_each_other_do_not_mix(client: LabClient, rogue: Rogue) -> None:
    jobs = [Job("optimizer", "t", {"opt": "SGD", "lr": 0.01 * n}) for n in range(1, 9)]
    outcomes = await asyncio.gather(
        *(client.run(job) for job in jobs), client.run(rogue("loops", seconds=0.5))
    )
    for n, outcome in enumerate(outcomes[:-1], 1):
        assert outcome.measures["lr.end"] == 0.01 * n
    assert outcomes[-1].verdict is Verdict.ERROR


async def gone(client: LabClient) -> None:
    """The worker has no child left."""
    assert client._worker is not None
    parent = str(client._worker._process.pid)
    for _ in range(500):
        children = [pid for pid, of in parents().items() if of == parent]
        if not children:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"left behind: {children}")


def parents() -> dict[str, str]:
    """Every process and its parent."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found[stat.parent.name] = stat.read_text().rpartition(")")[2].split()[1]
    return found


async def ended(pid: int) -> None:
    """A process is gone."""
    for _ in range(500):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"process {pid} still runs")
