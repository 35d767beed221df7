"""Runs of the bench come back as they were, and never more than a few hundred of them."""

from __future__ import annotations

import json
import math
import sqlite3
from pathlib import Path

import pytest

from quizapp.lab.model import Job, Outcome, Verdict
from quizapp.review.model import Millis
from quizapp.store import runs, schema
from quizapp.store.db import Store

JOB = Job("optimizer", "optimizer", {"opt": "Adam", "lr": 0.1 + 0.2, "betas": [0.9, 0.99]}, seed=3)
OUTCOME = Outcome(
    Verdict.FAILS,
    "they differ in x.end",
    measures={"x.end": math.inf, "names": ["a"], "ok": True},
    series={"loss": [(0.0, 1.0), (1.0, 1 / 3)]},
    gap=1e-9,
    agrees=False,
    seed=3,
    device="cpu",
    versions={"torch": "2"},
    seconds=0.25,
)


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    with Store.open(tmp_path / "reviews.db") as store:
        runs.keep(store, JOB, OUTCOME, Millis(7))
        runs.keep(store, Job("code", "other", {}), OUTCOME, Millis(8))
        (past,) = runs.past(store, "optimizer")
    assert (past.at, past.job, past.outcome) == (7, JOB, OUTCOME)


def test_the_runs_of_an_older_database_came_from_no_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as past:
        past.setattr(schema, "STEPS", schema.STEPS[:4])
        past.setattr(schema, "VERSION", 4)
        with Store.open(tmp_path / "reviews.db") as store, store.writing() as database:
            told = json.dumps({"series": {}})
            asked = json.dumps({"kind": "optimizer", "name": "optimizer", "knobs": {}})
            database.execute(
                "INSERT INTO runs (at, lab, job, verdict, outcome) VALUES (1, ?, ?, 'holds', ?)",
                ("optimizer", asked, told),
            )
    with Store.open(tmp_path / "reviews.db") as store:
        runs.keep(store, JOB, OUTCOME, Millis(7), "deck/card")
        assert [past.card for past in runs.past(store, "optimizer")] == ["deck/card", ""]


def test_the_oldest_go_and_the_newest_come_first(tmp_path: Path) -> None:
    with Store.open(tmp_path / "reviews.db") as store:
        with store.writing() as database:
            database.executemany(
                "INSERT INTO runs (at, lab, job, verdict, outcome)"
                " VALUES (?, 'old', '', 'holds', '')",
                [(at,) for at in range(runs.KEPT)],
            )
        runs.keep(store, JOB, OUTCOME, Millis(7))
        count, oldest = store.read("SELECT count(*), min(at) FROM runs")[0]
        assert (count, oldest) == (runs.KEPT, 1)
        runs.keep(store, JOB, OUTCOME, Millis(9))
        assert [past.at for past in runs.past(store, "optimizer")] == [9, 7]


def test_of_a_giant_the_curves_are_left_out(tmp_path: Path) -> None:
    line = [(float(n), n / 3) for n in range(10_001)]
    giant = Outcome(Verdict.HOLDS, measures={"end": 1.0}, series={f"x{n}": line for n in range(4)})
    with Store.open(tmp_path / "reviews.db") as store:
        runs.keep(store, JOB, giant, Millis(1))
        (past,) = runs.past(store, "optimizer")
    assert past.outcome.series == {}
    assert past.outcome.measures == {"end": 1.0}
    with sqlite3.connect(tmp_path / "reviews.db") as database:
        (length,) = database.execute("SELECT max(length(outcome)) FROM runs").fetchone()
    assert length < runs.LONGEST
