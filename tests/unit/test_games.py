"""The rules of the games: seeded, played on runs made up here. Real runs are in tests/lab."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from quizapp.games import derby, spot, telling, tune
from quizapp.games.courses import COURSES, track
from quizapp.games.suspects import SUSPECTS
from quizapp.lab.declarative import MUTANTS, faults
from quizapp.lab.misconceptions import misconceptions
from quizapp.lab.model import Outcome, Verdict
from quizapp.text.i18n import tr
from quizapp.text.messages_zh import MESSAGES


def ran(*losses: float) -> Outcome:
    """A run with these losses."""
    points = list(enumerate(map(float, losses)))
    return Outcome(Verdict.HOLDS, series={"loss": points, "x0": points, "x1": points, "x": points})


def english(message: str, **values: object) -> str:
    return tr(message, "en", **values)


def betting(seed: int = 1) -> derby.Derby:
    race = derby.meet(seed)
    arrives = ran(9, 5, race.course.home)
    late = ran(9, *[5] * 30, race.course.home)
    never = ran(9, 5, 4)
    return race.rehearsed([arrives, late, never, never] * 2)


def test_a_seed_deals_the_same_game_again() -> None:
    assert derby.meet(3, 2) == derby.meet(3, 2)
    assert derby.meet(3).rehearsals() == derby.meet(3).rehearsals()
    assert spot.deal(3, 2) == spot.deal(3, 2)
    assert tune.deal(3) == tune.deal(3)
    assert tune.deal(3).scouts() == tune.deal(3).scouts()
    assert len({str(derby.meet(seed).field) for seed in range(9)}) > 5


@pytest.mark.parametrize("seed", range(20))
def test_every_job_can_be_run(seed: int) -> None:
    jobs = [*derby.meet(seed).rehearsals(), *derby.meet(seed).race(), *spot.deal(seed).jobs()]
    jobs += [*tune.deal(seed).scouts(), tune.deal(seed).job()]
    for job in jobs:
        assert not faults(job.knobs)


def test_rehearsals_begin_beside_the_start_of_the_race() -> None:
    race = derby.meet(1)
    starts = {tuple(job.knobs["start"]) for job in race.rehearsals()}  # type: ignore[arg-type]
    assert len(starts) == 2
    assert race.course.start not in starts


def test_odds_are_short_for_who_was_quick_and_long_for_who_never_came() -> None:
    quick, late, never, too = (runner.odds for runner in betting().field)
    assert 1.1 <= quick < late < never == too <= 25


def test_a_bet_is_paid_before_the_race_and_won_after_it() -> None:
    race = betting().bet(0, 25)
    assert (race.purse, race.stage) == (75, derby.Stage.LOADING)
    home = race.course.home
    race = race.started([ran(9, home), ran(9, 9, home), ran(9), ran(9, math.inf)], now=100.0)
    assert race.watched(100.0 + derby.RACE_SECONDS / 2).stage is derby.Stage.RUNNING
    over = race.watched(100.0 + derby.RACE_SECONDS)
    assert over.stage is derby.Stage.FINISHED
    assert over.winners == (0,)
    assert over.ranking[:2] == (0, 1)
    assert over.paid == round(25 * over.field[0].odds)
    assert over.purse == 75 + over.paid
    assert over == race.finished()
    assert over.finished() == over, "paid once"
    said = [telling.arrival(over, place, english) for place in range(4)]
    assert said[0] == "home after 1 step"
    assert said[1] == "home after 2 steps"
    assert "still out there" in said[2]
    assert "left the map" in said[3]


def test_a_lost_bet_a_dead_heat_and_a_race_without_a_winner() -> None:
    race = betting()
    home = race.course.home
    heat = race.bet(1, 10).started([ran(9, home), ran(9, home), ran(9), ran(9)], 0.0).finished()
    assert heat.winners == (0, 1)
    assert heat.paid
    lost = race.bet(2, 10).started([ran(9, home)] * 2 + [ran(9)] * 2, 0.0).finished()
    assert (lost.paid, lost.purse) == (0, 90)
    none = race.bet(2, 10).started([ran(9)] * 4, 0.0).finished()
    assert (none.winners, none.purse) == ((), 100)


def test_nobody_stakes_more_than_there_is_and_the_bank_lends() -> None:
    race = replace(betting(), purse=7)
    assert race.stakes() == (7,)
    assert race.bet(0, 10) == race
    broke = replace(race.bet(0, 7).started([ran(9)] * 3 + [ran(0)], 0.0).finished())
    assert broke.purse == 0
    assert broke.next().purse == derby.LOAN
    assert broke.next().number == 2
    assert broke.next().course != broke.course


def test_progress_goes_by_orders_of_magnitude() -> None:
    race = replace(betting(), course=replace(COURSES["The Ravine"], home=0.01))
    race = race.bet(0, 10).started([ran(1, 0.1, 0.01), ran(1, 10), ran(1), ran(1)], 0.0)
    assert [race.progress(0, step) for step in range(3)] == pytest.approx([0, 0.5, 1])
    assert race.progress(1, 1) == 0


def test_a_run_that_died_is_no_track() -> None:
    dead = track(Outcome(Verdict.ERROR, "it crashed"), 0.1)
    assert (dead.home, dead.lost, dead.reason) == (None, True, "it crashed")
    assert math.isinf(dead.low)


def test_a_round_of_spot_the_mutant() -> None:
    game = spot.deal(5)
    wrong = next(job for job in game.jobs() if job.knobs.get("mutant"))
    assert game.jobs().index(wrong) == game.mutant_at
    game = game.ran([ran(1, 2), ran(1, 3)])
    assert game.explain(0) == game, "first which, then why"
    game = game.accuse(game.mutant_at).explain(game.beliefs.index(game.suspect.mutant))
    assert game.points == 2
    said = " ".join(telling.judged(game, english))
    assert misconceptions()[game.suspect.mutant] in said
    other = spot.deal(5).ran([ran(1), ran(2)]).accuse(1 - game.mutant_at).explain(9)
    assert (other.points, other.stage) == (0, spot.Stage.BUG)


def test_a_game_of_spot_ends_after_its_rounds_and_no_suspect_comes_twice() -> None:
    game, met = spot.deal(2), []
    while game.stage is not spot.Stage.OVER:
        met.append(game.suspect)
        game = game.ran([ran(1), ran(2)]).accuse(0).explain(0).next()
    assert len({one.mutant for one in met}) == spot.ROUNDS
    assert telling.final(game, english)


def test_spot_says_when_it_cannot_run() -> None:
    game = spot.deal(1).ran([ran(1), Outcome(Verdict.ERROR, "no process for it")])
    assert (game.stage, game.reason) == (spot.Stage.LOADING, "no process for it")


@pytest.mark.parametrize("suspect", SUSPECTS, ids=lambda one: one.mutant)
def test_a_suspect_has_sound_settings_and_a_belief_in_both_languages(suspect: object) -> None:
    assert isinstance(suspect, tuple)
    mutant, settings = suspect
    assert settings["opt"] == MUTANTS[mutant]
    assert not faults({**settings, "mutant": mutant})
    assert misconceptions()[mutant] in MESSAGES


def test_misconceptions_are_those_of_the_catalogue() -> None:
    assert set(MUTANTS) <= set(misconceptions())


def test_a_game_of_tune_it() -> None:
    game = tune.deal(1).scouted([ran(9, 9, 0), ran(9), ran(9), ran(9)])
    assert game.house == 2
    low = game.turn(0, -99)
    assert low.at[0] == 0
    assert low.turn(0, 1).values[0] == game.level.dials[0].notches[1]
    assert game.set(1, 1e9).at[1] == len(game.level.dials[1].notches) - 1
    for number in range(tune.TRIES):
        assert game.stage is tune.Stage.TURNING
        game = replace(game, at=(number, 0))
        game = game.begin().ran(ran(*[9] * (5 - number // 2), 0))
    assert game.stage is tune.Stage.OVER
    assert game.best is not None
    assert game.best.track.home == 3
    assert "luckier" in telling.closing(game, english)
    assert "the best so far" in telling.came_of(game, 0, english)
    assert telling.came_of(game, 1, english) == "5 steps"


def test_the_same_knobs_are_not_run_twice() -> None:
    game = tune.deal(1).scouted([ran(9)] * 4).begin().ran(ran(9))
    assert game.tried
    assert game.begin().stage is tune.Stage.TURNING
    assert game.turn(0, 1).begin().stage is tune.Stage.RUNNING


def test_a_try_that_could_not_run_is_not_counted() -> None:
    game = tune.deal(1).scouted([ran(9)] * 4)
    assert game.house is None
    after = game.begin().ran(Outcome(Verdict.ERROR, "killed"))
    assert (after.tries, after.stage) == ((), tune.Stage.TURNING)


def test_momentum_of_adam_is_the_first_of_its_betas() -> None:
    level = next(level for level in tune.LEVELS if level.name == "adam-inns")
    job = tune.Tune(0, level, (0, 3)).job()
    assert job.knobs["betas"] == [0.5, 0.999]
