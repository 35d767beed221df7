"""What is drawn is what is descended: heights in plain numbers beside the same formula on torch."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from quizapp.lab import formula, tensors
from quizapp.lab.figures import Curves, Landscape, figures, landscape
from quizapp.lab.model import Job, LabInfo
from quizapp.lab.surfaces import SURFACES, Surface, surface
from quizapp.plot.runs import plain

FORMULAS = (
    *(known.formula for known in SURFACES.values()),
    "x**2",
    "sum(x**2) + norm(x) + mean(x) + max(x) - min(x)",
    "abs(x0) + sqrt(x1) + log(x0) + 2**x1",
    "exp(sin(x0)*cos(x1)) - tanh(x)",
    "max(x0, x1) + min(x, 0.5) - -x1**3",
    "1/x0 + x1**0.5",
    "3",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_heights_are_those_of_the_loss(text: str) -> None:
    points = [(-1.5, 2.0), (0.25, -0.75), (3.0, 0.5), (0.0, 0.0)]
    loss = tensors.loss(formula.parse(text, 2))
    xs, ys = zip(*points, strict=True)
    heights = Surface(text).field()(xs, ys)
    for height, point in zip(heights, points, strict=True):
        expected = loss(torch.tensor(point, dtype=torch.float64)).item()
        if math.isfinite(expected):
            assert math.isclose(height, expected, rel_tol=1e-12, abs_tol=1e-12)
        else:
            assert not math.isfinite(height)
    row = Surface(text).field()(xs, [0.5])
    assert len(row) == len(xs)


def test_a_surface_has_a_name_or_a_formula() -> None:
    assert surface("beale") is SURFACES["beale"]
    assert surface(SURFACES["beale"].formula).view is not None
    assert surface("x0 + x1").view is None


def test_an_optimizer_lab_in_two_dimensions_gets_its_landscape() -> None:
    knobs = {"opt": "SGD", "lr": 0.1, "start": [1.0, 2.0], "loss": "x0**2 + x1**2"}
    series = {
        "loss": [(0.0, 5.0), (1.0, 3.2)],
        "x0": [(0.0, 1.0), (1.0, 0.8)],
        "x1": [(0.0, 2.0), (1.0, 1.6)],
        "step": [(1.0, 0.4)],
    }
    drawn = figures(Job("optimizer", "a", knobs), {}, series, {})
    assert isinstance(drawn[0], Landscape)
    assert drawn[0].paths[0].points == ((1.0, 2.0), (0.8, 1.6))
    assert [figure.title for figure in drawn] == ["x0**2 + x1**2", "loss"]
    flat = {**knobs, "start": [1.0, 2.0, 3.0]}
    assert all(
        isinstance(figure, Curves)
        for figure in figures(Job("optimizer", "a", flat), {}, series, {})
    )


def test_a_code_lab_says_that_its_series_are_paths() -> None:
    info = LabInfo("race", "", "", (), {}, {"SGD": ""}, plot="contour")
    job = Job("code", "race", {"surface": "bowl"}, origin="labs/race.py")
    series = {"SGD": [(1.0, 1.0), (0.5, 0.5)], "Adam": [(1.0, 1.0), (0.0, 0.0)]}
    (drawn,) = figures(job, {"race": info}, series, {})
    assert isinstance(drawn, Landscape)
    assert [path.name for path in drawn.paths] == ["SGD", "Adam"]
    runs = [(f"seed={seed}", replace(job, seed=seed), series) for seed in (0, 1)]
    together = landscape(runs, {"race": info})
    assert together is not None
    assert [path.mark for path in together.paths] == ["A1", "A2", "B1", "B2"]
    text = plain(together.draw(80, 20))
    assert all(path.mark in text for path in together.paths)
    assert text.endswith("○ start  1 SGD  2 Adam")
    broken = Job("code", "race", {"surface": "x^2"}, origin="labs/race.py")
    assert all(isinstance(one, Curves) for one in figures(broken, {"race": info}, series, {}))
