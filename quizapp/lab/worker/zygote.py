"""The warm process that runs jobs in children, watches and ends them. One thread, one loop."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
from collections import deque
from collections.abc import Callable
from time import monotonic

from quizapp.lab.isolation.cage import Cage
from quizapp.lab.protocol import Decoder, Frame, ProtocolError, encode
from quizapp.lab.worker import limits, pace
from quizapp.lab.worker.child import Child, failure, fork, spawn, write
from quizapp.lab.worker.runs import KEPT_OUTPUT, Lane, Run, death, skipped, sound, text, too_long

MAX_OUTPUT = 4 * 1024 * 1024
"""Bytes a job may print before it is ended."""

DEVICE_START = 60.0
"""Seconds that a persistent process may take to have its device ready."""

_CHUNK = 256 * 1024


class Zygote:
    """The loop between the client's pipe and the jobs.

    Args:
        inbox, outbox: descriptors of the pipes from and to the client.
        devices: those this machine has, ``cpu`` first.
        visible: the user's CUDA_VISIBLE_DEVICES, for the process that uses CUDA.
        cage: what keeps jobs from the rest of the machine.
    """

    def __init__(
        self, inbox: int, outbox: int, devices: list[str], visible: str | None, cage: Cage
    ) -> None:
        self._cage = cage
        self._outbox = outbox
        self._visible = visible
        self._lanes = {device: Lane(device) for device in devices if device != "cpu"}
        self._runs: dict[int, Run] = {}
        self._frames = Decoder()
        self._open = True
        pace.block()
        self._selector = selectors.DefaultSelector()
        self._watch(inbox, lambda: self._take(inbox))
        woken, wake = os.pipe()
        for fd in (woken, wake):
            os.set_blocking(fd, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._watch(woken, lambda: self._bury(woken))

    def serve(self) -> None:
        """Run jobs until the client closes its end; then end every one that is left."""
        try:
            while self._open:
                self._turn()
        finally:
            self._end_all()

    def _turn(self) -> None:
        for key, _ in self._selector.select(self._patience()):
            if self._selector.get_map().get(key.fd) == key:  # not closed by an earlier one
                key.data()
        now = monotonic()
        for run in [run for run in self._runs.values() if run.deadline <= now]:
            self._finish(run, failure(too_long(run)), kill=True)

    def _end_all(self) -> None:
        for run in list(self._runs.values()):
            self._drop(run.child)
        for lane in self._lanes.values():
            if lane.child:
                self._drop(lane.child)
        limits.end_strays(())

    def _watch(self, fd: int, action: Callable[[], None]) -> None:
        self._selector.register(fd, selectors.EVENT_READ, action)

    def _patience(self) -> float | None:
        deadlines = [run.deadline for run in self._runs.values() if not run.held]
        return max(0.0, min(deadlines) - monotonic()) if deadlines else None

    def _send(self, frame: Frame) -> None:
        write(self._outbox, encode(frame))

    # From the client

    def _take(self, inbox: int) -> None:
        data = os.read(inbox, _CHUNK)
        if not data:
            self._open = False
            return
        for frame in self._frames.feed(data):
            number = int(frame["id"])  # type: ignore[call-overload]
            job = frame.get("run")
            if isinstance(job, dict):
                self._begin(number, job)
            elif "pace" in frame:
                if number in self._runs:
                    pace.obey(self._runs[number], str(frame["pace"]))
            else:
                self._cancel(number)

    def _begin(self, number: int, job: Frame) -> None:
        device = "cpu" if job["device"] == "auto" else str(job["device"])
        if device == "cpu":
            try:
                child = fork(job, self._cage)
            except OSError as error:  # out of processes, descriptors or memory
                self._reply(number, failure(f"no process for it: {error.strerror}"), device)
                return
            self._run(number, job, child, float(job["seconds"]))  # type: ignore[arg-type]
        elif device in self._lanes:
            self._lanes[device].waiting.append((number, job))
            self._next(self._lanes[device])
        else:
            self._reply(number, skipped(f"this machine has no {device} device"), "")

    def _run(self, number: int, job: Frame, child: Child, seconds: float) -> None:
        now = monotonic()
        stepping = bool(job.get("stepping"))
        self._runs[number] = Run(number, job, child, now, now + seconds, stepping=stepping)
        if child.jobs is None:
            self._attend(child)

    def _attend(self, child: Child) -> None:
        self._watch(child.events, lambda: self._hear(child))
        self._watch(child.output, lambda: self._collect(child))

    def _cancel(self, number: int) -> None:
        for lane in self._lanes.values():
            lane.waiting = deque(item for item in lane.waiting if item[0] != number)
        run = self._runs.get(number)
        if run:
            self._finish(run, failure("cancelled"), kill=True)

    # From a device's process

    def _next(self, lane: Lane) -> None:
        """Give the device's process its next job, starting it when it is not there."""
        if lane.busy is not None or not lane.waiting:
            return
        number, job = lane.waiting.popleft()
        if lane.child is None:
            lane.child = spawn(lane.device, self._visible, self._cage)
            self._attend(lane.child)
        lane.busy = number
        self._run(number, job, lane.child, DEVICE_START)
        self._runs[number].device = lane.device
        with contextlib.suppress(BrokenPipeError):  # it just died: _bury will say so
            lane.child.give(job)

    def _free(self, run: Run, kill: bool) -> None:
        """The device's process is done with a run: alive for the next one, or gone."""
        lane = self._lanes[run.device]
        lane.busy = None
        if kill:
            lane.child = None
        self._next(lane)

    # From a job

    def _hear(self, child: Child) -> None:
        try:
            data = os.read(child.events, _CHUNK)
        except BlockingIOError:
            return
        if not data:
            self._selector.unregister(child.events)
            return
        try:
            frames = child.decoder.feed(data)
        except ProtocolError as error:
            self._fail(child, f"it broke the worker's protocol ({error})")
            return
        for frame in frames:
            self._tell(child, frame)

    def _tell(self, child: Child, frame: Frame) -> None:
        run = self._of(child)
        if run is None:
            return
        result = frame.pop("result", None)
        if isinstance(result, dict):
            if not sound(result):
                result = failure("it broke the worker's protocol (a result of its own making)")
            self._finish(run, result, kill=child.jobs is None or "broken" in frame)
        elif "begun" in frame:
            run.started = monotonic()
            run.deadline = run.started + float(run.job["seconds"])  # type: ignore[arg-type]
        elif "ready" in frame:
            self._lanes[run.device].name = str(frame["ready"])
        elif "unavailable" in frame:
            reason = f"this machine has no usable {run.device} device: {frame['unavailable']}"
            self._finish(run, skipped(reason), kill=True)
        else:
            if "halted" in frame and run.stepping:  # or else a lab could stop its own clock
                pace.hold(run)
            self._send({"id": run.id, **frame})

    def _of(self, child: Child) -> Run | None:
        return next((run for run in self._runs.values() if run.child is child), None)

    def _fail(self, child: Child, reason: str) -> None:
        run = self._of(child)
        if run:
            self._finish(run, failure(reason), kill=True)

    def _collect(self, child: Child) -> None:
        """Read what a job prints: the start is kept, a flood ends it."""
        try:
            data = os.read(child.output, _CHUNK)
        except BlockingIOError:
            return
        if not data:
            self._selector.unregister(child.output)
            return
        run = self._of(child)
        if run is None:
            return
        run.printed += data[: KEPT_OUTPUT - len(run.printed)]
        run.amount += len(data)
        if run.amount > MAX_OUTPUT:
            megabytes = MAX_OUTPUT // 1024 // 1024
            self._finish(run, failure(f"it printed more than {megabytes} MB"), kill=True)

    def _bury(self, woken: int) -> None:
        """A child died: hear its last words, then say how it died."""
        os.read(woken, 4096)
        children = {run.child.pid: run.child for run in self._runs.values()}
        children |= {lane.child.pid: lane.child for lane in self._lanes.values() if lane.child}
        for pid, child in children.items():
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                self._last_words(child, os.waitstatus_to_exitcode(status))
        limits.end_strays(self._known())

    def _last_words(self, child: Child, code: int) -> None:
        for _ in range(MAX_OUTPUT // _CHUNK):  # all that a pipe can still hold, and then some
            if not child.closed and child.events in self._selector.get_map():
                self._hear(child)
            if not child.closed and child.output in self._selector.get_map():
                self._collect(child)
        if self._of(child):
            self._fail(child, death(code))
        elif not child.closed:
            for lane in self._lanes.values():
                if lane.child is child:
                    lane.child = None
            self._drop(child)

    # The end of a run

    def _finish(self, run: Run, result: Frame, *, kill: bool) -> None:
        """Say what a run came to, then clear it away."""
        del self._runs[run.id]
        if run.child.output in self._selector.get_map():
            self._collect_rest(run)
        result["seconds"] = monotonic() - run.started
        result["output"] = text(run)
        self._reply(run.id, result, run.device)
        if kill:
            self._drop(run.child)
        if run.child.jobs is not None:
            self._free(run, kill)

    def _collect_rest(self, run: Run) -> None:
        """What was printed before the result was sent is in the pipe by now."""
        try:
            data = os.read(run.child.output, _CHUNK)
        except BlockingIOError:
            return
        run.printed += data[: KEPT_OUTPUT - len(run.printed)]
        run.amount += len(data)

    def _reply(self, number: int, result: Frame, device: str) -> None:
        lane = self._lanes.get(device)
        name = f"{device} ({lane.name})" if lane and lane.name else device
        self._send({"id": number, "result": {**result, "device": name}})

    def _drop(self, child: Child) -> None:
        for fd in (child.events, child.output):
            if fd in self._selector.get_map():
                self._selector.unregister(fd)
        child.close()
        limits.end_strays(self._known())

    def _known(self) -> set[int]:
        pids = {run.child.pid for run in self._runs.values()}
        return pids | {lane.child.pid for lane in self._lanes.values() if lane.child}
