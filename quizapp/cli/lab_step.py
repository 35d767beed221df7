"""``quizapp lab step``: one update of an optimizer lab, line by line, as text or JSON."""

from __future__ import annotations

from dataclasses import asdict

from quizapp.cli.output import emit_json, say
from quizapp.errors import QuizError
from quizapp.lab import report, walk
from quizapp.lab.model import Job, Outcome, Verdict
from quizapp.lab.walk_text import text
from quizapp.text.clean import clean


def check(job: Job, at: int) -> Job:
    """The job that watches step ``at`` of a lab.

    Raises:
        QuizError: the lab is no optimizer lab, or there is no such step.
    """
    if job.kind != "optimizer":
        remedy = "Optimizer labs do: `quizapp lab step optimizer --set opt=Adam`, or DECK/LAB."
        raise QuizError(f"lab {job.name!r} has no single update to walk through", remedy, status=2)
    if not 1 <= at <= walk.MAX_AT:
        raise QuizError(f"--at {at}", f"From 1 to {walk.MAX_AT:,}.", status=2)
    return walk.job(job.knobs, at, seed=job.seed)


def tell(job: Job, outcome: Outcome, element: int, *, json: bool) -> int:
    """Print what was seen; the exit status.

    Raises:
        QuizError: the parameter has no such element.
    """
    if outcome.verdict is not Verdict.HOLDS:
        say(f"{outcome.verdict}: {clean(outcome.reason)}")
        return 1
    seen = walk.of_outcome(job, outcome)
    if not 0 <= element < seen.size:
        raise QuizError(f"--element {element}", f"From 0 to {seen.size - 1}.", status=2)
    if json:
        emit_json(report.plain(asdict(seen)))
    else:
        print(clean("\n".join(text(seen, element))))
    return 0
