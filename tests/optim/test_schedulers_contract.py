"""What users of schedules rely on beside the rates: errors, warnings, types, and torch's bugs."""

from __future__ import annotations

import copy
import functools
import inspect
import math
import operator
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.nn import Parameter

import quizapp.optim as ours
from quizapp.optim.lr_scheduler.factor import Factor
from tests.optim.compare_schedulers import CONFIGS, SETTINGS, WARM, named, optimizer, plain, trace

NAMES = sorted(CONFIGS)
Act = Callable[..., Any]


def said(act: Act, module: Any) -> list[tuple[str, str, str]]:
    """The warnings and the error of ``act``: type, words, and the file a warning points to."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        heard = []
        try:
            act(module)
        except Exception as error:
            heard = [(type(error).__name__, str(error), "")]
    return [(w.category.__name__, str(w.message), w.filename) for w in caught] + heard


def assert_says_the_same(act: Act) -> None:
    mine, theirs = said(act, ours), said(act, torch.optim)
    assert mine == theirs
    assert theirs, "torch says nothing; the case proves nothing"


def test_names_signatures_and_what_is_exported() -> None:
    assert set(ours.lr_scheduler.__all__) == set(torch.optim.lr_scheduler.__all__)
    assert set(ours.swa_utils.__all__) == set(torch.optim.swa_utils.__all__)
    for name in [*NAMES, "LRScheduler"]:
        mine, theirs = (inspect.signature(named(m, name)) for m in (ours, torch.optim))
        assert [(p.name, p.default, p.kind) for p in mine.parameters.values()] == [
            (p.name, p.default, p.kind) for p in theirs.parameters.values()
        ], name
        closed = [hasattr(named(m, name), "_get_closed_form_lr") for m in (ours, torch.optim)]
        assert closed[0] == closed[1], name


@pytest.mark.parametrize("name", NAMES)
def test_they_are_torchs_kind_yet_all_their_own(name: str) -> None:
    cls = named(ours, name)
    assert issubclass(cls, torch.optim.lr_scheduler.LRScheduler)
    if name == "ReduceLROnPlateau":  # training frameworks ask for this one by type
        assert issubclass(cls, torch.optim.lr_scheduler.ReduceLROnPlateau)
    for method in vars(named(torch.optim, name)) | vars(torch.optim.lr_scheduler.LRScheduler):
        found = inspect.getattr_static(cls, method, None)
        if callable(found) and hasattr(found, "__module__") and not method.startswith("__"):
            assert found.__module__.startswith("quizapp."), method


def test_the_closed_form_is_stated_beside_the_chained_one() -> None:
    for cls in Factor.__subclasses__():
        assert "η_t = η₀" in (cls.__doc__ or "")


OWN_LIST = {"lr_lambda": [abs], "max_lr": [0.1], "base_lr": [0.1], "min_lr": [0.1], "swa_lr": [0.1]}
BAD: list[tuple[str, dict[str, Any]]] = [
    *[(name, {**SETTINGS[name][0], key: OWN_LIST[key]})
      for name, key in [("LambdaLR", "lr_lambda"), ("MultiplicativeLR", "lr_lambda"),
                        ("OneCycleLR", "max_lr"), ("CyclicLR", "max_lr"), ("CyclicLR", "base_lr"),
                        ("ReduceLROnPlateau", "min_lr"), ("SWALR", "swa_lr")]],
    ("LambdaLR", {"lr_lambda": 0.9}),
    ("MultiplicativeLR", {"lr_lambda": 0.9}),
    ("ConstantLR", {"factor": 1.1}),
    ("ConstantLR", {"factor": -0.1}),
    ("ConstantLR", {"factor": 0, "total_iters": 0, "last_epoch": 0}),
    ("LinearLR", {"start_factor": 0}),
    ("LinearLR", {"start_factor": 1.5}),
    ("LinearLR", {"end_factor": 1.5}),
    ("LinearLR", {"end_factor": -1}),
    ("CosineAnnealingWarmRestarts", {"T_0": 0}),
    ("CosineAnnealingWarmRestarts", {"T_0": 1.5}),
    ("CosineAnnealingWarmRestarts", {"T_0": 1, "T_mult": 0}),
    ("CosineAnnealingWarmRestarts", {"T_0": 1, "T_mult": 1.5}),
    ("CosineAnnealingWarmRestarts", {"T_0": 1, "eta_min": "0"}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 0.2, "mode": "saw"}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 0.2, "step_size_up": 0}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 0.2, "base_momentum": [0.1]}),
    ("OneCycleLR", {"max_lr": 0.1}),
    ("OneCycleLR", {"max_lr": 0.1, "epochs": 3}),
    ("OneCycleLR", {"max_lr": 0.1, "total_steps": 0}),
    ("OneCycleLR", {"max_lr": 0.1, "total_steps": 2.5}),
    ("OneCycleLR", {"max_lr": 0.1, "epochs": 0, "steps_per_epoch": 3}),
    ("OneCycleLR", {"max_lr": 0.1, "epochs": 3, "steps_per_epoch": 1.5}),
    ("OneCycleLR", {"max_lr": 0.1, "total_steps": 9, "pct_start": 2.0}),
    ("OneCycleLR", {"max_lr": 0.1, "total_steps": 9, "pct_start": 1}),
    ("OneCycleLR", {"max_lr": 0.1, "total_steps": 9, "anneal_strategy": "exp"}),
    ("OneCycleLR", {"max_lr": 0.1, "total_steps": 9, "max_momentum": [0.9, 0.9, 0.9]}),
    ("OneCycleLR", {"max_lr": 0.1, "total_steps": 10, "pct_start": 0.1}),
    ("ReduceLROnPlateau", {"factor": 1.0}),
    ("ReduceLROnPlateau", {"mode": "best"}),
    ("ReduceLROnPlateau", {"threshold_mode": "percent"}),
    ("SWALR", {"swa_lr": 0.1, "anneal_strategy": "exp"}),
    ("SWALR", {"swa_lr": 0.1, "anneal_epochs": -1}),
    ("SWALR", {"swa_lr": 0.1, "anneal_epochs": 1.5}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kwargs"), BAD)
def test_bad_settings(name: str, kwargs: dict[str, Any]) -> None:
    assert_says_the_same(lambda module: named(module, name)(optimizer(module, "SGD"), **kwargs))


@pytest.mark.parametrize("name", SETTINGS)
def test_what_is_no_optimizer_and_what_cannot_resume(name: str) -> None:
    kwargs = SETTINGS[name][0]
    assert_says_the_same(lambda module: named(module, name)("SGD", **kwargs))
    if name != "ReduceLROnPlateau":
        fresh = functools.partial(optimizer, torch.optim, "SGD")
        assert_says_the_same(lambda module: named(module, name)(fresh(), **kwargs, last_epoch=3))


@pytest.mark.parametrize("name", ["CyclicLR", "OneCycleLR"])
def test_cycles_need_a_momentum(name: str) -> None:
    without = torch.optim.Adagrad([Parameter(torch.ones(1))])
    assert_says_the_same(lambda module: named(module, name)(without, **SETTINGS[name][0]))


def test_bad_compositions() -> None:
    def step_lr(module: Any, opt: Any) -> Any:
        return named(module, "StepLR")(opt, 3)

    def sequence(*made: Any, milestones: Any = ()) -> Act:
        def act(module: Any) -> Any:
            opt = optimizer(module, "SGD")
            schedulers = [make(module, opt) for make in made]
            return named(module, "SequentialLR")(opt, schedulers, list(milestones))

        return act

    def chain(*made: Any) -> Act:
        def act(module: Any) -> Any:
            opt = optimizer(module, "SGD")
            return named(module, "ChainedScheduler")([make(module, opt) for make in made], opt)

        return act

    def plateau(module: Any, opt: Any) -> Any:
        return named(module, "ReduceLROnPlateau")(opt)

    def elsewhere(module: Any, _: Any) -> Any:
        return step_lr(module, optimizer(module, "AdamW"))

    for compose in (sequence, chain):
        assert_says_the_same(compose())
        assert_says_the_same(compose(plateau))
        assert_says_the_same(compose(elsewhere))
        assert_says_the_same(compose(lambda *_: "no scheduler"))
    assert_says_the_same(sequence(step_lr, step_lr))
    assert_says_the_same(sequence(step_lr, milestones=[3]))
    theirs = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer(ours, "SGD"))
    with pytest.raises(ValueError, match="does not support `ReduceLROnPlateau`"):
        ours.lr_scheduler.ChainedScheduler([theirs])


def test_stepping_out_of_order_is_warned_of() -> None:
    def too_early(module: Any) -> None:
        scheduler = named(module, "StepLR")(optimizer(module, "SGD"), 3)
        scheduler.step()
        scheduler.step()

    def overridden(module: Any) -> None:
        opt = optimizer(module, "SGD")
        scheduler = named(module, "StepLR")(opt, 3)
        opt.step = lambda: None
        scheduler.step()

    assert_says_the_same(too_early)
    assert_says_the_same(overridden)
    assert said(too_early, ours)[0][2] == __file__


@pytest.mark.parametrize("name", NAMES)
def test_get_lr_is_not_for_reading(name: str) -> None:
    def act(module: Any) -> None:
        CONFIGS[name][0](module, optimizer(module, "SGD")).get_lr()

    mine, theirs = said(act, ours), said(act, torch.optim)
    assert [words[:2] for words in mine] == [words[:2] for words in theirs]
    assert mine[0][2] in (__file__, ""), "torch points into itself, ours to who asked"


def test_steps_that_cannot_be_taken() -> None:
    def past_the_end(module: Any) -> None:
        opt = optimizer(module, "SGD")
        scheduler = named(module, "OneCycleLR")(opt, 0.1, total_steps=3)
        for _ in range(5):
            opt.step()
            scheduler.step()

    def negative(module: Any) -> None:
        named(module, "CosineAnnealingWarmRestarts")(optimizer(module, "SGD"), 3).step(-1)

    def new_group(name: str, **kwargs: Any) -> Act:
        def act(module: Any) -> None:
            opt = optimizer(module, "SGD")
            scheduler = named(module, name)(opt, **kwargs)
            opt.add_param_group({"params": Parameter(torch.ones(1))})
            opt.step()
            for _ in range(3):
                scheduler.step(*([1.0] if name == "ReduceLROnPlateau" else []))

        return act

    assert_says_the_same(past_the_end)
    assert_says_the_same(negative)
    assert_says_the_same(new_group("LambdaLR", lr_lambda=lambda _: 1.0))
    assert_says_the_same(new_group("ReduceLROnPlateau", patience=0, min_lr=[0.1, 0.1]))
    assert not said(new_group("ReduceLROnPlateau", patience=0), ours)


@pytest.mark.parametrize("outer", ["SequentialLR", "ChainedScheduler"])
@pytest.mark.parametrize("mine_is_outer", [False, True])
def test_ours_and_torchs_hold_each_other(outer: str, mine_is_outer: bool) -> None:
    outer_home, inner_home = (ours, torch.optim) if mine_is_outer else (torch.optim, ours)

    def mixed(module: Any, opt: Any) -> Any:
        both = (outer_home, inner_home) if module is ours else (module, module)
        parts = [named(both[1], name)(opt, **kwargs) for name, kwargs in [WARM] * 2]
        return named(both[0], outer)(*((opt, parts, [4]) if outer == "SequentialLR" else (parts,)))

    assert trace(mixed, "SGD", ours, torch.optim) == trace(mixed, "SGD", torch.optim, torch.optim)


def test_a_rate_that_is_read_cannot_be_changed_by_the_reader() -> None:
    opt = optimizer(ours, "tensor rates")
    rate = opt.param_groups[0]["lr"]
    scheduler = ours.lr_scheduler.ExponentialLR(opt, 0.5)
    opt.step()
    scheduler.step()
    assert opt.param_groups[0]["lr"] is rate, "the tensor that a compiled step holds"
    scheduler.get_last_lr()[0].fill_(9)  # type: ignore[union-attr]
    assert rate.item() == pytest.approx(0.05)


def test_an_optimizer_dies_with_its_scheduler() -> None:
    opt = ours.SGD([Parameter(torch.ones(1))])
    scheduler = ours.lr_scheduler.StepLR(opt, 1)
    dead = weakref.ref(opt)
    del opt, scheduler
    assert dead() is None, "the noted step holds its optimizer"


@pytest.mark.parametrize("together", [False, True])
def test_a_compiled_step_and_its_schedule(together: bool) -> None:
    """As torch's tutorial has it, with a tensor for the rate; the step is noted though traced."""
    import torch._dynamo

    results = []
    for module in (ours, torch.optim):
        torch._dynamo.reset()
        opt = optimizer(module, "tensor rates")
        scheduler = named(module, "CosineAnnealingLR")(opt, 8)
        step = torch.compile(opt.step, backend="eager")

        def both(step: Act = step, scheduler: Any = scheduler) -> None:
            step()
            scheduler.step()

        act = torch.compile(both, backend="eager") if together else both
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", UserWarning)
            for _ in range(3):
                act()
        assert not [w for w in caught if "lr_scheduler" in str(w.message)]
        results.append((opt.param_groups[0]["params"][0], scheduler.get_last_lr()))
    torch._dynamo.reset()
    torch.testing.assert_close(results[0], results[1])


# Where torch is wrong


def test_restarts_found_by_counting_not_by_a_rounded_logarithm() -> None:
    """log(243, 3) is 4.999…: torch's jump to the fifth restart lands at the end before it."""
    rates = {}
    for module in (ours, torch.optim):
        for jump in (False, True):
            opt = optimizer(module, "SGD")
            scheduler = named(module, "CosineAnnealingWarmRestarts")(opt, T_0=1, T_mult=3)
            for epoch in [121] if jump else range(1, 122):
                scheduler.step(*([epoch] if jump else []))
            rates[module, jump] = opt.param_groups[0]["lr"]
    assert rates[ours, False] == rates[ours, True] == rates[torch.optim, False] == 0.1
    assert rates[torch.optim, True] == 0.0


def test_loading_leaves_the_checkpoint_as_it_was() -> None:
    """torch's CyclicLR takes a key out of the dict it is given: it loads only once."""
    for module in (ours, torch.optim):
        scheduler = named(module, "CyclicLR")(optimizer(module, "SGD"), 0.1, 0.2)
        saved = scheduler.state_dict()
        before = copy.deepcopy(saved)
        scheduler.load_state_dict(saved)
        assert (plain(saved) == plain(before)) == (module is ours)


def test_a_builtin_function_can_be_saved() -> None:
    """It has no attributes to save, and torch asks for them."""
    for function in (math.exp, operator.neg):
        mine, theirs = (
            named(module, "LambdaLR")(optimizer(module, "SGD"), function)
            for module in (ours, torch.optim)
        )
        assert mine.state_dict()["lr_lambdas"] == [None, None]
        with pytest.raises(AttributeError, match="__dict__"):
            theirs.state_dict()
