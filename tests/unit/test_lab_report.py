"""What the lab's JSON says of bounds and curves: all of it, in numbers any reader takes."""

from __future__ import annotations

import json

import pytest

from quizapp.lab import report
from quizapp.lab.model import Knob, LabInfo


@pytest.mark.parametrize(
    ("knob", "bounds"),
    [
        (Knob("k", "float", 0.5, 0.0, 1.0), {"low": 0.0, "high": 1.0}),
        (Knob("k", "float", 0.5, low=0.0), {"low": 0.0, "high": None}),
        (Knob("k", "int", 5, high=9), {"low": None, "high": 9}),
        (Knob("k", "int", 5), {"low": None, "high": None}),
        (Knob("k", "bool", True), {}),
        (Knob("k", "choice", "a", choices=("a", "b")), {"choices": ["a", "b"]}),
    ],
)
def test_a_knob_is_told_with_each_bound_it_has(knob: Knob, bounds: dict[str, object]) -> None:
    told = json.loads(json.dumps(report.of_lab(LabInfo("l", "", "", (knob,), {}))))
    (row,) = told["knobs"]
    assert {key: row[key] for key in ("low", "high", "choices") if key in row} == bounds
