"""A further optimizer is one page: RMSprop in a few lines, lifted by every engine as it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor

import quizapp.optim as ours


class Terms(NamedTuple):
    lr: float
    alpha: float
    eps: float
    decay: float | None


class RMSprop(ours.Optimizer):
    """v ← αv + (1−α)g²;  θ ← θ − γ g / (√v + ε)."""

    def __init__(self, params: Any, lr: float = 0.01, weight_decay: float = 0, **engine: Any):
        rest = {"alpha": 0.99, "eps": 1e-8, "weight_decay": weight_decay, "maximize": False}
        engine = {"foreach": None, "fused": None, "differentiable": False, **engine}
        super().__init__(params, {"lr": lr, **rest, **engine})

    def state_names(self, group: dict[str, Any]) -> tuple[str, ...]:  # noqa: ARG002
        return ("step", "square_avg")

    def terms(self, group: dict[str, Any], t: float, like: Tensor) -> Terms:  # noqa: ARG002
        decay = group["weight_decay"] or None
        return Terms(group["lr"], group["alpha"], group["eps"], decay)

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: Any, k: Terms) -> None:
        if k.decay is not None:
            g = g.add(p, alpha=k.decay)
        v = state["square_avg"]
        v.mul_(k.alpha).addcmul_(g, g, value=1 - k.alpha)
        p.addcdiv_(g, v.sqrt().add_(k.eps), value=-k.lr)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.complex64], ids=str)
@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize("weight_decay", [0, 0.1])
def test_rmsprop_is_bitwise_torchs(pair, dtype: Any, foreach: bool, weight_decay: float) -> None:
    own = SimpleNamespace(RMSprop=RMSprop)
    settings = {"foreach": foreach, "weight_decay": weight_decay}
    both = pair("RMSprop", settings, dtype=dtype, classes=(own, torch.optim))
    both.step(4)
    for a, b in zip(both.our_params, both.their_params, strict=True):
        assert torch.equal(a, b)
        assert list(both.our.state[a]) == list(both.their.state[b])
        assert torch.equal(both.our.state[a]["square_avg"], both.their.state[b]["square_avg"])
