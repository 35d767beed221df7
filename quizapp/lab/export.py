"""A run as a file (JSON, CSV, SVG) and as the command that makes it again. No torch."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from quizapp.errors import QuizError
from quizapp.lab import report
from quizapp.lab.figures import Curves, Figure, Landscape, figures
from quizapp.lab.judge import show_text
from quizapp.lab.model import Job, LabInfo, Measured, Outcome
from quizapp.lab.setup import OPTIMIZER

KINDS = (".json", ".csv", ".svg")
"""Endings of the files that a run can be written to."""


def command(job: Job) -> str:
    """The shell command whose run is this one, bit for bit on the same machine."""
    name = OPTIMIZER if job.kind == OPTIMIZER else job.name if job.deck else Path(job.origin).stem
    words = ["quizapp", "lab", "run", name]
    for knob, value in job.knobs.items():
        words += ["--set", f"{knob}={_typed(value)}"]
    words += ["--seed", str(job.seed)]
    words += ["--device", job.device] if job.device != "auto" else []
    return shlex.join(words)


def write(path: Path, job: Job, outcome: Outcome, labs: Mapping[str, LabInfo]) -> None:
    """Write a run to a file; its ending says in which form.

    Args:
        labs: the code labs there are; they say how they want to be drawn.

    Raises:
        QuizError: there is no such form, nothing to draw, or the file cannot be written.
    """
    check(path)
    match path.suffix.lower():
        case ".json":
            text = as_json(job, outcome)
        case ".csv":
            text = as_csv(outcome)
        case _:
            text = as_svg(figures(job, labs, outcome.series, outcome.measures))
            if not text:
                raise QuizError(f"{path}: this run has no curve to draw", "Write .json or .csv.")
    put(path, text)


def write_all(
    folder: Path, stem: str, job: Job, outcome: Outcome, pictures: Sequence[Figure]
) -> list[str]:
    """Write a run in every form; the names of the files.

    Raises:
        QuizError: one cannot be written.
    """
    texts = {
        f"{stem}.json": as_json(job, outcome),
        f"{stem}.csv": as_csv(outcome),
        f"{stem}.svg": as_svg(pictures),
    }
    written = [name for name, text in texts.items() if text]
    for name in written:
        put(folder / name, texts[name])
    return written


def put(path: Path, text: str) -> None:
    """Write a file, in a folder that is made if it is not there.

    Raises:
        QuizError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise _unwritable(path, error) from error


def check(path: Path) -> None:
    """Whether a run can be written to a file of that name.

    Raises:
        QuizError: its ending is none of ``KINDS``.
    """
    if path.suffix.lower() not in KINDS:
        ending = path.suffix or "no ending"
        raise QuizError(
            f"{path}: a run cannot be written as {ending}",
            f"End the name in one of {', '.join(KINDS)}.",
            status=2,
        )


def as_json(job: Job, outcome: Outcome) -> str:
    """Everything about a run; ``command`` makes it again."""
    document = {
        "command": command(job),
        "lab": job.name,
        "knobs": report.plain(dict(job.knobs)),
        **report.of_outcome(outcome),
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def as_svg(drawn: Sequence[Figure]) -> str:
    """The first picture among the figures of a run; nothing where there is none."""
    return next((one.svg() for one in drawn if isinstance(one, Curves | Landscape)), "")


def as_csv(outcome: Outcome) -> str:
    """A row a point of each series, then a row a measurement, with all digits."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("name", "x", "value"))
    for name, points in outcome.series.items():
        writer.writerows((name, repr(x), repr(y)) for x, y in points)
    for name, value in outcome.measures.items():
        writer.writerow((name, "", _cell(value)))
    return table.getvalue()


def _unwritable(path: Path, error: OSError) -> QuizError:
    return QuizError(
        f"{path}: cannot write the run there ({error.strerror})",
        "Name a file in a folder that you can write to.",
    )


def _typed(value: object) -> str:
    """A knob's value as ``--set`` reads it, with all digits."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_typed, value)) + "]"
    return repr(value) if isinstance(value, float) else str(value)


def _cell(value: Measured) -> str:
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list):
        return json.dumps(report.plain(value))
    return show_text(value)
