"""One job, run in this process: with our optimizers, with torch's, compared. Knows no pipes."""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

import quizapp.optim
from quizapp.lab import declarative, registry
from quizapp.lab.bench import Bench, Skip
from quizapp.lab.knobs import check
from quizapp.lab.model import Verdict
from quizapp.lab.protocol import Frame
from quizapp.lab.record import Record
from quizapp.lab.worker import agree, experiment, mutants, steps
from quizapp.lab.worker.pace import Pace

Send = Callable[[Frame], None]
RunOne = Callable[[ModuleType, Record], None]


def run(job: Frame, device: str, send: Send) -> Frame:
    """Run a job and give the frame that says what it came to.

    Args:
        job: the fields of ``model.Job``, and ``code``: the text of a code lab.
        device: where to run; not ``auto``.
        send: takes frames for the watcher (points and progress of our optimizer's run).
    """
    try:
        return _run(job, device, send)
    except Skip as reason:
        return {"verdict": Verdict.SKIPPED.value, "reason": str(reason)}
    except MemoryError:
        return _error(f"it used more than its {job['megabytes']} MB of memory")
    except Exception as error:
        if _is_out_of_memory(error):
            return _error(f"it used more than its {job['megabytes']} MB of memory")
        return _error(_describe(error, str(job.get("origin", ""))))


def _run(job: Frame, device: str, send: Send) -> Frame:
    knobs: dict[str, Any] = dict(job["knobs"])  # type: ignore[call-overload]
    mutant = str(knobs.get("mutant", "") or "")
    if job["kind"] == "steps":
        return steps.run(knobs, device)
    if job["kind"] == "optimizer":
        run_one, names = _declarative(knobs, device), (None, None)
    else:
        run_one, names = _code(job, knobs, device)
    ours = Record(*names, send=send, halt=Pace(bool(job.get("stepping")), send))
    if mutant and mutant != "none":
        return _with_mutant(run_one, mutant, ours, job)
    _once(run_one, quizapp.optim, ours, job)
    ours.flush()
    theirs = Record(*names)
    _once(run_one, torch.optim, theirs, job)
    found = agree.compare(ours, theirs, device)
    reason = "" if found.agrees else f"our optimizer and torch's differ in {found.where}"
    verdict = Verdict.HOLDS if found.agrees else Verdict.FAILS
    told = {"gap": found.gap, "agrees": found.agrees, "theirs": agree.differing(ours, theirs)}
    return _result(verdict, ours, reason=reason, **told)


def _with_mutant(run_one: RunOne, mutant: str, record: Record, job: Frame) -> Frame:
    """Run a mutant, which is compared with nothing; where nobody built it, it proved nothing."""
    stand_in = mutants.stand_in(mutant)
    with mutants.watched(stand_in.wrong) as built:
        _once(run_one, stand_in.family, record, job)
        if built():
            reason = f"the mutant {mutant} is not compared with torch"
            return _result(Verdict.HOLDS, record, reason=reason)
    original = stand_in.original
    reason = f"the mutant {mutant} took no part: nothing in this experiment built {original}"
    return {**_error(reason), "misused": True}


def _once(run_one: RunOne, optim: ModuleType, record: Record, job: Frame) -> None:
    """One run with one family, from the same seed."""
    seed = int(job["seed"])  # type: ignore[call-overload]
    torch.manual_seed(seed % 2**63)
    random.seed(seed)
    run_one(optim, record)


def _declarative(knobs: dict[str, Any], device: str) -> RunOne:
    checked = declarative.experiment(knobs)
    return lambda optim, record: experiment.run(checked, optim, record, device)


def _code(job: Frame, knobs: dict[str, Any], device: str) -> tuple[RunOne, tuple[Any, Any]]:
    path = Path(str(job["origin"]))
    source = str(job["code"])
    info = registry.read_lab(source, path)
    own = {knob.name for knob in info.knobs}
    # Here too: only what this very source takes may reach it, whoever made the job.
    knobs = {name: check(info, name, value) for name, value in knobs.items()}
    dtype = "float32" if "dtype" in own else str(knobs.get("dtype", "float32"))
    turned = {name: value for name, value in knobs.items() if name in own}
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    exec(compile(source, str(path), "exec"), module.__dict__)
    function = getattr(module, path.stem)

    def run_one(optim: ModuleType, record: Record) -> None:
        seed = int(job["seed"])  # type: ignore[call-overload]
        bench = Bench(optim, record, device=device, dtype=getattr(torch, dtype), seed=seed)
        function(bench, **turned)

    return run_one, (info.measures, info.series)


def _result(verdict: Verdict, record: Record, **more: object) -> Frame:
    return {
        "verdict": verdict.value,
        "measures": record.measures,
        "series": record.series,
        **more,
    }


def _error(reason: str) -> Frame:
    return {"verdict": Verdict.ERROR.value, "reason": reason}


def _is_out_of_memory(error: Exception) -> bool:
    if isinstance(error, torch.OutOfMemoryError):
        return True
    words = ("can't allocate memory", "Cannot allocate memory", "bad_alloc")
    text = str(error)
    return isinstance(error, (RuntimeError, OSError)) and any(word in text for word in words)


def _describe(error: Exception, origin: str) -> str:
    """``Type: message``, and the line of the lab's own file that it came from."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == origin]
    place = f" (line {frames[-1].lineno} of {Path(origin).name})" if frames else ""
    return f"{type(error).__name__}: {str(error)[:1000]}{place}"
