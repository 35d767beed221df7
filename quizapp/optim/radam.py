"""RAdam: its formula, hyper-parameters, state and update rule. Lists and devices: engine/."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one RAdam step; None leaves its term out."""

    shrink: float | None  # 1 − γλ, decoupled decay
    decay: float | None  # λ, coupled decay
    beta1: float  # β₁
    beta2: float  # β₂
    correction: float  # 1 − β₁ᵗ
    lr: float  # γ
    # While ρₜ ≤ 5 these four make l = r = 1, so that one formula serves both cases.
    cap: float | None  # of v: none, or 0
    eps: float  # ε, or 1
    root: float  # √(1 − β₂ᵗ), or 1
    rect: float  # rₜ, or 1


class RAdam(Optimizer):
    """Adam that trusts v only once it rests on enough gradients, and is plain momentum until then.

    gₜ ← ∇f(θₜ₋₁)                        −∇f(θₜ₋₁) to maximize
    gₜ ← gₜ + λ θₜ₋₁                      weight decay  (decoupled: θₜ₋₁ ← θₜ₋₁ − γλ θₜ₋₁)
    mₜ ← β₁ mₜ₋₁ + (1 − β₁) gₜ,   m̂ₜ ← mₜ / (1 − β₁ᵗ)
    vₜ ← β₂ vₜ₋₁ + (1 − β₂) gₜ²
    ρ∞ ← 2 / (1 − β₂) − 1,   ρₜ ← ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)      gradients that v amounts to
    rₜ ← √((ρₜ−4)(ρₜ−2) ρ∞ / ((ρ∞−4)(ρ∞−2) ρₜ)),   lₜ ← √(1 − β₂ᵗ) / (√vₜ + ε)
    θₜ ← θₜ₋₁ − γ m̂ₜ rₜ lₜ  where ρₜ > 5  (with β₂ = 0.999, from the sixth step),  else θₜ₋₁ − γ m̂ₜ

    Hyper-parameters: ``lr`` γ = 1e-3, ``betas`` (β₁, β₂) = (0.9, 0.999), ``eps`` ε = 1e-8,
    ``weight_decay`` λ = 0, ``decoupled_weight_decay`` = False.
    State: ``step`` t (0-d), ``exp_avg`` m and ``exp_avg_sq`` v, shaped like the parameter.
    Raises ValueError for a hyper-parameter out of range, RuntimeError for a sparse gradient.
    Source: Liu et al., "On the variance of the adaptive learning rate", arXiv:1908.03265.
    """

    legacy: ClassVar[Mapping[str, Any]] = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "decoupled_weight_decay": False,
        "capturable": False,
    }
    whole_sums: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        for i, beta in enumerate(betas[:2]):
            if not 0.0 <= beta < 1.0:
                raise ValueError(f"Invalid beta parameter at index {i}: {beta}")
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults, fused=fused)

    def state_names(self, group: Group) -> tuple[str, ...]:  # noqa: ARG002
        return ("step", "exp_avg", "exp_avg_sq")

    def check(self, group: Group, p: Tensor, state: State) -> None:  # noqa: ARG002
        if p.grad is not None and p.grad.is_sparse:
            raise RuntimeError("RAdam does not support sparse gradients")

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:  # noqa: ARG002
        lr, decay, (beta1, beta2) = scalar(group["lr"]), group["weight_decay"], group["betas"]
        decoupled = group["decoupled_weight_decay"]
        k = Terms(
            shrink=1 - lr * decay if decay != 0 and decoupled else None,
            decay=decay if decay != 0 and not decoupled else None,
            beta1=beta1,
            beta2=beta2,
            correction=1 - beta1**t,
            lr=lr,
            cap=0.0,
            eps=1.0,
            root=1.0,
            rect=1.0,
        )
        return self.rectified(k, group, t)

    @classmethod
    def rectified(cls, k: Terms, group: Group, t: Any) -> Terms:
        """The terms of plain momentum, or where ρₜ > 5 those of an adaptive step."""
        far = 2 / (1 - k.beta2) - 1  # ρ∞
        correction = 1 - k.beta2**t
        rho = -(2 * t * k.beta2**t / correction) + far
        if isinstance(t, float):
            if rho <= 5.0:
                return k
            rect = ((rho - 4) * (rho - 2) * far / ((far - 4) * (far - 2) * rho)) ** 0.5
            cap = math.inf if group.get("fused") else None  # one kernel for both cases
            return k._replace(cap=cap, eps=group["eps"], root=correction**0.5, rect=rect)
        few, enough = rho.le(5.0), rho.gt(5.0)  # nobody may look: compute both, choose here
        rect = (rho - 4) * (rho - 2) * far / (rho * ((far - 4) * (far - 2)))
        return k._replace(
            cap=rho.masked_fill(few, 0.0).masked_fill(enough, math.inf),
            eps=rho.masked_fill(few, 1.0).masked_fill(enough, group["eps"]),
            root=correction.sqrt().masked_fill(few, 1.0),
            rect=rect.sqrt().masked_fill(few, 1.0),
        )

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        m, v = state["exp_avg"], state["exp_avg_sq"]
        if k.shrink is not None:
            p.mul_(k.shrink)  # θ ← θ − γλθ
        if k.decay is not None:
            g = g.add(p, alpha=k.decay)  # g ← g + λθ
        m.lerp_(g, 1 - k.beta1)  # m ← β₁m + (1−β₁)g
        v.mul_(k.beta2).addcmul_(g, g, value=1 - k.beta2)  # v ← β₂v + (1−β₂)g²
        d = v.sqrt() if k.cap is None else v.clamp_max(k.cap).sqrt_()
        adaptive = d.add_(k.eps).reciprocal_().mul_(k.root)  # l ← √(1−β₂ᵗ) / (√v + ε)
        p.sub_(m.div(k.correction).mul_(k.lr).mul_(adaptive).mul_(k.rect))  # θ ← θ − γ m̂ l r
