"""The games on the real worker: mutants show, races have winners, the line mode plays."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.cli.play import derby, spot, tune
from quizapp.cli.play.table import Leave, Runs, Table
from quizapp.games.courses import track
from quizapp.games.suspects import SUSPECTS
from quizapp.games.tune import deal
from quizapp.lab.model import Job, Outcome
from quizapp.review.days import system_clock
from quizapp.store.db import Store


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    with closing(Runs()) as one:
        yield one


def apart(first: Outcome, second: Outcome) -> float:
    """The largest distance of two paths, as a part of the ground they cover."""
    a, b = ([y for _, y in one.series["x"]] for one in (first, second))
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) / (max(a + b) - min(a + b))


def test_every_suspect_shows_and_differs_from_its_kin(runs: Runs) -> None:
    jobs = [
        Job("optimizer", mutant, {**suspect.settings, "mutant": mutant})
        for suspect in SUSPECTS
        for mutant in ("none", *(one.mutant for one in SUSPECTS if one.opt == suspect.opt))
    ]
    outcomes = runs.together(jobs)
    for suspect in SUSPECTS:
        ran = {
            job.name: outcome
            for job, outcome in zip(jobs, outcomes, strict=True)
            if {**job.knobs, "mutant": ""} == {**suspect.settings, "mutant": ""}
        }
        wrong = ran.pop(suspect.mutant)
        assert ran["none"].agrees, suspect.mutant
        assert apart(ran["none"], wrong) > 0.05, suspect.mutant
        # No other answer explains what was seen.
        for mutant, other in ran.items():
            assert apart(other, wrong) > 0.01, (suspect.mutant, mutant)


def table(runs: Runs, answers: str, lang: str = "en") -> tuple[Table, io.StringIO]:
    sink = io.StringIO()
    return Table(runs, io.StringIO(answers), sink, lang), sink


def test_a_race_line_by_line(runs: Runs) -> None:
    seat, sink = table(runs, "B\n25\nq\n")
    derby.play(seat, 3)
    said = sink.getvalue()
    for words in ("Race 1. 100 coins.", "pays", "And they are off!", "  1. ", "You go home with"):
        assert words in said


def test_a_game_of_spot_line_by_line_in_chinese(runs: Runs) -> None:
    seat, sink = table(runs, "x\n" + "a\nb\n" * 5, "zh")
    spot.play(seat, 1)
    said = sink.getvalue()
    assert "第 5 轮，共 5 轮。" in said
    assert " / 10。" in said
    assert "--set 'mutant=" in said


def test_a_tuned_optimizer_comes_on_the_list(runs: Runs, tmp_path: Path) -> None:
    seed = next(seed for seed in range(99) if deal(seed).level.name == "sgd-ravine")
    with Store.open(tmp_path / "reviews.db") as store:
        for answers in ("what\n1 2 3\n0.1 0.6\nq\n", "0.09 0.6\nq\n"):
            seat, sink = table(runs, answers)
            tune.play(seat, seed, store, system_clock(4))
    assert "  1. 9 steps  lr=0.1 momentum=0.6\n  2. " in sink.getvalue()


def test_the_knobs_never_start_where_they_arrive(runs: Runs) -> None:
    games = [deal(seed) for seed in range(50)]
    starts = {(game.level.name, game.at): game for game in games}.values()
    outcomes = runs.together([game.job() for game in starts])
    for game, outcome in zip(starts, outcomes, strict=True):
        came = track(outcome, game.level.course.home)
        assert came.losses, game.seed
        assert came.home is None, game.seed


def test_the_end_of_input_leaves(runs: Runs) -> None:
    seat, _ = table(runs, "")
    with pytest.raises(Leave):
        spot.play(seat, 1)
