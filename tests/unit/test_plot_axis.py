"""Laws of axes: everything lies within, ticks are round, labels say what they stand for."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizapp.plot.axis import LARGEST, axis

FINITE = st.floats(-LARGEST, LARGEST)
COUNT = st.integers(1, 12)


@given(st.lists(FINITE, min_size=1), COUNT)
def test_every_value_lies_on_the_axis(values: list[float], count: int) -> None:
    found = axis(values, count)
    for value in values:
        assert -1e-6 <= found.place(value) <= 1 + 1e-6


@given(st.lists(st.floats(-1e12, 1e12), min_size=1), COUNT)
def test_labels_are_true_and_told_apart(values: list[float], count: int) -> None:
    found = axis(values, count)
    step = found.ticks[1] - found.ticks[0]
    for tick, label in zip(found.ticks, found.labels, strict=True):
        assert abs(float(label) - tick) <= step / 50
    assert len(set(found.labels)) == len(found.labels)


@given(st.lists(st.floats(-1e12, 1e12), min_size=1), COUNT)
def test_ticks_are_few_and_evenly_spread(values: list[float], count: int) -> None:
    found = axis(values, count)
    assert 2 <= len(found.ticks) <= count + 3
    places = [found.place(tick) for tick in found.ticks]
    assert places == sorted(places)
    for place, next_place in pairwise(places):
        assert math.isclose(next_place - place, 1 / (len(places) - 1), rel_tol=1e-3)


@given(st.lists(st.integers(0, 10_000), min_size=1), COUNT)
def test_counts_have_whole_ticks(values: list[int], count: int) -> None:
    found = axis(map(float, values), count, whole=True)
    assert all(tick.is_integer() for tick in found.ticks)
    assert all("." not in label for label in found.labels)


def test_not_numbers_are_passed_over() -> None:
    assert axis([math.nan, 1.0, math.inf, 3.0], 2) == axis([1.0, 3.0], 2)
    assert axis([math.nan], 4) == axis([], 4)
