"""Landscapes keep to their frame, tell the truth about heights, and cut paths at their edge."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.plot.contour import BANDS, START, contour, terrain
from quizapp.plot.frame import frame
from quizapp.plot.runs import Series, plain
from quizapp.plot.window import Window, clip, window


def bowl(xs: Sequence[float], ys: Sequence[float]) -> list[float]:
    wide = max(len(xs), len(ys))
    pairs = zip(list(xs) * (wide // len(xs)), list(ys) * (wide // len(ys)), strict=True)
    return [x * x + y * y for x, y in pairs]


PATHS = st.lists(st.lists(st.tuples(st.floats(), st.floats()), max_size=20), max_size=4)


@given(PATHS, st.integers(0, 100), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_a_landscape_keeps_to_its_frame(
    walked: list[list[tuple[float, float]]], width: int, height: int
) -> None:
    paths = [Series(f"p{i}", tuple(points)) for i, points in enumerate(walked)]
    lines = contour(bowl, paths, width, height)
    assert len(lines) == height
    assert all(sum(len(run.text) for run in line) <= width for line in lines)


def test_every_cell_has_the_band_of_its_height_and_the_key_says_which() -> None:
    around = frame([-2.0, 2.0], [-2.0, 2.0], 72, 20)
    assert around is not None
    ground = terrain(bowl, around)
    assert len(ground.levels) == len(BANDS) - 1
    step = 4 / around.rows
    for row, bands in enumerate(ground.bands):
        for column, band in enumerate(bands):
            x = -2 + (column + 0.5) * 4 / around.columns
            height = x * x + (2 - (row + 0.5) * step) ** 2
            below = [level for level in ground.levels if level <= height + 1e-12]
            assert abs(band - len(below)) <= (min(abs(height - v) for v in ground.levels) < 1e-9)
    key = plain(contour(bowl, [], 72, 22, Window(-2, 2, -2, 2))).split("\n")[-2]
    assert key.startswith("height    <")
    for band, level in zip(BANDS, ground.levels, strict=False):
        assert f"{band * 2} < {level:g}" in key


def test_paths_are_told_apart_by_letters_alone() -> None:
    paths = [
        Series("down", ((-1.0, -1.0), (-0.5, 1.0))),
        Series("across", ((-1.0, -1.0), (1.0, -0.5))),
        Series("nearby", ((-1.0, -1.0), (1.0, -0.5))),
    ]
    lines = contour(bowl, paths, 60, 20, Window(-1.2, 1.2, -1.2, 1.2))
    drawn = plain(lines).split("\n")
    picture = "\n".join(drawn[:-4])
    assert [picture.count(mark) for mark in (START, "A", "B", "C")] == [1, 1, 1, 1]
    assert drawn[-1] == "○ start  A down  B across  C nearby"
    assert plain(contour(bowl, paths, 30, 20)).split("\n")[-1] == "A down  B across  C nearby"
    assert {run.tone for line in lines[:-4] for run in line} == {-2, -1, 0, 1, 2}


def test_the_start_stays_in_sight_of_paths_that_hardly_move() -> None:
    paths = [Series("stays", ((0.0, 0.0),)), Series("stays too", ((0.0, 0.0), (0.001, 0.0)))]
    picture = plain(contour(bowl, paths, 60, 20, Window(-1, 1, -1, 1))[:-2])
    assert [picture.count(mark) for mark in (START, "A", "B")] == [1, 1, 1]


def test_a_path_that_diverges_leaves_the_picture_and_not_the_others() -> None:
    calm = Series("calm", tuple((0.9**i, 0.9**i) for i in range(50)))
    wild = Series("wild", tuple(((-3.0) ** i, (-3.0) ** i) for i in range(50)))
    view = window(bowl, [calm, wild])
    assert max(map(abs, view)) < 4
    assert plain(contour(bowl, [calm, wild], 70, 20)).count("A") == 2
    endless = Series("endless", ((1.0, 1.0), (math.inf, 1.0), (math.nan, 0.0)))
    assert "endless" in plain(contour(bowl, [endless], 70, 20))


def test_flat_or_undefined_ground_is_drawn_as_such() -> None:
    flat = plain(contour(lambda xs, ys: [1.0] * max(len(xs), len(ys)), [], 50, 12))
    assert "height    above" in flat
    nowhere = contour(lambda xs, ys: [math.nan] * max(len(xs), len(ys)), [], 50, 12)
    assert {run.band for line in nowhere[:8] for run in line} == {-1}


POINT = st.tuples(st.floats(-50, 50), st.floats(-50, 50))


@given(POINT, POINT)
def test_a_line_is_cut_where_the_window_ends(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    view = Window(-10.0, 10.0, -5.0, 5.0)
    cut = clip(start, end, view)
    wide = Window(-10 - 1e-9, 10 + 1e-9, -5 - 1e-9, 5 + 1e-9)
    if cut is not None:
        assert all(wide.holds(*point) for point in cut)
    else:
        middles = [
            (start[0] + (end[0] - start[0]) * i / 97, start[1] + (end[1] - start[1]) * i / 97)
            for i in range(98)
        ]
        assert not any(Window(-9.9, 9.9, -4.9, 4.9).holds(*point) for point in middles)
