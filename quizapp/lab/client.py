"""The lab as the rest of quizapp sees it: ``await client.run(job)``. No torch, no threads."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from quizapp import paths
from quizapp.errors import QuizError
from quizapp.lab import registry, spawn, trust
from quizapp.lab.isolation import strays
from quizapp.lab.isolation.level import NOT_TRIED, Level
from quizapp.lab.model import Job, Measured, Outcome, Point, Progress, Verdict
from quizapp.lab.protocol import VERSION, Frame, ProtocolError, decode, encode, length

Event = Point | Progress

_GRACE = 0.15
"""Seconds that a closed worker gets to end its jobs before it is killed itself."""


@dataclass
class Pace:
    """The hand on a run that goes on: it may be held, and taken on step by step.

    A step is all that a lab plots of one x. ``held`` says that the run waits now; its time limit
    then waits too. With ``stepping`` it is held after the first step.
    """

    stepping: bool = False
    held: bool = False
    send: Callable[[str], None] | None = field(default=None, repr=False)

    def pause(self) -> None:
        """Hold the run where it is."""
        self._wish("pause", held=True)

    def step(self) -> None:
        """Let it do one more step."""
        self._wish("step", held=False)

    def go(self) -> None:
        """Let it run to its end."""
        self._wish("go", held=False)

    def _wish(self, wish: str, *, held: bool) -> None:
        if self.send is not None:
            self.held = held
            self.send(wish)


class LabClient:
    """Runs jobs in one worker process, which it starts, watches, and starts again if it dies.

    Use it from one event loop. Runs are concurrent, as many at once as there are cores.
    ``level`` says what is kept from them, once a worker has started.

    Args:
        folder: the folder of trusted code labs; the shipped one by default.
    """

    def __init__(self, *, folder: Path | None = None) -> None:
        self.versions: Mapping[str, str] = {}
        self.level = NOT_TRIED
        self._own_network = False
        self._folder = paths.shipped("labs") if folder is None else folder
        self._room = asyncio.Semaphore(os.cpu_count() or 1)
        self._starting = asyncio.Lock()
        self._worker: _Worker | None = None
        self._closed = False

    @property
    def ready(self) -> bool:
        """Whether a run would start at once: the worker is there and warm."""
        return self._worker is not None and self._worker.alive

    async def start(self) -> None:
        """Have a warm worker; does nothing when there is one.

        Raises:
            QuizError: it cannot start (the message says why).
        """
        async with self._starting:
            if self.ready:
                return
            if self._closed:
                raise QuizError("the lab is closed")
            self._worker = worker = _Worker()
            try:
                hello = await worker.greet()
            except BaseException:
                worker.kill()
                raise
            self.versions = cast("Mapping[str, str]", hello["versions"])
            self.level = Level(cast("Mapping[str, str]", hello["isolation"]))
            self._own_network = bool(hello["own_network"])

    async def run(
        self,
        job: Job,
        on_event: Callable[[Event], None] | None = None,
        pace: Pace | None = None,
    ) -> Outcome:
        """Run a job; its misbehaviour is an outcome, never an exception.

        Cancelling the task that awaits this ends the run at once. With ``pace`` it can be held.
        """
        frame = self._frame(job)
        if isinstance(frame, Outcome):
            return frame
        async with self._room:
            try:
                await self.start()
            except QuizError as error:
                return Outcome(Verdict.ERROR, str(error), seed=job.seed)
            assert self._worker is not None
            result = await self._worker.run(frame, on_event, pace or Pace())
        let_out = frame.get("together") and not self._own_network
        level = self.level.together() if let_out else self.level
        return _outcome(result, job, self.versions, level)

    async def close(self) -> None:
        """End every run and the worker. Nothing can be run afterwards."""
        self._closed = True
        if self._worker is not None:
            await self._worker.close()

    def _frame(self, job: Job) -> Frame | Outcome:
        """The job as a frame, with its code; or why it is not run."""
        frame: Frame = {
            name: getattr(job, name)
            for name in ("kind", "name", "origin", "device", "seed", "seconds", "megabytes")
        }
        frame["knobs"] = dict(job.knobs)
        if job.kind != "code":
            return frame
        path = Path(job.origin)
        try:
            source = registry.source_of(path)
        except QuizError as error:
            return Outcome(Verdict.ERROR, str(error), seed=job.seed)
        # What a deck brings never counts as shipped, wherever a link may lead by now.
        shipped = not job.deck and trust.is_shipped(path, self._folder)
        refused = "" if shipped else trust.refusal(path, source, job.deck)
        if refused:
            return Outcome(Verdict.SKIPPED, refused, seed=job.seed)
        together = shipped and "bench.together(" in source
        return {**frame, "code": source, "together": together}


class _Worker:
    """One worker process and the runs in it."""

    def __init__(self) -> None:
        self._process = spawn.start("quizapp.lab.worker")
        self._runs: dict[int, _Run] = {}
        self._count = 0
        self._listening: asyncio.Task[None] | None = None
        self._pipe: asyncio.WriteTransport | None = None
        self._inbox: asyncio.ReadTransport | None = None
        self._network: int | None = None
        self.alive = False

    async def greet(self) -> Frame:
        """Wait until the worker is warm; what it says of itself.

        Raises:
            QuizError: it died, or speaks another version.
        """
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        self._inbox, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), self._process.stdout
        )
        self._pipe, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, self._process.stdin)
        try:
            hello = await _read(reader)
        except (asyncio.IncompleteReadError, ProtocolError) as error:
            raise QuizError(
                "the lab worker died while starting",
                f"`{sys.executable} -m quizapp.lab.worker` says why.",
            ) from error
        if hello.get("hello") != VERSION:
            reason = hello.get("failed", "it speaks another version of the protocol")
            raise QuizError(f"the lab worker cannot start: {reason}", "Reinstall quizapp.")
        self.alive = True
        self._network = strays.hold(self._process.pid)
        self._listening = asyncio.create_task(self._listen(reader))
        return hello

    async def run(self, job: Frame, on_event: Callable[[Event], None] | None, pace: Pace) -> Frame:
        """Have a job run; its result's frame."""
        self._count += 1
        number = self._count
        run = self._runs[number] = _Run(on_event, pace)
        self._send({"id": number, "run": {**job, "stepping": pace.stepping}})
        pace.send = lambda wish: self._send({"id": number, "pace": wish})
        try:
            return await run.result
        except BaseException:  # cancelled, or the listener to its events failed
            self._send({"id": number, "cancel": True})
            raise
        finally:
            pace.send = None
            del self._runs[number]

    async def close(self) -> None:
        """Let the worker end its jobs; kill it when it does not do so at once."""
        if self.alive and self._pipe is not None and self._listening is not None:
            self._pipe.close()
            # The worker's end of the pipe closes when it is gone, and the listener with it.
            await asyncio.wait([self._listening], timeout=_GRACE)
        self.kill()

    def kill(self) -> None:
        """End the process now. Safe to call twice."""
        if self._listening is not None:
            self._listening.cancel()
        self._end("the lab was closed")

    def _end(self, reason: str) -> None:
        """Clear the process away and tell its runs why they end."""
        self.alive = False
        if self._pipe is not None and not self._pipe.is_closing():
            self._pipe.abort()
        if self._inbox is not None:
            self._inbox.close()
        self._process.kill()
        self._process.wait()
        if self._network is not None:
            strays.end(self._network)
            self._network = None
        for run in self._runs.values():
            run.hear({"result": {"verdict": Verdict.ERROR.value, "reason": reason}})

    def _send(self, frame: Frame) -> None:
        if self._pipe is not None and not self._pipe.is_closing():
            self._pipe.write(encode(frame))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Give each frame to its run until the worker is gone."""
        try:
            while True:
                frame = await _read(reader)
                run = self._runs.get(cast("int", frame.get("id")))
                if run is not None:
                    run.hear(frame)
        except (asyncio.IncompleteReadError, ProtocolError):
            self._end("the lab worker died; it starts again at the next run")


class _Run:
    """A run in the worker: where its events go, and its result once there is one."""

    def __init__(self, on_event: Callable[[Event], None] | None, pace: Pace) -> None:
        self.result: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._on_event = on_event
        self._pace = pace

    def hear(self, frame: Frame) -> None:
        result = frame.get("result")
        if result is not None:
            if not self.result.done():
                self.result.set_result(cast("Frame", result))
        elif "halted" in frame:
            self._pace.held = True
        elif self._on_event is not None:
            try:
                for event in _events(frame):
                    self._on_event(event)
            except Exception as error:  # belongs to who awaits the run, not to the other runs
                if not self.result.done():
                    self.result.set_exception(error)


async def _read(reader: asyncio.StreamReader) -> Frame:
    return decode(await reader.readexactly(length(await reader.readexactly(4))))


def _events(frame: Frame) -> list[Event]:
    """The points and the progress in a frame; what is malformed is left out."""
    events: list[Event] = []
    with contextlib.suppress(TypeError, ValueError):
        for series, x, y in cast("list[list[object]]", frame.get("points", [])):
            events.append(Point(str(series), float(cast("float", x)), float(cast("float", y))))
        if "progress" in frame:
            fraction, note = cast("tuple[float, str]", frame["progress"])
            events.append(Progress(float(fraction), str(note)))
    return events


def _series(told: Mapping[str, list[list[float]]]) -> dict[str, list[tuple[float, float]]]:
    """The points of a result; a series that is malformed is left out."""
    series = {}
    for name, points in told.items():
        with contextlib.suppress(TypeError, ValueError):
            series[name] = [(float(x), float(y)) for x, y in points]
    return series


def _outcome(result: Frame, job: Job, versions: Mapping[str, str], level: Level) -> Outcome:
    device = str(result.get("device", ""))  # empty when it was not run
    return Outcome(
        verdict=Verdict(str(result["verdict"])),
        reason=str(result.get("reason", "")),
        measures=cast("dict[str, Measured]", result.get("measures", {})),
        series=_series(cast("dict[str, list[list[float]]]", result.get("series", {}))),
        theirs=cast("dict[str, Measured]", result.get("theirs", {})),
        gap=cast("float | None", result.get("gap")),
        agrees=cast("bool | None", result.get("agrees")),
        seed=job.seed,
        device=device,
        versions=versions,
        seconds=cast("float", result.get("seconds", 0.0)),
        output=str(result.get("output", "")),
        isolation=level.on(device) if device else None,
        misused=bool(result.get("misused", False)),
    )
