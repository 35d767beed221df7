"""What may be written in a declarative lab, and what is said of the rest."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.lab.declarative import MAX_STEPS, experiment, faults, is_measure

GOOD = {"opt": "Adam", "lr": 1e-3, "start": (1.0, 2.0), "loss": "x0**2 + x1**2", "steps": 3}


def test_a_good_lab_is_read() -> None:
    read = experiment({**GOOD, "betas": (0.9, 0.99), "amsgrad": True})
    assert read.options == {"lr": 1e-3, "betas": (0.9, 0.99), "amsgrad": True}
    assert (read.opt, read.start, read.steps, read.dtype) == ("Adam", (1.0, 2.0), 3, "float32")


@pytest.mark.parametrize(
    ("change", "setting", "says"),
    [
        ({"opt": "Adamm"}, "opt", "did you mean 'Adam'"),
        ({"opt": "os.system"}, "opt", "one of: SGD, Adam, AdamW"),
        ({"opt": ["Adam"]}, "opt", "no optimizer"),
        ({"momentum": 0.9}, "momentum", "Adam has no setting"),
        ({"beta": (0.9, 0.99)}, "beta", "did you mean 'betas'"),
        ({"lr": "fast"}, "lr", "is not a number"),
        ({"lr": math.nan}, "lr", "is not a number"),
        ({"lr": True}, "lr", "is not a number"),
        ({"lr": 10**400}, "lr", "so large a number is out of bounds"),
        ({"betas": (0.9,)}, "betas", "two numbers"),
        ({"amsgrad": 1}, "amsgrad", "true or false"),
        ({"fused": True}, "fused", "Adam has no setting"),
        ({"steps": MAX_STEPS + 1}, "steps", "10,000"),
        ({"steps": 0}, "steps", "10,000"),
        ({"steps": 1.5}, "steps", "10,000"),
        ({"start": ()}, "start", "between 1 and 64"),
        ({"start": tuple(range(65))}, "start", "between 1 and 64"),
        ({"start": ("a",)}, "start", "finite"),
        ({"loss": "x0 +"}, "loss", "at the end"),
        ({"loss": "x2"}, "loss", "counted from 0"),
        ({"dtype": "int8"}, "dtype", "float32"),
        ({"mutant": "sgd-ascends"}, "mutant", "variant of SGD"),
        ({"mutant": "adam-no-bias-corection"}, "mutant", "adam-no-bias-correction"),
    ],
)
def test_a_fault_names_its_setting_and_a_remedy(
    change: dict[str, object], setting: str, says: str
) -> None:
    found = faults({**GOOD, **change})
    assert [fault.setting for fault in found] == [setting]
    assert says in f"{found[0].message} {found[0].help}"
    with pytest.raises(ValueError, match=setting):
        experiment({**GOOD, **change})


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("max_iter", 0, "a whole number from 1 to 10,000"),
        ("max_eval", 2.5, "a whole number"),
        ("history_size", True, "a whole number"),
        ("line_search_fn", "wolfe", "is not strong_wolfe"),
    ],
)
def test_settings_that_only_lbfgs_has(setting: str, value: object, says: str) -> None:
    assert not faults({"opt": "LBFGS", "max_iter": 5, "line_search_fn": "strong_wolfe"})
    (fault,) = faults({"opt": "LBFGS", setting: value})
    assert fault.setting == setting
    assert says in fault.message


def test_all_faults_are_said_at_once() -> None:
    found = faults({"opt": "SGD", "lr": "x", "steps": 0, "loss": "("})
    assert {fault.setting for fault in found} == {"lr", "steps", "loss"}


def test_a_value_that_the_optimizer_itself_refuses_is_no_fault() -> None:
    assert not faults({**GOOD, "lr": -1.0})


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
values = scalars | st.lists(scalars, max_size=3) | st.just(10**5000)


@given(st.dictionaries(st.sampled_from([*GOOD, "betas", "eps", "mutant", "dtype"]), values))
def test_any_settings_are_read_or_refused(settings: dict[str, object]) -> None:
    assert faults(settings) or experiment(settings)


def test_measurements() -> None:
    assert is_measure("x.delta")
    assert is_measure("x.state.exp_avg")
    assert not is_measure("x.state.")
    assert not is_measure("delta")


def test_a_number_out_of_bounds_is_said_to_be_one() -> None:
    (fault,) = faults({"opt": "SGD", "lr": 1e31})
    assert fault.message == "1e+31 is out of bounds"
    assert fault.help == "numbers lie between -1e+30 and 1e+30"
