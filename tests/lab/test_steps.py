"""Updates walked line by line: every optimizer, every mutant, and numbers that add up."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import pytest

from quizapp.lab import declarative, walk
from quizapp.lab.model import Outcome, Verdict
from quizapp.lab.walk import Mark, Walk
from quizapp.lab.walk_text import text
from quizapp.lab.worker import job as worker
from quizapp.lab.worker.stepping import MAX_LINES


def walked(at: int = 2, **settings: Any) -> Walk:
    start = {"start": [1.0, 2.0], "loss": "x0**2 + 3*x1**2", "lr": 0.1}
    job = walk.job({**start, **settings}, at)
    result: dict[str, Any] = worker.run(asdict(job), "cpu", lambda _: None)
    assert result["verdict"] == "holds", result["reason"]
    return walk.of_outcome(job, Outcome(Verdict.HOLDS, measures=result["measures"]))


def end(at: int, **settings: Any) -> Any:
    """Where the lab itself ends, which nobody watches."""
    start = {"start": [1.0, 2.0], "loss": "x0**2 + 3*x1**2", "lr": 0.1}
    knobs = {**start, **settings, "steps": at}
    job = {"kind": "optimizer", "knobs": knobs, "seed": 0, "megabytes": 0}
    result: dict[str, Any] = worker.run(job, "cpu", lambda _: None)
    return result["measures"]["x.end"]


@pytest.mark.parametrize("opt", declarative.KEYWORDS)
def test_every_optimizer_can_be_walked(opt: str) -> None:
    seen = walked(opt=opt)
    assert 1 < len(seen.lines) <= MAX_LINES
    assert seen.size == 2
    assert seen.after == end(2, opt=opt)
    if opt != "LBFGS":  # it has no rule
        assert any(
            line.function == f"{opt}.rule" or "Adam.rule" in line.function for line in seen.lines
        )
        assert seen.terms
    assert any(line.comment for line in seen.lines)
    assert len(list(text(seen))) > 10


NEEDS: dict[str, dict[str, Any]] = {
    "sgd-dampened-first-step": {"momentum": 0.9, "dampening": 0.5, "at": 1},
    "sgd-momentum-ema": {"momentum": 0.9},
    "sgd-nesterov-no-lookahead": {"momentum": 0.9, "nesterov": True},
    "sgd-double-decay": {"weight_decay": 0.1},
    "sgd-decoupled-decay": {"weight_decay": 0.1, "momentum": 0.9},
    "sgd-maximize-flips-decay": {"weight_decay": 0.1, "maximize": True},
    "adam-amsgrad-of-corrected": {"amsgrad": True},
    "adamw-coupled-decay": {"weight_decay": 0.1},
    "nadam-decoupled-decay": {"weight_decay": 0.1},
    "rmsprop-centered-ignored": {"centered": True},
    "lbfgs-full-first-step": {"at": 1},
    "adagrad-decays-at-once": {"lr_decay": 0.1, "at": 1},
}
_BETWEEN = {"sgd-state-by-id", "adam-state-by-order", "adam-step-per-optimizer"}
"""These are wrong about saving, or about several parameters: a step of one is right."""


@pytest.mark.parametrize("name", sorted(declarative.MUTANTS.keys() - _BETWEEN))
def test_a_mutant_is_seen_where_it_is_wrong(name: str) -> None:
    seen = walked(opt=declarative.MUTANTS[name], mutant=name, **NEEDS.get(name, {}))
    apart = [line for line in seen.lines if line.mark] + [t for t in seen.terms if t.differs]
    assert apart, "nothing differs"
    assert seen.original_after is not None
    assert any(line.startswith(("+", "-", "≠")) for line in text(seen))


def test_a_line_has_its_formula_its_numbers_and_what_changed() -> None:
    seen = walked(opt="Adam", at=1)
    line = next(line for line in seen.lines if line.source.startswith("m.lerp_"))
    assert line.comment == "m ← β₁m + (1−β₁)g"
    assert line.arithmetic(0) == "0.9·0 + (1 − 0.9)·2"
    assert line.arithmetic(1) == "0.9·0 + (1 − 0.9)·12"
    (change,) = line.changes
    assert (change.name, change.before) == ("m", [0.0, 0.0])
    assert math.isclose(walk.pick(change.after, 1) or 0, 1.2, rel_tol=1e-6)
    branches = {line.source: line.branch for line in seen.lines if line.branch is not None}
    assert branches['if "max_exp_avg_sq" in state:'] is False
    symbols = {term.name: (term.symbol, term.value) for term in seen.terms}
    assert symbols["beta1"] == ("β₁", 0.9)


def test_the_original_steps_from_where_the_mutant_is() -> None:
    settings = {"opt": "SGD", "momentum": 0.9, "mutant": "sgd-momentum-ema"}
    seen = walked(at=3, **settings)
    marks = {line.source: line.mark for line in seen.lines}
    assert marks["p.add_(g, alpha=-k.lr)"] is Mark.NUMBERS
    last = seen.lines[-1]
    assert last.originals[0].before == last.changes[0].before
    assert last.originals[0].after == seen.original_after
    assert marks['b = state["momentum_buffer"]'] is Mark.SAME
    (gain,) = [term for term in seen.terms if term.differs]
    assert (gain.name, gain.original) == ("gain", 1)
    assert gain.value == pytest.approx(0.1)
    assert seen.first_difference is not None


def test_another_line_stands_beside_the_one_it_replaces() -> None:
    seen = walked(opt="Adam", mutant="adam-eps-inside-root", eps=0.1)
    marks = [line.mark for line in seen.lines if line.function.endswith("denominator")]
    assert marks == [Mark.MISSING, Mark.ADDED]


def test_an_update_without_end_is_cut() -> None:
    seen = walked(opt="LBFGS", at=1, loss="(1-x0)**2 + 100*(x1-x0**2)**2", max_iter=500)
    assert len(seen.lines) <= MAX_LINES
