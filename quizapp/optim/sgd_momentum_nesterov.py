"""SGDMomentumNesterov, the worked example of docs/own-optimizer.md: an optimizer in one file.

Not in torch. With coupled decay it is SGD, bit for bit, and so says the arithmetic of SGD again:
the example is to be read by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one step; None leaves its term out."""

    lr: float  # γ
    shrink: float | None  # 1 − γλ, decoupled decay
    decay: float | None  # λ, coupled decay
    momentum: float | None  # μ
    gain: float  # 1 − τ
    nesterov: bool
    first: bool  # t = 1


class SGDMomentumNesterov(Optimizer):
    """SGD with momentum, Nesterov's lookahead, and weight decay of either kind.

    gₜ ← ∇f(θₜ₋₁)                      −∇f(θₜ₋₁) to maximize
    gₜ ← gₜ + λ θₜ₋₁                    coupled decay: it enters the momentum
    θₜ₋₁ ← θₜ₋₁ − γλ θₜ₋₁               or decoupled: it does not
    bₜ ← μ bₜ₋₁ + (1 − τ) gₜ            momentum; b₁ ← g₁, undamped
    dₜ ← gₜ + μ bₜ  (nesterov)  or  bₜ
    θₜ ← θₜ₋₁ − γ dₜ

    Hyper-parameters: ``lr`` γ = 1e-3, ``momentum`` μ = 0, ``dampening`` τ = 0,
    ``weight_decay`` λ = 0, ``nesterov`` = False (needs μ > 0 and τ = 0),
    ``decoupled_weight_decay`` = False.
    State: ``momentum_buffer`` b, like the gradient, made when the first one comes; none if μ = 0.
    Raises ValueError for a hyper-parameter out of range.
    Sources: Sutskever, Martens, Dahl and Hinton, ICML 2013; decoupled decay: Loshchilov and
    Hutter, arXiv:1711.05101, algorithm 1.
    """

    legacy: ClassVar[Mapping[str, Any]] = {"decoupled_weight_decay": False}  # an SGD checkpoint's

    whole_sums = frozenset({"add", "add_"})  # of complex numbers, so as to round like SGD

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        decoupled_weight_decay: bool = False,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not 0.0 <= momentum <= 1.0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if nesterov and (momentum == 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults, fused=fused)

    def state_names(self, group: Group) -> tuple[str, ...]:
        return ("momentum_buffer",) if group["momentum"] != 0 else ()

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:  # noqa: ARG002
        lr, decay = scalar(group["lr"]), group["weight_decay"]
        decoupled = group["decoupled_weight_decay"]
        return Terms(
            lr=lr,
            shrink=1 - lr * decay if decay != 0 and decoupled else None,
            decay=decay if decay != 0 and not decoupled else None,
            momentum=group["momentum"] if group["momentum"] != 0 else None,
            gain=1 - group["dampening"],
            nesterov=group["nesterov"],
            first=t == 1,
        )

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        if k.decay is not None:
            g = g.add(p, alpha=k.decay)  # g ← g + λθ
        if k.shrink is not None:
            p.mul_(k.shrink)  # θ ← θ − γλθ
        d = g
        if k.momentum is not None:
            b = state["momentum_buffer"]
            if k.first:
                b.copy_(g)  # b₁ ← g₁
            else:
                b.mul_(k.momentum).add_(g, alpha=k.gain)  # b ← μb + (1−τ)g
            d = g.add(b, alpha=k.momentum) if k.nesterov else b  # d ← g + μb, or b
        p.add_(d, alpha=-k.lr)  # θ ← θ − γd
