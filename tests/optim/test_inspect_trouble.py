"""What would go wrong on load: each rule finds its case, and torch does fail as it says."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

import quizapp.optim as ours
from quizapp.optim.inspect import find_model_problems, find_problems, problems_text
from quizapp.optim.inspect.rules import RULES

Saved = dict[str, Any]


def model() -> nn.Module:
    return nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2))


def trained() -> tuple[Saved, Saved]:
    """The state dicts of an Adam with names, and of its model."""
    torch.manual_seed(0)
    net = model()
    optimizer = ours.Adam(net.named_parameters())
    net(torch.ones(2, 4)).pow(2).sum().backward()
    optimizer.step()
    return copy.deepcopy(optimizer.state_dict()), net.state_dict()


def unnamed(saved: Saved) -> None:
    del saved["param_groups"][0]["param_names"]


def more(saved: Saved, weights: Saved) -> None:
    unnamed(saved)
    del weights["1.bias"]


def fewer(saved: Saved, weights: Saved) -> None:
    unnamed(saved)
    weights["2.bias"] = torch.ones(2)


def reorder(saved: Saved, _weights: Saved) -> None:
    unnamed(saved)
    state = saved["state"]
    state[0], state[1] = state[1], state[0]


def narrow(_saved: Saved, weights: Saved) -> None:
    for name, weight in weights.items():
        weights[name] = weight.bfloat16()


def entry(key: str, value: Any) -> Callable[[Saved, Saved], None]:
    return lambda saved, _: saved["state"][2].update({key: value})


def setting(key: str, value: Any) -> Callable[[Saved, Saved], None]:
    return lambda saved, _: saved["param_groups"][0].update({key: value})


def flagged(saved: Saved, _weights: Saved) -> None:
    saved["param_groups"][0]["fused"] = True


CASES: list[tuple[str, Callable[[Saved, Saved], Any]]] = [
    ("more-parameters", more),
    ("fewer-parameters", fewer),
    ("strangers", lambda _, weights: weights.pop("1.bias")),
    ("shape", entry("exp_avg", torch.zeros(3, 2))),
    ("order", reorder),
    ("positions", lambda saved, _: unnamed(saved)),
    ("no-step", lambda saved, _: saved["state"][1].pop("step")),
    ("no-state", lambda saved, _: saved["state"].pop(3)),
    ("orphans", lambda saved, _: saved["state"].update({9: {"step": torch.tensor(1.0)}})),
    ("repeated", lambda saved, _: saved["param_groups"][0].update(params=[0, 1, 1, 3])),
    ("foreign", entry("momentum_buffer", torch.zeros(2, 3))),
    ("lr-zero", setting("lr", torch.tensor(0.0))),
    ("lr-wrong", setting("lr", float("nan"))),
    ("lr-wrong", setting("lr", -0.1)),
    ("lr-wrong", lambda saved, _: saved["param_groups"][0].pop("lr")),
    ("not-finite", entry("exp_avg", torch.full((2, 3), torch.inf))),
    ("narrowed", narrow),
    ("capturable", setting("capturable", True)),
]


@pytest.mark.parametrize(("code", "spoil"), CASES)
def test_each_rule_finds_its_case(code: str, spoil: Callable[[Saved, Saved], Any]) -> None:
    saved, weights = trained()
    assert find_problems(saved, weights, here=["cpu"]) == ()
    spoil(saved, weights)
    found = find_problems(saved, weights, here=["cpu"])
    assert code in [problem.code for problem in found]
    brought_along = {"repeated": {"orphans", "shape"}, "order": {"positions"}}
    brought_along |= {name: {"positions"} for name in ("more-parameters", "fewer-parameters")}
    assert {problem.code for problem in found} == {code} | brought_along.get(code, set())
    assert RULES[code][1].split()[0] in problems_text(found)


def test_devices_that_are_not_here() -> None:
    saved, weights = trained()
    flagged(saved, weights)
    places = {x.untyped_storage().data_ptr(): "cuda:1" for x in saved["state"][0].values()}
    found = find_problems(saved, weights, devices=places, here=["cpu"])
    assert [problem.code for problem in found] == ["device", "flags"]
    assert found[0].where == ("cuda:1",)
    assert find_problems(saved, weights, devices=places, here=["cpu", "cuda"]) == ()


def test_every_rule_has_a_case() -> None:
    between_two = {code for code in RULES if code.startswith("other-")}
    assert {code for code, _ in CASES} | {"device", "flags"} | between_two == set(RULES)


def load(saved: Saved, library: Any = torch.optim) -> Any:
    net = model()
    optimizer = library.Adam(net.named_parameters())
    optimizer.load_state_dict(saved)
    net(torch.ones(2, 4)).sum().backward()
    optimizer.step()
    return optimizer


@pytest.mark.parametrize("library", [ours, torch.optim])
@pytest.mark.parametrize(
    ("code", "error"), [("no-step", KeyError), ("shape", RuntimeError), ("capturable", Exception)]
)
def test_what_is_said_to_fail_does(code: str, error: type[Exception], library: Any) -> None:
    saved, weights = trained()
    next(spoil for name, spoil in CASES if name == code)(saved, weights)
    with pytest.raises(error):
        load(saved, library)


@pytest.mark.parametrize("library", [ours, torch.optim])
def test_what_is_said_to_pass_silently_does(library: Any) -> None:
    for code in ("orphans", "foreign", "lr-zero", "not-finite", "no-state"):
        saved, weights = trained()
        next(spoil for name, spoil in CASES if name == code)(saved, weights)
        load(saved, library)


def test_many_places_are_counted_not_listed() -> None:
    saved, _ = trained()
    saved["state"] |= {number: {"step": torch.tensor(1.0)} for number in range(100, 150)}
    (problem,) = find_problems(saved)
    assert len(problem.where) == 50
    assert "and 44 more" in problems_text([problem])


def test_numbers_are_read_in_pieces_wherever_they_lie() -> None:
    saved, weights = trained()
    heard: list[int] = []
    find_problems(saved, weights, tell=heard.append)
    elements = sum(w.numel() for w in weights.values())
    assert sum(heard) == 4 * (2 * elements + len(saved["state"]))
    endless = torch.zeros(1).expand(1 << 40)
    strided = torch.full((3, 4), torch.nan).t()[1:]
    weights |= {"endless": endless, "strided": strided, "whole": torch.ones(3, dtype=torch.int64)}
    weights["sparse"] = torch.tensor([0.0, torch.inf]).to_sparse()
    (problem,) = find_model_problems(weights)
    assert (problem.code, problem.where) == ("not-finite", ("strided", "sparse"))


def test_numbers_of_a_byte_or_less_are_looked_into_too() -> None:
    kinds = ("e4m3fn", "e4m3fnuz", "e5m2", "e5m2fnuz", "e8m0fnu")
    small = {kind: getattr(torch, f"float8_{kind}") for kind in kinds}
    sound: Saved = {kind: torch.ones(3).to(dtype) for kind, dtype in small.items()}
    sound["pair"] = torch.ones(1, dtype=torch.uint8).view(torch.float4_e2m1fn_x2)
    assert find_model_problems(sound) == ()
    spoilt = {kind: torch.tensor([1.0, torch.nan]).to(dtype) for kind, dtype in small.items()}
    (problem,) = find_model_problems(spoilt)
    assert (problem.code, problem.where) == ("not-finite", kinds)


def test_state_of_a_wider_dtype_than_a_parameter_of_half_a_byte() -> None:
    saved, weights = trained()
    weights["0.bias"] = torch.ones(3, dtype=torch.uint8).view(torch.float4_e2m1fn_x2)
    assert [problem.code for problem in find_problems(saved, weights)] == ["narrowed"]
