"""Adadelta: its formula, hyper-parameters, state and update rule. Lists and devices: engine/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one Adadelta step; None leaves its term out."""

    lr: float  # γ
    rho: float  # ρ
    eps: float  # ε
    decay: float | None  # λ


class Adadelta(Optimizer):
    """Steps in the units of θ: the root mean square of past steps over that of gradients.

    gₜ ← ∇f(θₜ₋₁)                      −∇f(θₜ₋₁) to maximize
    gₜ ← gₜ + λ θₜ₋₁                    weight decay
    vₜ ← ρ vₜ₋₁ + (1 − ρ) gₜ²
    Δₜ ← gₜ √(uₜ₋₁ + ε) / √(vₜ + ε)     ε starts it: u₀ = 0
    uₜ ← ρ uₜ₋₁ + (1 − ρ) Δₜ²
    θₜ ← θₜ₋₁ − γ Δₜ                    u never sees γ

    Hyper-parameters: ``lr`` γ = 1 (the paper has none), ``rho`` ρ = 0.9, ``eps`` ε = 1e-6,
    ``weight_decay`` λ = 0.
    State: ``step`` t (0-d), ``square_avg`` v and ``acc_delta`` u, each shaped like the parameter.
    Raises ValueError for a hyper-parameter out of range, RuntimeError for a sparse gradient.
    Source: Zeiler, arXiv:1212.5701.
    """

    whole_sums: ClassVar[frozenset[str]] = frozenset({"add", "add_"})
    captures_on_xla: ClassVar[tuple[bool, bool]] = (False, False)

    legacy: ClassVar[Mapping[str, Any]] = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "capturable": False,
    }

    def __init__(
        self,
        params: Params,
        lr: Number = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults, fused=fused)

    def state_names(self, group: Group) -> tuple[str, ...]:  # noqa: ARG002
        return ("step", "square_avg", "acc_delta")

    def check(self, group: Group, p: Tensor, state: State) -> None:  # noqa: ARG002
        if p.grad is not None and p.grad.is_sparse:
            raise RuntimeError("Adadelta does not support sparse gradients")

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:  # noqa: ARG002
        return Terms(
            lr=scalar(group["lr"]),
            rho=group["rho"],
            eps=group["eps"],
            decay=group["weight_decay"] if group["weight_decay"] != 0 else None,
        )

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        v, u = state["square_avg"], state["acc_delta"]
        if k.decay is not None:
            g = g.add(p, alpha=k.decay)  # g ← g + λθ
        v.mul_(k.rho).addcmul_(g, g, value=1 - k.rho)  # v ← ρv + (1−ρ)g²
        root = v.add(k.eps).sqrt_()
        delta = cls.numerator(u, k).div_(root).mul_(g)  # Δ ← g √(u + ε) / √(v + ε)
        cls.remember(u, delta, k)
        p.add_(delta, alpha=-k.lr)  # θ ← θ − γΔ

    @classmethod
    def numerator(cls, u: Tensor, k: Terms) -> Tensor:
        return u.add(k.eps).sqrt_()  # √(u + ε)

    @classmethod
    def remember(cls, u: Tensor, delta: Tensor, k: Terms) -> None:
        u.mul_(k.rho).addcmul_(delta, delta, value=1 - k.rho)  # u ← ρu + (1−ρ)Δ²
