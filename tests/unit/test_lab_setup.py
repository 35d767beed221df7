"""A setup says what is wrong, keeps what still means something, and becomes the job it shows."""

from __future__ import annotations

from functools import partial

import pytest

from quizapp.errors import QuizError
from quizapp.lab import declarative, defaults, knobs
from quizapp.lab.catalogue import by_topic
from quizapp.lab.model import Job, Knob, LabInfo
from quizapp.lab.registry import code_labs
from quizapp.lab.setup import DEVICE, OPTIMIZER_LAB, SEED, Setup, of_job
from quizapp.lab.turn import place, turned
from quizapp.text.i18n import tr

LABS = code_labs()


def code(name: str = "none_or_zero") -> Setup:
    return Setup(LABS[name])


def test_a_code_lab_starts_from_its_defaults() -> None:
    setup = code()
    names = [knob.name for knob in setup.dials]
    assert names[0] == "set_to_none"
    assert names[-2:] == [SEED, DEVICE]
    job = setup.job()
    assert job.knobs == {"set_to_none": True, "momentum": 0.9, "weight_decay": 0.0, "steps": 5}
    assert (job.seed, job.device) == (0, "auto")


def test_what_was_set_comes_back_from_the_job() -> None:
    setup = code().put("momentum", 0.5).put(SEED, 7).put(DEVICE, "cpu")
    assert of_job(setup.job(), LABS) == setup


def test_a_knob_put_back_is_as_if_it_never_moved() -> None:
    setup = code().put("momentum", 0.5)
    assert setup.put("momentum", 0.9) == code()


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("momentum", "2", "2 is not a number from 0 to 0.99"),
        ("steps", "two", "'two' is not a whole number from 1 to 50"),
        (SEED, "-1", "-1 is not a whole number"),
        (DEVICE, "tpu", "'tpu' is not one of auto, cpu"),
        ("mutant", "sgd-ascend", "choices; near it are sgd-ascends, "),
    ],
)
def test_what_is_typed_is_judged_at_once(name: str, text: str, says: str) -> None:
    setup = code().typed(name, text)
    assert says in setup.faults()[name]
    with pytest.raises(QuizError, match=name.lstrip("-")):
        setup.job()


def test_a_formula_is_judged_with_the_place_of_its_fault() -> None:
    setup = Setup(OPTIMIZER_LAB).typed("loss", "x**")
    assert "(character 4)" in setup.faults()["loss"]


def test_a_new_optimizer_takes_what_it_knows_of_the_settings() -> None:
    setup = Setup(OPTIMIZER_LAB).put("momentum", 0.5).put("steps", 9)
    setup = setup.put("mutant", "sgd-ascends").put("opt", "Adam")
    assert setup.given == {"opt": "Adam", "steps": 9}
    assert setup.job().knobs["steps"] == 9


@pytest.mark.parametrize("opt", declarative.KEYWORDS)
def test_every_optimizer_can_be_run_as_it_comes(opt: str) -> None:
    setup = Setup(OPTIMIZER_LAB).put("opt", opt)
    assert setup.faults() == {}
    settings = setup.job().knobs
    assert declarative.experiment(settings).opt == opt
    assert of_job(setup.job(), LABS).job() == setup.job()
    assert {"lr", "eps"} & defaults.of(opt).keys()


def test_a_job_without_steps_makes_one() -> None:
    setup = of_job(Job("optimizer", "one", {"opt": "SGD"}), LABS)
    assert setup.job().knobs["steps"] == 1
    assert setup.job().knobs["lr"] == setup.given["lr"] == 0.001  # torch's, and not the bench's


def test_the_lab_of_any_formula_opens_at_its_defaults() -> None:
    setup = Setup(OPTIMIZER_LAB)
    assert setup.given == {}
    assert {name: setup.job().knobs[name] for name in ("lr", "steps")} == {"lr": 0.1, "steps": 30}
    assert setup.put("lr", 0.001).given == {"lr": 0.001}


def test_a_lab_that_is_gone_says_so() -> None:
    with pytest.raises(QuizError, match="no lab 'gone'"):
        of_job(Job("code", "gone", {}, origin="gone.py"), LABS)


# Turning.

SWITCH = Knob("s", "bool", True)
WORD = Knob("w", "choice", "a", choices=("a", "b", "c"))
SHARE = Knob("m", "float", 0.9, low=0.0, high=1.0)
RATE = Knob("lr", "float", 1e-3)
COUNT = Knob("n", "int", 5, low=1, high=50)
MANY = Knob("n", "int", 30, low=1, high=10_000)


@pytest.mark.parametrize(
    ("knob", "value", "by", "then"),
    [
        (SWITCH, True, 1, False),
        (WORD, "c", 1, "a"),
        (WORD, "a", -1, "c"),
        (SHARE, 0.9, 1, 0.95),
        (SHARE, 0.0, -1, 0.0),
        (SHARE, 1.0, 1, 1.0),
        (RATE, 1e-3, 1, 2e-3),
        (RATE, 1e-3, -1, 5e-4),
        (RATE, 3e-3, 1, 5e-3),
        (RATE, 0.0, 1, 1e-6),
        (RATE, 1e-6, -1, 0.0),
        (COUNT, 1, -1, 1),
        (MANY, 30, 1, 50),
        (MANY, 1, -1, 1),
        (RATE, "typed", 1, 1e-3),
    ],
)
def test_a_knob_turns_by_steps_one_can_read(
    knob: Knob, value: object, by: int, then: object
) -> None:
    assert turned(knob, value, by) == then


@pytest.mark.parametrize("knob", [SHARE, RATE, COUNT, MANY])
def test_the_handle_moves_with_the_value(knob: Knob) -> None:
    values = [knob.default]
    for _ in range(3):
        values.append(turned(knob, values[-1], 1))
    places = [place(knob, value) for value in values]
    assert places == sorted(places, key=lambda share: share or 0)
    assert all(share is not None and 0 <= share <= 1 for share in places)
    assert place(WORD, "a") is None


@pytest.mark.parametrize("lab", LABS.values(), ids=lambda lab: lab.name)
def test_every_knob_of_every_lab_turns_within_its_bounds(lab: LabInfo) -> None:
    for knob in lab.knobs:
        for by in (1, -1):
            setup = Setup(lab)
            for _ in range(6):
                setup = setup.turned(knob.name, by)
                assert setup.faults() == {}, (knob, setup)


# The catalogue.


def test_the_catalogue_has_every_lab_once_by_topic() -> None:
    topics = by_topic(LABS)
    assert topics[0][1] == (OPTIMIZER_LAB,)
    names = [info.name for _, labs in topics for info in labs]
    assert sorted(names) == sorted([*LABS, "optimizer"])
    assert len({topic for topic, _ in topics}) == len(topics)


def test_a_search_wants_all_words_anywhere() -> None:
    def found(words: str) -> set[str]:
        return {info.name for _, labs in by_topic(LABS, words) for info in labs}

    assert "none_or_zero" in found("Set_To_None momentum")
    assert "none_or_zero" in found("none or zero")
    assert found("there is no such lab") == set()
    drawn = {info.name for info in LABS.values() if info.plot == "spectrum"}
    assert drawn
    assert drawn <= found("spectrum")


@pytest.mark.parametrize("kind", ["int", "float"])
@pytest.mark.parametrize(("low", "high"), [(None, None), (2, None), (None, 64), (2, 64)])
def test_what_a_knob_takes_is_said_in_chinese_too(
    kind: str, low: float | None, high: float | None
) -> None:
    chinese = knobs.span(Knob("n", kind, 2, low=low, high=high), partial(tr, lang="zh"))
    assert "数" in chinese
    assert not any(letter.isascii() and letter.isalpha() for letter in chinese)


def test_a_large_bound_is_written_in_full() -> None:
    assert knobs.span(code().dial(SEED)) == "a whole number from 0 to 2147483647"
