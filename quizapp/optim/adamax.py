"""Adamax: its formula, hyper-parameters, state and update rule. Lists and devices: engine/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one Adamax step; None leaves its term out."""

    beta1: float  # β₁
    beta2: float  # β₂
    eps: float  # ε
    decay: float | None  # λ
    step: float  # γ / (1 − β₁ᵗ)


class Adamax(Optimizer):
    """Adam under the infinity norm: a running mean of g over a fading maximum of |g|.

    gₜ ← ∇f(θₜ₋₁)                      −∇f(θₜ₋₁) to maximize
    gₜ ← gₜ + λ θₜ₋₁                    weight decay
    mₜ ← β₁ mₜ₋₁ + (1 − β₁) gₜ
    uₜ ← max(β₂ uₜ₋₁, |gₜ| + ε)
    θₜ ← θₜ₋₁ − γ mₜ / ((1 − β₁ᵗ) uₜ)   u is a maximum, not a mean: no bias to correct

    Hyper-parameters: ``lr`` γ = 2e-3, ``betas`` (β₁, β₂) = (0.9, 0.999), ``eps`` ε = 1e-8
    (the paper has none), ``weight_decay`` λ = 0.
    State: ``step`` t (0-d), ``exp_avg`` m and ``exp_inf`` u, each shaped like the parameter.
    Raises ValueError for a hyper-parameter out of range, RuntimeError for a sparse gradient.
    Source: Kingma and Ba, arXiv:1412.6980, section 7.1.
    """

    legacy: ClassVar[Mapping[str, Any]] = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "capturable": False,
    }

    def __init__(
        self,
        params: Params,
        lr: Number = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        for i in range(2):
            if not 0.0 <= betas[i] < 1.0:
                raise ValueError(f"Invalid beta parameter at index {i}: {betas[i]}")
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults, fused=fused)

    def state_names(self, group: Group) -> tuple[str, ...]:  # noqa: ARG002
        return ("step", "exp_avg", "exp_inf")

    def check(self, group: Group, p: Tensor, state: State) -> None:  # noqa: ARG002
        if p.grad is not None and p.grad.is_sparse:
            raise RuntimeError("Adamax does not support sparse gradients")

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:  # noqa: ARG002
        beta1, beta2 = group["betas"]
        return Terms(
            beta1=beta1,
            beta2=beta2,
            eps=group["eps"],
            decay=group["weight_decay"] if group["weight_decay"] != 0 else None,
            step=scalar(group["lr"]) / (1 - beta1**t),
        )

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        m, u = state["exp_avg"], state["exp_inf"]
        if k.decay is not None:
            g = g.add(p, alpha=k.decay)  # g ← g + λθ
        m.lerp_(g, 1 - k.beta1)  # m ← β₁m + (1−β₁)g
        p.addcdiv_(m, cls.largest(u, g, k), value=-k.step)  # θ ← θ − γ m̂ / u

    @classmethod
    def largest(cls, u: Tensor, g: Tensor, k: Terms) -> Tensor:
        return u.mul_(k.beta2).clamp_min_(g.abs().add_(k.eps))  # u ← max(β₂u, |g| + ε)
