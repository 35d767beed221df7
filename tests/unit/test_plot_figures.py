"""Bars, spectra, heat maps and SVG files: in their frame, readable without colour, well formed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.lab.figures import Bars, Heat, Spectra, figures, files
from quizapp.lab.model import Job, LabInfo, Measured
from quizapp.plot import svg
from quizapp.plot.bars import bars
from quizapp.plot.heatmap import heatmap
from quizapp.plot.runs import Line, Series, plain
from quizapp.plot.spectrum import Spectrum, spectra
from quizapp.plot.window import Window

NUMBERS = st.lists(st.floats(), min_size=0, max_size=12)
DRAW: dict[str, Callable[[list[list[float]], int, int], Sequence[Line]]] = {
    "bars": lambda rows, w, h: bars([("n", x) for row in rows for x in row], w, h),
    "spectra": lambda rows, w, h: spectra(
        [Spectrum(f"set {i}", tuple(row)) for i, row in enumerate(rows)], w, h
    ),
    "heatmap": heatmap,
}


@pytest.mark.parametrize("kind", DRAW)
@given(st.lists(NUMBERS, max_size=6), st.integers(0, 90), st.integers(0, 16))
@settings(max_examples=60, deadline=None)
def test_each_keeps_to_its_frame(
    kind: str, rows: list[list[float]], width: int, height: int
) -> None:
    lines = DRAW[kind](rows, width, height)
    assert len(lines) == height
    assert all(sum(len(run.text) for run in line) <= width for line in lines)


def test_bars_are_as_long_as_their_numbers_and_start_at_zero() -> None:
    drawn = plain(bars([("one", 1.0), ("two", 2.0), ("minus", -1.0)], 60, 3)).split("\n")
    lengths = [line.count("█") for line in drawn]
    assert abs(lengths[1] - 2 * lengths[0]) <= 1
    assert lengths[2] == drawn[0].index("█") - drawn[0].index("│") - 1
    assert [line.split()[-1] for line in drawn] == ["1", "2", "-1"]
    assert plain(bars([(str(i), i) for i in range(9)], 60, 4)).endswith("… and 6 more")


def test_marks_of_a_spectrum_stand_at_their_numbers_and_count() -> None:
    drawn = plain(spectra([Spectrum("s", (0.0, 1.0, 1.0, 1.0))], 41, 4)).split("\n")
    assert drawn[0][0:3] == "s││"
    assert drawn[0][-1] == "3"
    assert drawn[2].split()[0] == "0"


def test_a_small_matrix_shows_its_numbers_and_a_large_one_its_bands() -> None:
    assert "3.5" in plain(heatmap([[1.0, 3.5], [0.0, -2.0]], 60, 4))
    wide = [[float(i * j) for j in range(40)] for i in range(6)]
    drawn = plain(heatmap(wide, 60, 8)).split("\n")
    assert drawn[0] == "│" + " " * 40 + "│"
    assert "▓" in drawn[5]


WILD = st.lists(st.tuples(st.floats(), st.floats()), max_size=12).map(tuple)


@given(st.lists(st.tuples(st.text(max_size=8), WILD), max_size=3), st.text(max_size=10))
@settings(max_examples=60, deadline=None)
def test_files_are_well_formed_whatever_is_drawn(
    named: list[tuple[str, tuple[tuple[float, float], ...]]], title: str
) -> None:
    series = [Series(*one) for one in named]
    for text in (svg.curves(title, series), svg.landscape(title, bowl, series)):
        root = ElementTree.fromstring(text)
        assert root.tag.endswith("svg")
        paths = [node.get("d", "") for node in root.iter() if node.tag.endswith("path")]
        assert not any("nan" in path or "inf" in path for path in paths)


def bowl(xs: Sequence[float], ys: Sequence[float]) -> list[float]:
    wide = max(len(xs), len(ys))
    pairs = zip(list(xs) * (wide // len(xs)), list(ys) * (wide // len(ys)), strict=True)
    return [x * x + y * y for x, y in pairs]


def test_a_file_draws_points_where_they_are_and_breaks_at_gaps() -> None:
    points = ((0.0, 0.0), (1.0, 1.0), (2.0, math.nan), (3.0, 1.0), (4.0, 0.0))
    root = ElementTree.fromstring(svg.curves("t", [Series("a", points)]))
    (line,) = [n.get("d", "") for n in root.iter() if n.get("fill") == "none" and n.get("d")]
    assert line == "M70.00 410.00L227.50 40.00M542.50 40.00L700.00 410.00"
    far = Series("far", ((0.0, 0.0), (9.0, 0.0)))
    view = Window(-1, 1, -1, 1)
    root = ElementTree.fromstring(svg.landscape("t", bowl, [far], view))
    (line,) = [n.get("d", "") for n in root.iter() if n.get("fill") == "none" and n.get("d")]
    assert line.startswith("M385.00 225.00L700.00 225.00")


MEASURES: dict[str, Measured] = {
    "name": "text",
    "flag": True,
    "bytes": 3.0,
    "values": [1.0, 2.0],
    "matrix": [[1.0], [2.0]],
}


@pytest.mark.parametrize(
    ("plot", "kind", "shown"),
    [
        ("bars", Bars, "values 1"),
        ("spectrum", Spectra, "values"),
        ("heatmap", Heat, "▓"),
    ],
)
def test_a_lab_chooses_how_its_measurements_are_drawn(plot: str, kind: type, shown: str) -> None:
    info = LabInfo("lab", "", "", (), {}, plot=plot)
    job = Job("code", "lab", {}, origin="labs/lab.py")
    drawn = figures(job, {"lab": info}, {"s": [(0.0, 1.0), (1.0, 2.0)]}, MEASURES)
    assert [type(one) for one in drawn[:1]] == [kind]
    assert shown in plain(drawn[0].draw(60, drawn[0].height))
    assert list(files(drawn)) == ["s.svg"]
