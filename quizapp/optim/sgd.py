"""SGD: its formula, hyper-parameters, state and update rule. Lists and devices live in engine/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one SGD step; None leaves its term out."""

    lr: float  # γ
    decay: float | None  # λ
    momentum: float | None  # μ
    gain: float  # 1 − τ
    nesterov: bool
    first: bool  # t = 1


class SGD(Optimizer):
    """Stochastic gradient descent with momentum, Nesterov's lookahead and L2 decay.

    gₜ ← ∇f(θₜ₋₁)                      −∇f(θₜ₋₁) to maximize
    gₜ ← gₜ + λ θₜ₋₁                    weight decay
    bₜ ← μ bₜ₋₁ + (1 − τ) gₜ            momentum; b₁ ← g₁, undamped
    gₜ ← gₜ + μ bₜ  (nesterov)  or  bₜ
    θₜ ← θₜ₋₁ − γ gₜ

    Hyper-parameters: ``lr`` γ = 1e-3, ``momentum`` μ = 0, ``dampening`` τ = 0,
    ``weight_decay`` λ = 0, ``nesterov`` = False (needs μ > 0 and τ = 0).
    State: ``momentum_buffer`` b, shaped like the parameter; none while μ = 0.
    Raises ValueError for a hyper-parameter out of range.
    Source: Sutskever, Martens, Dahl and Hinton, ICML 2013, with γ outside the buffer.
    """

    whole_sums: ClassVar[frozenset[str]] = frozenset({"add", "add_"})

    legacy: ClassVar[Mapping[str, Any]] = {
        "nesterov": False,
        "maximize": False,
        "foreach": None,
        "differentiable": False,
        "fused": False,
    }

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: Number = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if lr < 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if momentum < 0.0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        if weight_decay < 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)

    def state_names(self, group: Group) -> tuple[str, ...]:
        return ("momentum_buffer",) if group["momentum"] != 0 else ()

    def check(self, group: Group, p: Tensor, state: State) -> None:  # noqa: ARG002
        if group["fused"] and p.grad is not None and p.grad.is_sparse:
            raise RuntimeError("`_fused_sgd` does not support sparse gradients")

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:  # noqa: ARG002
        return Terms(
            lr=scalar(group["lr"]),
            decay=group["weight_decay"] if group["weight_decay"] != 0 else None,
            momentum=group["momentum"] if group["momentum"] != 0 else None,
            gain=1 - group["dampening"],
            nesterov=group["nesterov"],
            first=t == 1,
        )

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        if k.decay is not None:
            g = g.add(p, alpha=k.decay)  # g ← g + λθ
        if k.momentum is not None:
            b = state["momentum_buffer"]
            if k.first:
                cls.start(b, g, k)
            else:
                b.mul_(k.momentum).add_(g, alpha=k.gain)  # b ← μb + (1−τ)g
            g = g.add(b, alpha=k.momentum) if k.nesterov else b  # g ← g + μb, or b
        p.add_(g, alpha=-k.lr)  # θ ← θ − γg

    @classmethod
    def start(cls, b: Tensor, g: Tensor, k: Terms) -> None:  # noqa: ARG003
        b.copy_(g)  # b₁ ← g₁
