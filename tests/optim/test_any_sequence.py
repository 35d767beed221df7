"""Whatever happens in a training run, in any order: ours and torch's are still the same."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch.nn import Parameter

import quizapp.optim as ours

from .conftest import Pair, twins
from .table import NAMES, matrices, not_empty, taken, traits

pytestmark = pytest.mark.usefixtures("one_thread")

SIZES = st.lists(st.integers(0, 5), min_size=0, max_size=3)
LAYOUTS = st.sampled_from(("plain", "transposed", "every other"))
EVENTS = st.sampled_from(
    ("step", "step", "step", "step for some", "new rate", "swap states", "copy", "grow", "zeros")
)


def param(size: list[int], layout: str, seed: int) -> Parameter:
    """A parameter of this size whose memory is laid out as said."""
    torch.manual_seed(seed)
    if layout == "every other" and size:
        return Parameter(torch.randn([*size[:-1], 2 * size[-1]])[..., ::2])
    made = torch.randn(size)
    return Parameter(made.mT if layout == "transposed" and len(size) > 1 else made)


def draw_params(name: str, data: st.DataObject, seed: int) -> tuple[list[Parameter], ...]:
    """The same parameters twice, in memory of the same layout."""
    if traits(name).params is matrices:
        few = matrices(torch.float32)[: data.draw(st.integers(1, 4))]
        return few, twins(few)
    kinds = data.draw(st.lists(st.tuples(SIZES, LAYOUTS), min_size=1, max_size=4))
    if traits(name).params is not_empty:
        kinds = [kind for kind in kinds if 0 not in kind[0]] or [([2], "plain")]
    one, other = ([param(*kind, seed + i) for i, kind in enumerate(kinds)] for _ in range(2))
    return one, other


def new_groups(name: str, data: st.DataObject, seed: int) -> list[dict[str, Any]]:
    """A group for ours, and the same for torch's."""
    lr = data.draw(st.floats(1e-4, 1.0))
    own = taken(name, lr=lr, weight_decay=data.draw(st.sampled_from((0, 0.1))))
    return [{"params": params, **own} for params in draw_params(name, data, seed)]


def both_with(name: str, groups: list[list[dict[str, Any]]]) -> Pair:
    """Ours and torch's over these groups."""
    kwargs = {**traits(name).busy, **taken(name, foreach=False)}
    mine, other = (list(group) for group in zip(*groups, strict=True))
    our = getattr(ours, name)(mine, **kwargs)
    their = getattr(torch.optim, name)(other, **kwargs)
    pair = Pair(our, their, [], [], traits(name).grad)
    relist(pair)
    return pair


def relist(pair: Pair) -> None:
    pair.our_params, pair.their_params = (
        [p for group in optimizer.param_groups for p in group["params"]]
        for optimizer in (pair.our, pair.their)
    )


def happen(pair: Pair, event: str, name: str, data: st.DataObject, seed: int) -> None:
    """One event, to both."""
    if event.startswith("step"):
        pair.set_grads(seed)
        if event == "step for some":
            for i in data.draw(st.sets(st.integers(0, len(pair.our_params) - 1))):
                pair.our_params[i].grad = pair.their_params[i].grad = None
        pair.our.step()
        pair.their.step()
    elif event == "new rate":
        rate = data.draw(st.floats(1e-4, 1.0))
        for optimizer in (pair.our, pair.their):
            optimizer.param_groups[-1]["lr"] = rate
    elif event == "swap states":  # each goes on from what the other has saved
        mine, other = (copy.deepcopy(opt.state_dict()) for opt in (pair.our, pair.their))
        pair.our.load_state_dict(other)
        pair.their.load_state_dict(mine)
    elif event == "copy":
        pair.our, pair.their = copy.deepcopy(pair.our), copy.deepcopy(pair.their)
        relist(pair)
    elif event == "grow":
        mine, other = new_groups(name, data, seed)
        pair.our.add_param_group(mine)
        pair.their.add_param_group(other)
        relist(pair)
    else:
        pair.our.zero_grad(set_to_none=False)
        pair.their.zero_grad(set_to_none=False)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_any_run_stays_the_same(name: str, data: st.DataObject) -> None:
    groups = [new_groups(name, data, 10 * i) for i in range(data.draw(st.integers(1, 3)))]
    both = both_with(name, groups)
    for seed, event in enumerate(data.draw(st.lists(EVENTS, min_size=1, max_size=8))):
        happen(both, event, name, data, 1000 + seed)
    both.check()
