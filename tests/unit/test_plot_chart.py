"""Charts fit their frame, draw what they are given and nothing else, and survive any numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.plot.axis import axis
from quizapp.plot.chart import Series, chart, column_of, plain, row_of
from quizapp.plot.raster import Dot, encode, polyline


def from_values(series: Mapping[str, Sequence[float]]) -> tuple[Series, ...]:
    """Series whose x is the index of each value."""
    return tuple(
        Series(name, tuple((float(i), y) for i, y in enumerate(values)))
        for name, values in series.items()
    )


VALUES = st.lists(st.floats(), max_size=40)


@given(st.lists(VALUES, max_size=3), st.integers(0, 100), st.integers(0, 30))
@settings(max_examples=150)
def test_a_chart_keeps_to_its_frame(data: list[list[float]], width: int, height: int) -> None:
    lines = chart(from_values({f"s{i}": values for i, values in enumerate(data)}), width, height)
    assert len(lines) == height
    for line in lines:
        assert sum(len(run.text) for run in line) <= width


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
@settings(max_examples=60)
def test_every_point_is_drawn_at_its_row(values: list[float]) -> None:
    width, height = 60, 16
    rows = plain(chart(from_values({"y": values}), width, height)).split("\n")
    y_axis = axis(values, 5)
    for value in values:
        row = rows[row_of(y_axis, value, height - 2)]
        assert any("\u2800" < char <= "\u28ff" for char in row)


def test_numbers_stand_where_they_belong() -> None:
    drawn = plain(chart(from_values({"y": [0.0, 10.0]}), 50, 12)).split("\n")
    assert drawn[0].startswith("10 ┤")
    assert drawn[9].startswith(" 0 ┤")
    assert drawn[-1].split() == ["0", "1"]


def test_a_flat_line_has_an_axis_around_it() -> None:
    drawn = plain(chart(from_values({"y": [3.0, 3.0, 3.0]}), 40, 11))
    assert "3.0" in drawn


def test_gaps_are_left_where_there_is_no_number() -> None:
    whole = plain(chart(from_values({"y": [0.0, 0.0, 0.0, 0.0, 1.0]}), 60, 8)).split("\n")
    holes = plain(chart(from_values({"y": [0.0, math.nan, math.inf, 0.0, 1.0]}), 60, 8)).split("\n")
    assert whole[5].count(" ") < 20 < holes[5].count(" ")


def test_series_have_their_own_tones() -> None:
    lines = chart([Series("a", ((0, 0), (1, 0))), Series("b", ((0, 1), (1, 1)))], 40, 10)
    assert {run.tone for line in lines for run in line} == {-1, 0, 1}


def test_too_little_room_or_no_points_is_said() -> None:
    assert plain(chart(from_values({"y": [1.0]}), 10, 8)).strip() == "no room fo"
    assert plain(chart(from_values({"y": []}), 40, 8)).strip() == "no points yet"
    drawn = plain(chart(from_values({"y": [math.nan]}), 40, 8)).strip()
    assert drawn == "no finite numbers to draw"


def test_columns_follow_x() -> None:
    x_axis = axis([0.0, 100.0], 4, whole=True)
    assert [column_of(x_axis, x, 50) for x in (0.0, 100.0)] == [0, 49]


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), max_size=6),
    st.integers(0, 20),
    st.integers(0, 10),
)
def test_dots_outside_are_dropped(points: list[tuple[int, int]], width: int, height: int) -> None:
    dots = polyline([Dot(*point) for point in points])
    cells = encode([dots], width, height)
    assert len(cells) == height
    assert all(len(row) == width for row in cells)
    lit = sum(
        bin(ord(cell.char) - 0x2800).count("1") for row in cells for cell in row if cell.layer >= 0
    )
    assert lit == sum(0 <= x < 2 * width and 0 <= y < 4 * height for x, y in dots)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=6))
def test_lines_have_no_holes(points: list[tuple[int, int]]) -> None:
    """From any dot of a polyline every other can be reached by steps to neighbours."""
    dots = set(polyline([Dot(*point) for point in points]))
    reached, ahead = set(), [next(iter(dots))]
    while ahead:
        dot = ahead.pop()
        if dot in reached:
            continue
        reached.add(dot)
        around = ((dot.x + i, dot.y + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        ahead += [Dot(*near) for near in around if Dot(*near) in dots]
    assert reached == dots
