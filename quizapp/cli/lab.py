"""``quizapp lab``: list, show, run and begin labs. Judges no cards (``verify`` does)."""

from __future__ import annotations

import argparse
import asyncio
import os
from dataclasses import replace
from functools import partial
from pathlib import Path

from quizapp.cli import lab_new, lab_show, predict
from quizapp.cli.lab_named import job_named
from quizapp.cli.output import emit_json, hang, say, table
from quizapp.cli.settings import open_settings
from quizapp.errors import QuizError
from quizapp.lab import declarative, export, judge, knobs, registry, report
from quizapp.lab.beside import Labs, info_of
from quizapp.lab.client import LabClient
from quizapp.lab.foretell import Question, of_lab
from quizapp.lab.isolation.level import missing_in_short
from quizapp.lab.model import Job, Outcome, Point, Progress, Verdict
from quizapp.lab.setup import DEVICES, OPTIMIZER, OPTIMIZER_LAB, seed_within
from quizapp.text.clean import clean
from quizapp.text.i18n import tr


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp lab --help``."""
    args = _parser().parse_args(argv)
    status: int = args.action(args)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp lab",
        description="Experiments that run our optimizers beside torch's and measure. "
        f"`{OPTIMIZER}` runs an optimizer on a formula of yours, DECK/LAB a "
        "lab of a deck, which FILE.yaml/LAB finds wherever it lies.",
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="all labs", description="All labs.")
    listing.set_defaults(action=_list)
    show = actions.add_parser("show", help="claim, knobs and measurements of a lab")
    show.set_defaults(action=lab_show.show)
    run = actions.add_parser("run", help="run a lab", description="Run a lab with both families.")
    run.set_defaults(action=_run)
    step = actions.add_parser(
        "step",
        help="walk through one update, line by line",
        description="One update of an optimizer lab, line by line, with the numbers in it; beside "
        "a mutant, what the original does.",
    )
    step.set_defaults(action=_step)
    step.add_argument("--at", type=int, default=1, metavar="N", help="which step (default 1)")
    step.add_argument(
        "--element", type=int, default=0, metavar="I", help="of the parameter, from 0 (default 0)"
    )
    new = actions.add_parser(
        "new",
        help="write a code lab to start from",
        description="Write a code lab to start from and its tests, in `labs` beside a deck, and "
        "print a card for it. Nothing is overwritten.",
    )
    lab_new.arguments(new)
    new.set_defaults(action=lab_new.new)
    for action in (show, run, step):
        action.add_argument("name", metavar="NAME", help="a lab; `quizapp lab list` has them all")
    for action in (run, step):
        action.add_argument(
            "--set", action="append", default=[], metavar="KNOB=VALUE", help="turn a knob (repeat)"
        )
    run.add_argument("--device", choices=DEVICES, default="auto", help="auto is the CPU")
    run.add_argument("--seed", type=int, default=0, help="of torch's generator (default 0)")
    run.add_argument("--seconds", type=float, help="time limit (default: the lab's, mostly 10)")
    run.add_argument("--predict", action="store_true", help="guess first, then see")
    run.add_argument(
        "--export",
        metavar="PATH",
        type=Path,
        help="also write the run to a .json, .csv or .svg file",
    )
    for action in (listing, show, run, step):
        action.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _list(args: argparse.Namespace) -> int:
    labs = {OPTIMIZER: OPTIMIZER_LAB, **registry.code_labs()}
    if args.json:
        emit_json([report.of_lab(info) for info in labs.values()])
        return 0
    width = max(map(len, labs), default=0)
    for info in labs.values():
        print(hang(f"{info.name:<{width}}  ", clean(info.claim)))
    return 0


def _run(args: argparse.Namespace) -> int:
    if args.export is not None:
        export.check(args.export)
    given = dict(map(_assignment, args.set))
    job = job_named(args.name, given)
    seconds = job.seconds if args.seconds is None else _limit(args.seconds)
    job = replace(job, device=args.device, seed=seed_within(args.seed), seconds=seconds)
    told = _in_their_words(args) if args.predict else None
    asked = told is not None and asyncio.run(_has(args.device))
    guesses = predict.ask(_questions(job), told) if told is not None and asked else {}
    outcome = asyncio.run(_once(job, quiet=args.json))
    if not _is_echo():
        _tell(args, job, outcome)
        if told is not None:
            predict.tell(guesses, outcome, told)
    return _status(outcome)


def _status(outcome: Outcome) -> int:
    if outcome.misused:
        return 2
    return 1 if outcome.verdict in (Verdict.FAILS, Verdict.ERROR) else 0


def _in_their_words(args: argparse.Namespace) -> predict.Say:
    """What says a text in the learner's language."""
    if args.json:
        raise QuizError("--predict asks, and --json is for programs", "Give one.", status=2)
    return partial(tr, lang=open_settings().language)


def _questions(job: Job) -> tuple[Question, ...]:
    """Everything that can be guessed of a run."""
    if job.kind == OPTIMIZER:
        end, loss = declarative.MEASURES["loss.end"], declarative.SERIES["loss"]
        return of_lab({"loss.end": end}, {"loss": loss})
    info = _labs(job)[Path(job.origin).stem]
    return of_lab(info.measures, info.series)


def _is_echo() -> bool:
    """Whether we are one of torchrun's processes, and not the first, which speaks for all."""
    return "TORCHELASTIC_RUN_ID" in os.environ and os.environ.get("RANK", "0") != "0"


def _tell(args: argparse.Namespace, job: Job, outcome: Outcome) -> None:
    if args.json:
        knobs_used = report.plain(dict(job.knobs))
        emit_json({"lab": args.name, "knobs": knobs_used, **report.of_outcome(outcome)})
    else:
        _print_outcome(args.name, job, outcome)
    if args.export is not None:
        export.write(args.export, job, outcome, _labs(job))
        say(clean(f"written to {args.export}; `{export.command(job)}` makes it again"))
    if args.json and outcome.verdict is Verdict.SKIPPED:
        say(f"skipped: {clean(outcome.reason)}")


def _step(args: argparse.Namespace) -> int:
    from quizapp.cli.lab_step import check, tell

    job = check(job_named(args.name, dict(map(_assignment, args.set))), args.at)
    outcome = asyncio.run(_once(job, quiet=args.json))
    return tell(job, outcome, args.element, json=args.json)


async def _once(job: Job, *, quiet: bool) -> Outcome:
    import sys

    live = not quiet and sys.stderr.isatty()

    def tell(event: Point | Progress) -> None:
        if live and isinstance(event, Progress):
            sys.stderr.write(f"\r{event.fraction:4.0%} {clean(event.note)[:60]}\x1b[K")

    client = LabClient()
    if live:  # its import takes seconds, of which the run itself knows nothing
        sys.stderr.write("starting torch…")
        sys.stderr.flush()
    try:
        return await client.run(job, tell)
    finally:
        await client.close()
        if live:
            sys.stderr.write("\r\x1b[K")


def _labs(job: Job) -> Labs:
    """The code labs there are, and the one that a deck brings."""
    labs = registry.code_labs()
    return {**labs, Path(job.origin).stem: info_of(job)} if job.deck else labs


def _assignment(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise QuizError(f"--set {text!r}", "Write --set KNOB=VALUE.", status=2)
    return name, value if name == "loss" else knobs.read(value)


def _limit(seconds: float) -> float:
    if not 0 < seconds <= 3600:
        raise QuizError(f"--seconds {seconds:g}", "From above 0 to 3600.", status=2)
    return seconds


async def _has(device: str) -> bool:
    """Whether a run on this device can be; nobody guesses at one that cannot."""
    if device in ("auto", "cpu"):
        return True
    client = LabClient()
    try:
        await client.start()
        return device in client.versions["devices"].split(", ")
    finally:
        await client.close()


def _print_outcome(name: str, job: Job, outcome: Outcome) -> None:
    settings = " ".join(f"{key}={judge.show_text(value)}" for key, value in job.knobs.items())  # type: ignore[arg-type]
    print(clean(f"{name}  {settings}"))
    table("measured", [(key, judge.show(value)) for key, value in outcome.measures.items()])
    drawn = _drawn(job, outcome)
    if drawn:
        print("\n" + clean(drawn))
    if outcome.output:
        print("\nprinted:\n" + clean(outcome.output.rstrip()))
    print(f"\n{outcome.word}: {clean(_verdict(outcome))}")
    print(clean(_circumstances(outcome)))
    if outcome.isolation is not None and outcome.isolation.missing:
        print(clean(hang("not isolated: ", missing_in_short(outcome.isolation))))


def _circumstances(outcome: Outcome) -> str:
    """Where and how long it ran."""
    if not outcome.device:
        return f"seed {outcome.seed} · not run"
    torch, duration = outcome.versions.get("torch", ""), f"{outcome.seconds * 1000:.0f} ms"
    return f"seed {outcome.seed} · {outcome.device} · torch {torch} · {duration}"


def _verdict(outcome: Outcome) -> str:
    if outcome.agrees:
        return f"our optimizer and torch's agree (largest difference {outcome.gap:g})"
    return outcome.reason


def _drawn(job: Job, outcome: Outcome) -> str:
    """The outcome's figures, one below the other, as wide as the terminal."""
    from shutil import get_terminal_size

    from quizapp.lab.figures import figures
    from quizapp.plot.runs import plain

    width = min(76, get_terminal_size().columns - 2)
    drawn = figures(job, _labs(job), outcome.series, outcome.measures)
    return "\n".join(
        f"{figure.title}\n{plain(figure.draw(width, figure.height))}" for figure in drawn
    )
