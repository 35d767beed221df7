"""Letters that tell curves apart in bare text, outlines of shapes, distances of guesses."""

from __future__ import annotations

import pytest

from quizapp.plot import letters
from quizapp.plot.runs import Series
from quizapp.plot.sketch import distance, outline

UP = Series("up", tuple((float(x), float(x)) for x in range(41)))
DOWN = Series("down", tuple((float(x), 40.0 - x) for x in range(41)))


def test_curves_in_bare_text_are_lettered_along_their_way() -> None:
    legend, *lines = letters.text([UP, DOWN], 72, 10).splitlines()
    assert legend == "A up   B down"
    drawn = "\n".join(lines)
    assert drawn.count("A") > 2
    assert drawn.count("B") > 2
    assert "A" in lines[0]
    assert "B" in lines[7]
    assert all(len(line) <= 72 for line in lines)


def test_a_curve_under_another_is_told_as_such() -> None:
    twin = Series("twin", UP.points)
    assert letters.text([UP, twin], 72, 10).splitlines()[0] == "A up (under others)   B twin"
    none_yet = Series("none yet", ())
    assert letters.text([none_yet, UP], 72, 10).splitlines()[0] == "A none yet   B up"


def test_one_curve_needs_no_letter_and_a_notice_is_said_in_the_readers_language() -> None:
    assert "A" not in letters.text([UP], 72, 10)
    assert letters.text([Series("y", ())], 40, 8, str.upper).strip() == "NO POINTS YET"


def test_an_outline_fills_its_cells() -> None:
    assert outline(lambda _: 0.0, 3, 1) == ("⣀⣀⣀",)
    assert outline(lambda _: 1.0, 2, 2) == ("⠉⠉", "  ")


@pytest.mark.parametrize(
    ("guess", "truth", "near", "drawn"),
    [
        (1.0, 1.0, 0.05, "─────[─●─]─────"),
        (1.04, 1.0, 0.05, "─────[─┼●]─────"),
        (1.051, 1.0, 0.05, "─────[─┼─]●────"),
        (0.8, 1.0, 0.05, "●────[─┼─]─────"),
        (99.0, 1.0, 0.05, "──────[┼]─────▶"),
        (-99.0, 1.0, 0.05, "◀─────[┼]──────"),
        (0.5, 0.0, 0.0, "──────[┼]──●───"),
    ],
)
def test_a_guess_stands_as_far_off_as_it_is(
    guess: float, truth: float, near: float, drawn: str
) -> None:
    assert "".join(run.text for run in distance(guess, truth, near, 15)) == drawn
