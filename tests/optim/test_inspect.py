"""Inspection: what live optimizers and saved ones are said to hold, and how it reads."""

from __future__ import annotations

import copy
import math
from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import Parameter

import quizapp.optim as ours
from quizapp.optim import inspect as look
from quizapp.optim.inspect import families, flat

LIBRARIES = [ours, torch.optim]

ALL_STATE: dict[str, dict[str, Any]] = {
    "Adam": {"amsgrad": True},
    "AdamW": {"amsgrad": True},
    "RMSprop": {"momentum": 0.9, "centered": True},
    "SGD": {"momentum": 0.9},
    "SGDMomentumNesterov": {"momentum": 0.9},
}
"""Settings under which an optimizer keeps everything it ever keeps."""


class Tiny(nn.Module):
    """A tied pair, a frozen parameter and one that no group has."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Linear(4, 3, bias=False)
        self.norm = nn.LayerNorm(3)
        self.head = nn.Linear(4, 3)
        self.head.weight = self.embed.weight
        self.norm.bias.requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.embed(x)) + self.head(x)


def tiny(library: Any) -> tuple[Tiny, Any]:
    torch.manual_seed(0)
    model = Tiny()
    groups = [
        {"params": [model.embed.weight], "weight_decay": 0.1},
        {"params": [model.norm.weight, model.norm.bias], "lr": 1e-4},
    ]
    optimizer = library.AdamW(groups, lr=1e-3)
    model(torch.ones(2, 4)).pow(2).sum().backward()
    optimizer.step()
    return model, optimizer


def stepped(name: str) -> tuple[nn.Module, Any]:
    """A stepped optimizer (torch's, where it has one) that keeps all it can, and its model."""
    torch.manual_seed(0)
    library = torch.optim if hasattr(torch.optim, name) else ours
    model = nn.Linear(4, 3, bias=name not in ("Muon", "SparseAdam"))
    optimizer = getattr(library, name)(model.parameters(), **ALL_STATE.get(name, {}))

    def closure() -> torch.Tensor:
        loss = model(torch.ones(2, 4)).pow(2).sum()
        loss.backward()
        for p in model.parameters() if name == "SparseAdam" else ():
            p.grad = p.grad.to_sparse()
        return loss

    optimizer.step(closure)
    return model, optimizer


@pytest.mark.parametrize("library", LIBRARIES)
def test_names_groups_and_what_is_left_out(library: Any) -> None:
    info = look.inspect_optimizer(*reversed(tiny(library)))
    assert info.kind == "AdamW"
    assert [[p.name for p in group.params] for group in info.groups] == [
        ["embed.weight"],
        ["norm.weight", "norm.bias"],
    ]
    assert info.ungrouped == ("head.bias",)
    assert info.frozen == ("norm.bias",)
    assert info.tied == (("embed.weight", "head.weight"),)
    first, second = info.groups
    assert (first.settings["lr"], second.settings["lr"]) == (1e-3, 1e-4)
    weight = first.params[0]
    assert weight.tensor == look.TensorInfo((3, 4), "float32", "cpu", 12, 48)
    assert weight.keys == ("step", "exp_avg", "exp_avg_sq")
    assert (weight.state_bytes, info.state_bytes) == (4 + 2 * 48, 4 + 2 * 48 + 4 + 2 * 12)
    assert second.params[1].trainable is False
    assert second.params[1].state == ()


def test_without_a_model_names_are_those_that_the_optimizer_was_given() -> None:
    model, _ = tiny(ours)
    named = ours.SGD([("a", model.head.bias), ("b", model.norm.weight)])
    assert [(p.name, p.named_by) for p in look.inspect_optimizer(named).params] == [
        ("a", "param_names"),
        ("b", "param_names"),
    ]
    bare = look.inspect_optimizer(ours.SGD(model.parameters()))
    assert {p.name for p in bare.params} == {None}
    assert bare.ungrouped == bare.unknown == ()


def test_a_parameter_of_another_model_is_said() -> None:
    model, _ = tiny(ours)
    stranger = ours.SGD([model.head.bias, Parameter(torch.ones(2))])
    info = look.inspect_optimizer(stranger, model)
    assert info.unknown == (1,)
    assert "not of model parameter 1" in look.summary_text(info)


def test_looking_changes_nothing() -> None:
    model, optimizer = tiny(ours)
    before = copy.deepcopy(optimizer.state_dict())
    look.params_text(look.inspect_optimizer(optimizer, model))
    look.tree_text(optimizer.state_dict(), model.state_dict())
    look.find_problems(optimizer.state_dict(), model.state_dict())
    assert look.diff_state_dicts(before, optimizer.state_dict()) == ()
    assert len(optimizer.state) == 2


PARAMS = """\
AdamW: 2 groups, 3 parameters, 18 elements, 128 B of state

all groups: betas (0.9, 0.999), eps 1e-08, amsgrad False, maximize False,
    foreach None, capturable False, differentiable False, fused None,
    decoupled_weight_decay True

group 0: lr 0.001, weight_decay 0.1
  state: step, exp_avg, exp_avg_sq
  #  parameter     shape  dtype    state
  0  embed.weight  3×4    float32  100 B

group 1: lr 0.0001, weight_decay 0.01
  state: step, exp_avg, exp_avg_sq
  #  parameter    shape  dtype    state
  1  norm.weight  3      float32   28 B
  2  norm.bias    3      float32      –  frozen, no state

in no group  head.bias
frozen       norm.bias
tied         embed.weight = head.weight
"""

SUMMARY = """\
AdamW: 2 groups, 3 parameters, 18 elements, 128 B of state

group  parameters  elements  state      lr  weight_decay
    0           1        12  100 B   0.001           0.1
    1           2         6   28 B  0.0001          0.01

all groups: betas (0.9, 0.999), eps 1e-08, amsgrad False, maximize False,
    foreach None, capturable False, differentiable False, fused None,
    decoupled_weight_decay True

in no group  head.bias
frozen       norm.bias
tied         embed.weight = head.weight
"""


@pytest.mark.parametrize("library", LIBRARIES)
def test_how_it_reads(library: Any, capsys: pytest.CaptureFixture[str]) -> None:
    model, optimizer = tiny(library)
    look.print_optimizer_params(optimizer, model)
    assert capsys.readouterr().out == PARAMS
    look.print_optimizer_summary(optimizer, model)
    assert capsys.readouterr().out == SUMMARY


def test_many_differences_between_groups_leave_the_learning_rate_in_sight() -> None:
    groups = [
        {"params": [Parameter(torch.ones(1))], "lr": i / 3, "betas": (i / 7, i / 9), "eps": i / 7}
        for i in range(1, 3)
    ]
    for i, group in enumerate(groups):
        group |= {"weight_decay": i / 13, "amsgrad": bool(i), "maximize": bool(i)}
    lines = look.summary_text(look.inspect_optimizer(ours.AdamW(groups))).splitlines()
    assert lines[2].split()[:5] == ["group", "parameters", "elements", "state", "lr"]
    assert lines[3].split()[:7] == ["0", "1", "1", "0", "B", "0.333333", "(0.142857,"]
    assert "groups differ too in: weight_decay, amsgrad, maximize" in lines
    assert max(map(len, lines)) <= 80


TREE = """\
optimizer.state_dict()                        model.state_dict()
├─ state
│  ├─ 0                                       weight  1×2 float32
│  │  └─ momentum_buffer 1×2 float32
│  └─ 1                                       bias  1 float32
│     └─ momentum_buffer 1 float32
└─ param_groups
   └─ 0
      ├─ lr 0.1
      ├─ momentum 0.9
      ├─ dampening 0
      ├─ weight_decay 0
      ├─ nesterov False
      ├─ maximize False
      ├─ foreach None
      ├─ differentiable False
      ├─ fused None
      └─ params [0, 1]                        weight, bias

                                              not optimized, or not known to be:
                                              running_mean  1 float32
"""


def test_the_tree_stands_beside_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    model = nn.Linear(2, 1)
    optimizer = ours.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(torch.ones(2)).sum().backward()
    optimizer.step()
    weights = {**model.state_dict(), "running_mean": torch.zeros(1)}
    look.print_state_dict_tree(optimizer.state_dict(), weights)
    assert capsys.readouterr().out == TREE


@pytest.mark.parametrize("name", families.STATE)
def test_a_saved_optimizer_is_read_like_the_live_one(name: str) -> None:
    model, optimizer = stepped(name)
    live = look.inspect_optimizer(optimizer, model)
    saved = look.inspect_state_dict(optimizer.state_dict(), model.state_dict())
    groups = tuple(
        replace(g, params=tuple(replace(p, trainable=None, named_by="position") for p in g.params))
        for g in live.groups
    )
    assert replace(saved, kind=live.kind) == replace(live, groups=groups)
    assert {key for p in live.params for key in p.keys} == set(families.STATE[name])
    assert saved.kind.split(" or ")[0] in (name, "AdamW" if name == "Adam" else name)
    codes = [p.code for p in look.find_problems(optimizer.state_dict(), model.state_dict())]
    assert codes == (["positions"] if len(live.params) > 1 else [])


def test_every_optimizer_is_known_by_its_settings() -> None:
    for name in families.STATE:
        state = stepped(name)[1].state_dict()
        assert look.inspect_state_dict(state).kind == name
    offered = [*vars(torch.optim).values(), *vars(ours).values()]
    classes = {x for x in offered if isinstance(x, type) and issubclass(x, torch.optim.Optimizer)}
    assert set(families.STATE) == {x.__name__ for x in classes} - {"Optimizer"}


def test_old_checkpoints_are_known_too_as_far_as_they_say() -> None:
    said = {}
    for name in families.STATE:
        saved = stepped(name)[1].state_dict()
        for key in ("foreach", "maximize", "capturable", "differentiable", "fused"):
            saved["param_groups"][0].pop(key, None)
        saved["param_groups"][0].pop("decoupled_weight_decay", None)
        saved["param_groups"][0]["initial_lr"] = 0.1
        said[name] = look.inspect_state_dict(saved).kind
    either = {"Adam": "Adam or AdamW", "AdamW": "Adam or AdamW", "SGDMomentumNesterov": "SGD"}
    assert said == {name: either.get(name, name) for name in said}


def test_an_optimizer_that_torch_lacks_is_unknown_and_not_judged() -> None:
    group = {"rate": 0.1, "lr": 0.1, "rho": 3, "cubic": 2, "power": 1, "params": [0]}
    saved = {"state": {0: {"memory": torch.ones(2)}}, "param_groups": [group]}
    assert look.inspect_state_dict(saved).kind == "unknown optimizer"
    assert look.find_problems(saved) == ()


def test_names_by_position_are_only_told_where_shapes_agree() -> None:
    model = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.Linear(3, 2))
    weights = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() < 2]
    inputs = torch.randn(5, 4)
    for params, known in ((model.parameters(), True), ([*weights, *others], False)):
        optimizer = ours.Adam(params)
        model(inputs).sum().backward()
        optimizer.step()
        info = look.inspect_state_dict(optimizer.state_dict(), model.state_dict())
        names = [p.name for p in info.params]
        assert names == ([n for n, _ in model.named_parameters()] if known else [None] * 6)


@pytest.mark.parametrize("spoilt", [["exp_avg"], ["exp_avg_sq"], ["exp_avg", "exp_avg_sq"]])
def test_state_of_a_wrong_shape_is_named_and_the_others_keep_their_names(spoilt: list[str]) -> None:
    model = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2))
    optimizer = ours.Adam(model.parameters())
    model(torch.ones(1, 4)).sum().backward()
    optimizer.step()
    saved, weights = optimizer.state_dict(), model.state_dict()
    for key in spoilt:
        saved["state"][0][key] = torch.zeros(5, 5)
    info = look.inspect_state_dict(saved, weights)
    assert [p.name for p in info.params] == [*weights]
    shape, note = look.find_problems(saved, weights)
    assert (shape.code, note.code) == ("shape", "positions")
    assert shape.where == tuple(f"{key} of 0.weight, 5×5 for 3×4" for key in spoilt)


def test_state_of_another_model_gets_none_of_its_names() -> None:
    one, other = (nn.Sequential(nn.Linear(4, n), nn.Linear(n, 2, bias=False)) for n in (3, 7))
    optimizer = ours.Adam(one.parameters())
    one(torch.ones(1, 4)).sum().backward()
    optimizer.step()
    found = look.find_problems(optimizer.state_dict(), other.state_dict())
    assert found[0].where == ("3 parameters, most of other shapes than the model's",)


def test_what_is_no_optimizer_or_model_is_refused_in_words() -> None:
    model = nn.Linear(2, 1)
    optimizer = ours.SGD(model.parameters())
    weights, saved = model.state_dict(), optimizer.state_dict()
    calls: list[tuple[Any, tuple[Any, ...], type[Exception], str]] = [
        (look.inspect_optimizer, ("x",), TypeError, "an optimizer, not a value of type str"),
        (look.inspect_optimizer, (saved,), TypeError, "inspect_state_dict looks at"),
        (look.inspect_optimizer, (optimizer, weights), TypeError, "not the state dict of a model"),
        (look.find_problems, ({},), ValueError, "with 'state' and 'param_groups', not an empty"),
        (
            look.find_problems,
            (saved, model),
            TypeError,
            "gives, not a value of type Linear",
        ),
        (look.inspect_state_dict, (weights,), ValueError, "not the state dict of a model"),
        (look.inspect_state_dict, (optimizer,), TypeError, "not a value of type SGD"),
        (look.inspect_state_dict, (saved, saved), ValueError, "not the state dict of an optimizer"),
        (look.tree_text, (weights,), ValueError, "not the state dict of a model"),
        (look.find_model_problems, (model,), TypeError, "not a value of type Linear"),
        (look.find_mismatches, (saved, weights), ValueError, "not the state dict of a model"),
    ]
    for function, wrong, error, words in calls:
        with pytest.raises(error, match=words):
            function(*wrong)


def test_one_parameter_has_no_other_order() -> None:
    model = nn.Linear(2, 1, bias=False)
    optimizer = ours.SGD(model.parameters())
    assert look.find_problems(optimizer.state_dict(), model.state_dict()) == ()


def test_a_tensor_of_few_numbers_is_shown_as_a_setting() -> None:
    optimizer = ours.SGD([torch.ones(2)], lr=0.1)
    optimizer.param_groups[0]["lr"] = torch.tensor([0.5, 0.25])
    assert "lr tensor [0.5, 0.25]" in look.params_text(look.inspect_optimizer(optimizer))
    assert "lr tensor [0.5, 0.25]" in look.tree_text(optimizer.state_dict())
    optimizer.param_groups[0]["lr"] = torch.ones(5)
    assert "lr 5 float32" in look.params_text(look.inspect_optimizer(optimizer))


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5), st.text(), st.text())
@settings(max_examples=60, deadline=None)
def test_no_text_from_a_file_breaks_a_line_or_drives_a_terminal(
    names: list[str], key: str, setting: str
) -> None:
    group = {"lr": 0.1, key: setting, "params": [*range(len(names))], "param_names": names}
    saved = {"state": {0: {key: torch.ones(3)}}, "param_groups": [group]}
    info = look.inspect_state_dict(saved, {name: torch.ones(3) for name in names})
    texts = [look.params_text(info), look.summary_text(info), look.tree_text(saved)]
    texts.append(look.problems_text(look.find_problems(saved, {"w": torch.ones(1)})))
    texts.append(look.diff_text(look.diff_state_dicts(saved, {})))
    for text in texts:
        assert all(line.isprintable() for line in text.split("\n"))
        assert max(map(len, text.split("\n"))) <= 80


# The diff.


def test_each_kind_of_difference_is_named_and_measured() -> None:
    _, optimizer = tiny(ours)
    before = copy.deepcopy(optimizer.state_dict())
    after = copy.deepcopy(before)
    entry = after["state"][0]
    entry["exp_avg"][1, 2] += 0.5
    entry["exp_avg_sq"] = torch.zeros(2)
    entry["step"] = 1
    entry["extra"] = torch.ones(2)
    del after["state"][1]["step"]
    after["state"][1]["exp_avg"] = before["state"][1]["exp_avg"].double()
    after["param_groups"][0]["lr"] = 0.25
    changes = {change.path: change for change in look.diff_state_dicts(before, after)}
    assert {path: change.kind for path, change in changes.items()} == {
        "state.0.step": "type",
        "state.0.exp_avg": "value",
        "state.0.exp_avg_sq": "shape",
        "state.1.step": "removed",
        "state.1.exp_avg": "dtype",
        "param_groups.0.lr": "value",
        "state.0.extra": "added",
    }
    assert changes["state.0.exp_avg"].largest == pytest.approx(0.5)
    assert changes["param_groups.0.lr"].largest == 0.249
    third = look.diff_state_dicts({"lr": 1 / 3}, {"lr": 1 / 3 + 1e-12})
    assert "0.3333333333333333 → 0.3333333333343333" in look.diff_text(third)
    text = look.diff_text([*changes.values()])
    assert "+  state.0.extra       2 float32" in text
    assert "~  state.0.exp_avg     largest difference 0.5" in text
    assert "~  state.1.exp_avg     3 float32 → 3 float64" in text


@given(st.lists(st.floats(width=32), max_size=6), st.lists(st.floats(width=32), max_size=6))
@settings(max_examples=100, deadline=None)
def test_the_largest_difference_is_what_python_computes(a: list[float], b: list[float]) -> None:
    length = min(len(a), len(b))
    a, b = a[:length], b[:length]
    apart = [
        0.0 if x == y or (math.isnan(x) and math.isnan(y)) else abs(x - y)
        for x, y in zip(a, b, strict=True)
    ]
    changes = look.diff_state_dicts({"w": torch.tensor(a)}, {"w": torch.tensor(b)})
    if not any(apart):
        assert changes == ()
    else:
        (change,) = changes
        worst = math.nan if any(map(math.isnan, apart)) else max(apart)
        assert change.largest == pytest.approx(worst, nan_ok=True)


def test_equal_dicts_have_no_difference_and_bombs_are_refused() -> None:
    _, optimizer = tiny(ours)
    saved = optimizer.state_dict()
    assert look.diff_text(look.diff_state_dicts(saved, copy.deepcopy(saved))) == "no difference"
    circle: dict[str, Any] = {}
    circle["self"] = circle
    laughs: Any = ["ha"]
    for _ in range(11):
        laughs = [laughs] * 10
    for bomb in (circle, {"x": laughs}):
        with pytest.raises(flat.TooLargeError):
            look.diff_state_dicts(bomb, {})
