"""Guesses are judged by what was measured."""

from __future__ import annotations

import math

import pytest

from quizapp.lab import guess


@pytest.mark.parametrize("name", guess.SHAPES)
def test_a_shape_is_nearest_to_itself_at_any_scale(name: str) -> None:
    draw = guess.SHAPES[name]
    points = [(float(step), 7 - 3e4 * 1 + 3e4 * draw(step / 60)) for step in range(61)]
    assert guess.shape(points) == name


def test_a_curve_without_numbers_has_no_shape() -> None:
    assert guess.shape([]) == guess.shape([(0, 1)]) == guess.shape([(0, math.nan), (1, 2)]) == ""
    assert guess.drawn("falls evenly", [(0, math.nan)]) == ()


def test_a_guessed_shape_covers_the_ground_of_the_curve() -> None:
    drawn = guess.drawn("falls evenly", [(0.0, 5.0), (10.0, 1.0)])
    assert (drawn[0], drawn[-1]) == ((0.0, 5.0), (10.0, 1.0))


def test_a_number_is_right_within_a_twentieth() -> None:
    assert guess.number(0.97, 1.0) == (True, "1")
    assert not guess.number(0.9, 1.0).right
    assert guess.number(1, True) == (False, "True")
    assert guess.number(0, 0).right


def test_curves_are_ordered_by_their_ends() -> None:
    series = {"b": [(0, 0), (1, 2.0)], "a": [(0, 9), (1, 1.0)], "c": [(0, math.nan)], "d": []}
    assert guess.order(series) == ("a", "b", "c")
