"""A run as a file, and as the command that makes it again."""

from __future__ import annotations

import csv
import io
import json
import math
import shlex
from pathlib import Path
from xml.etree import ElementTree

import pytest

from quizapp.cli.lab import _assignment
from quizapp.errors import QuizError
from quizapp.lab import export
from quizapp.lab.model import Job, Outcome, Verdict
from quizapp.lab.registry import code_labs
from quizapp.lab.setup import OPTIMIZER_LAB, Setup

LABS = code_labs()

OUTCOME = Outcome(
    Verdict.HOLDS,
    measures={
        "end": 0.1,
        "names": ["a", "b"],
        "text": 'with "quotes", and\nlines',
        "nan": math.nan,
    },
    series={"x": [(0.0, 1.0), (1.0, 1 / 3)]},
    gap=0.0,
    agrees=True,
)


def given(command: str) -> dict[str, object]:
    """What the shell's words set."""
    words = shlex.split(command)
    return dict(_assignment(words[n + 1]) for n, word in enumerate(words) if word == "--set")


@pytest.mark.parametrize("lab", LABS.values(), ids=lambda lab: lab.name)
def test_the_command_of_a_code_lab_sets_every_knob_to_the_bit(lab) -> None:  # type: ignore[no-untyped-def]
    setup = Setup(lab)
    for knob in lab.knobs:
        setup = setup.turned(knob.name, 1)
    job = setup.put("dtype", "float64").job()
    again = Setup(lab, given(export.command(job))).job()
    assert again.knobs == job.knobs
    assert shlex.split(export.command(job))[3] == lab.name


def test_the_command_of_a_formula_survives_the_shell() -> None:
    setup = Setup(OPTIMIZER_LAB).put("opt", "Adam").put("lr", 1 / 3).put("betas", [0.5, 0.1 + 0.2])
    job = setup.put("loss", "(x0 - 1)**2 + abs(x1)").put("start", [1, -2.5]).job()
    command = export.command(job)
    assert given(command) == job.knobs
    assert shlex.split(command)[:4] == ["quizapp", "lab", "run", "optimizer"]


def test_a_job_of_a_deck_names_the_lab_that_any_shell_finds() -> None:
    job = Job("code", "optim.deck/mine", {"n": 1}, origin="/labs/resume.py", seed=3, device="cpu")
    assert export.command(job) == "quizapp lab run resume --set n=1 --seed 3 --device cpu"


def written(path: Path, kind: str) -> str:
    file = path / "runs" / f"mine{kind}"
    export.write(file, Setup(OPTIMIZER_LAB).job(), OUTCOME, LABS)
    return file.read_text("utf-8")


def test_json_has_everything_and_csv_every_digit(tmp_path: Path) -> None:
    document = json.loads(written(tmp_path, ".json"))
    assert document["command"] == export.command(Setup(OPTIMIZER_LAB).job())
    assert document["measures"]["nan"] == "nan"
    assert document["series"]["x"] == [[0.0, 1.0], [1.0, 1 / 3]]
    rows = list(csv.reader(io.StringIO(written(tmp_path, ".csv"))))
    assert rows[0] == ["name", "x", "value"]
    assert float(rows[2][2]) == 1 / 3
    assert ["text", "", 'with "quotes", and\nlines'] in rows
    assert ["names", "", '["a", "b"]'] in rows


def test_svg_is_the_picture_of_the_run(tmp_path: Path) -> None:
    assert ElementTree.fromstring(written(tmp_path, ".svg")).tag.endswith("svg")
    job = Setup(OPTIMIZER_LAB).job()
    with pytest.raises(QuizError, match="no curve to draw"):
        export.write(tmp_path / "empty.svg", job, Outcome(Verdict.HOLDS), LABS)


@pytest.mark.parametrize("name", ["run", "run.txt"])
def test_an_unknown_ending_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(QuizError, match="cannot be written as") as told:
        export.check(Path(name))
    assert ".csv" in told.value.remedy
    assert told.value.status == 2


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    file, job = tmp_path / "file" / "run.csv", Setup(OPTIMIZER_LAB).job()
    with pytest.raises(QuizError, match=r"run\.csv"):
        export.write(file, job, OUTCOME, LABS)
