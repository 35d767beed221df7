"""What torch refuses we refuse: the same type of error, in the same words."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.nn import Parameter
from torch.testing._internal.common_optimizers import OptimizerErrorEnum

import quizapp.optim as ours

from .table import DATABASE, NAMES, SHARED, names_with

KNOWN_TO_TORCH = [
    pytest.param(name, wrong, id=f"{name}-{wrong.optimizer_error_input.desc}")
    for name in SHARED
    for wrong in DATABASE[name].optim_error_inputs_func(device="cpu", dtype=torch.float32)
]


def outcome(act: Callable[[], object]) -> tuple[str, str]:
    """The error that ``act`` raises, as (type, message); a warning counts as one."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            act()
        except Exception as error:
            return type(error).__name__, str(error)
    return "", ""


def assert_same_refusal(act: Callable[[Any], object]) -> None:
    mine, theirs = outcome(lambda: act(ours)), outcome(lambda: act(torch.optim))
    assert mine == theirs
    assert theirs[0], "torch accepts this; the case proves nothing"


@pytest.mark.parametrize(("name", "wrong"), KNOWN_TO_TORCH)
def test_torchs_own_error_inputs(name: str, wrong: Any) -> None:
    given = wrong.optimizer_error_input

    def build(module: Any) -> None:
        params = given.params
        if params is None:
            params = [Parameter(torch.randn(2, 3))]
        elif isinstance(params, list):  # a group is changed by the optimizer that it enters
            params = [dict(p) if isinstance(p, dict) else p for p in params]
        optimizer = getattr(module, name)(params, **given.kwargs)
        if wrong.error_on == OptimizerErrorEnum.STEP_ERROR:
            optimizer.step()

    assert_same_refusal(build)


# Beyond those of torch's database.
BAD_SETTINGS: dict[str, list[dict[str, Any]]] = {
    "SGD": [
        {"lr": -1},
        {"lr": torch.tensor([0.1, 0.2])},
        {"momentum": -0.1},
        {"weight_decay": -1.0},
        {"nesterov": True},
        {"nesterov": True, "momentum": 0.9, "dampening": 0.1},
        {"fused": True, "differentiable": True},
        {"fused": True, "foreach": True},
        {"unknown": 1},
    ],
    "Adam": [
        {"lr": -0.1},
        {"lr": float("nan")},
        {"lr": torch.tensor([0.1, 0.2])},
        {"lr": torch.tensor(0.1), "foreach": True},
        {"eps": -1},
        {"betas": (1.0, 0.9)},
        {"betas": (0.9, -0.1)},
        {"betas": (0.9, torch.tensor(0.9))},
        {"betas": (0, 0.9)},
        {"betas": (torch.tensor(0.9), torch.tensor(0.9)), "foreach": True},
        {"weight_decay": -1},
        {"fused": True, "differentiable": True},
        {"fused": True, "foreach": True},
    ],
}
BAD_SETTINGS["SparseAdam"] = [
    {"lr": 0},
    {"lr": -1.0},
    {"lr": torch.tensor([0.1, 0.2])},
    {"eps": 0},
    {"betas": (1.0, 0.9)},
    {"betas": (0.9, -0.1)},
    {"betas": (0.9,)},
    {"fused": True},
    {"weight_decay": 0.1},
]
BAD_SETTINGS["LBFGS"] = [
    {"lr": -1},
    {"lr": float("nan")},
    {"lr": torch.tensor([0.1, 0.2])},
    {"max_iter": None},
    {"momentum": 0.9},
]
BAD_SETTINGS |= {
    "Adadelta": [{"lr": torch.ones(2)}, {"eps": -1}, {"rho": float("nan")}],
    "Adagrad": [
        {"lr": torch.ones(2)},
        {"eps": -1},
        {"initial_accumulator_value": -0.1},
        {"weight_decay": -1},
        {"fused": True, "differentiable": True},
        {"fused": True, "foreach": True},
    ],
    "Adamax": [{"lr": torch.ones(2)}, {"eps": -1}, {"betas": (1.0, 0.9)}, {"betas": (0.9, -1)}],
    "RMSprop": [
        {"lr": torch.ones(2)},
        {"alpha": -0.1},
        {"eps": -1},
        {"momentum": -1},
        {"weight_decay": -1},
    ],
    "Rprop": [{"lr": torch.ones(2)}, {"etas": (0.5, 1.0)}, {"etas": (0, 1.2)}, {"momentum": 0.9}],
}
BAD_SETTINGS["AdamW"] = [*BAD_SETTINGS["Adam"], {"decoupled_weight_decay": True}]


@pytest.mark.parametrize(
    ("name", "kwargs"), [(name, kwargs) for name, cases in BAD_SETTINGS.items() for kwargs in cases]
)
def test_bad_settings(name: str, kwargs: dict[str, Any]) -> None:
    assert_same_refusal(lambda module: getattr(module, name)([Parameter(torch.ones(2))], **kwargs))


def leaf() -> Parameter:
    return Parameter(torch.ones(2))


BAD_PARAMS: dict[str, Callable[[], Any]] = {
    "none": list,
    "a tensor": leaf,
    "not tensors": lambda: [1, 2],
    "a string": lambda: "ab",
    "not iterable": lambda: 3,
    "not a leaf": lambda: [leaf() * 2],
    "a set in a group": lambda: [{"params": {leaf()}}],
    "a group without params": lambda: [{"lr": 0.1}],
    "a tensor after a group": lambda: [{"params": [leaf()]}, leaf()],
    "names for some": lambda: [("a", leaf()), leaf()],
}


@pytest.mark.parametrize("case", BAD_PARAMS)
@pytest.mark.parametrize("name", SHARED)
def test_bad_parameters(name: str, case: str) -> None:
    assert_same_refusal(lambda module: getattr(module, name)(BAD_PARAMS[case]()))


def test_bad_groups_added_later() -> None:
    def add(group: Any) -> Callable[[Any], None]:
        def act(module: Any) -> None:
            first = leaf()
            optimizer = module.SGD([first])
            optimizer.add_param_group(group(first))

        return act

    assert_same_refusal(add(lambda _: [leaf()]))
    assert_same_refusal(add(lambda first: {"params": [first]}))
    assert_same_refusal(add(lambda _: {"params": [("name", leaf())]}))
    shared = leaf()
    assert_same_refusal(add(lambda _: {"params": [shared, shared]}))


def step_with(name: str, p: Any, grad: Any, **kwargs: Any) -> Callable[[Any], None]:
    def act(module: Any) -> None:
        optimizer = getattr(module, name)([p], **kwargs)
        p.grad = grad
        optimizer.step()

    return act


SPARSE = torch.eye(2).to_sparse()


def matrix() -> Parameter:
    return Parameter(torch.ones(2, 2))


def takes(name: str, layout: str) -> bool:
    only_sparse = DATABASE[name].only_supports_sparse_grads
    return not only_sparse if layout == "dense" else only_sparse or DATABASE[name].supports_sparse


@pytest.mark.parametrize("name", [n for n in NAMES if not takes(n, "sparse")])
def test_sparse_gradients_where_they_cannot_be(name: str) -> None:
    assert_same_refusal(step_with(name, matrix(), SPARSE))


@pytest.mark.parametrize("name", [n for n in NAMES if not takes(n, "dense")])
def test_dense_gradients_where_they_cannot_be(name: str) -> None:
    assert_same_refusal(step_with(name, matrix(), torch.ones(2, 2)))


def test_parameters_that_sparse_adam_refuses() -> None:
    whole = Parameter(torch.ones(2, dtype=torch.complex64))
    sparse = Parameter(torch.eye(2).to_sparse())
    for wrong in (whole, sparse):
        group = [{"params": [leaf()]}, {"params": [leaf(), wrong, wrong.detach()]}]
        assert_same_refusal(lambda module, group=group: module.SparseAdam([dict(g) for g in group]))


@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize("name", names_with("capturable"))
def test_capturable_on_a_cpu(name: str, foreach: bool) -> None:
    assert_same_refusal(step_with(name, leaf(), torch.ones(2), capturable=True, foreach=foreach))


@pytest.mark.parametrize("name", names_with("fused"))
def test_fused_complex(name: str) -> None:
    whole = Parameter(torch.ones(2, dtype=torch.complex64))
    assert_same_refusal(step_with(name, whole, torch.ones_like(whole.data), fused=True))


def test_sparse_gradients_where_only_some_settings_take_them() -> None:
    for name in ("SGD", "Adagrad"):
        assert_same_refusal(step_with(name, matrix(), SPARSE, fused=True))
        assert_same_refusal(step_with(name, matrix(), SPARSE, weight_decay=0.1))


def test_checkpoints_that_do_not_fit() -> None:
    def load(change: Callable[[Any], object]) -> Callable[[Any], None]:
        def act(module: Any) -> None:
            optimizer = module.Adam([leaf()])
            saved = optimizer.state_dict()
            change(saved)
            optimizer.load_state_dict(saved)

        return act

    assert_same_refusal(load(lambda saved: saved["param_groups"].append({"params": []})))
    assert_same_refusal(load(lambda saved: saved["param_groups"][0]["params"].append(1)))


def test_a_hook_that_returns_nonsense() -> None:
    def act(module: Any) -> None:
        optimizer = module.SGD([leaf()])
        optimizer.register_step_pre_hook(lambda *_: 3)
        optimizer.step()

    mine, theirs = outcome(lambda: act(ours)), outcome(lambda: act(torch.optim))
    assert mine[0] == theirs[0] == "RuntimeError"
    assert mine[1].split(" must return")[1] == theirs[1].split(" must return")[1]
