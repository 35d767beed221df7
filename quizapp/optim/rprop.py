"""Rprop: its formula, hyper-parameters, state and update rule. Lists and devices: engine/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

import torch
from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State


class Terms(NamedTuple):
    """The scalars of one Rprop step."""

    shrink: float  # η⁻
    grow: float  # η⁺
    least: float  # Δmin
    most: float  # Δmax


class Rprop(Optimizer):
    """Resilient backpropagation: each element has a step of its own; only signs of g count.

    gₜ ← ∇f(θₜ₋₁)                               −∇f(θₜ₋₁) to maximize
    Δₜ ← η⁺ Δₜ₋₁     where gₜ gₜ₋₁ > 0
         η⁻ Δₜ₋₁     where gₜ gₜ₋₁ < 0; there gₜ ← 0, so no step now, and none of it remembered
         Δₜ₋₁        elsewhere
    Δₜ ← min(max(Δₜ, Δmin), Δmax)
    θₜ ← θₜ₋₁ − Δₜ sign(gₜ)

    Hyper-parameters: ``lr`` Δ₀ = 1e-2 (read once, then Δ goes its way), ``etas`` (η⁻, η⁺) =
    (0.5, 1.2), ``step_sizes`` (Δmin, Δmax) = (1e-6, 50). For whole batches: gradients of
    minibatches change sign by chance.
    State: ``step`` t (0-d), ``prev`` the last g, ``step_size`` Δ, each shaped like the parameter.
    Raises ValueError for a hyper-parameter out of range, RuntimeError for a sparse gradient.
    Source: Riedmiller and Braun, ICNN 1993; without going back after a change of sign.
    """

    captures_on_xla: ClassVar[tuple[bool, bool]] = (True, True)

    legacy: ClassVar[Mapping[str, Any]] = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "capturable": False,
    }

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        defaults = {
            "lr": lr,
            "etas": etas,
            "step_sizes": step_sizes,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults, fused=fused)

    def state_names(self, group: Group) -> tuple[str, ...]:  # noqa: ARG002
        return ("step", "prev", "step_size")

    def initial(self, group: Group, p: Tensor, name: str) -> Tensor:
        if name != "step_size":
            return super().initial(group, p, name)
        lr = float(group["lr"])
        like = p if p.grad is None else p.grad
        return torch.full_like(like, complex(lr, lr) if p.is_complex() else lr)

    def check(self, group: Group, p: Tensor, state: State) -> None:  # noqa: ARG002
        if p.grad is not None and p.grad.is_sparse:
            raise RuntimeError("Rprop does not support sparse gradients")

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:  # noqa: ARG002
        return Terms(*group["etas"], *group["step_sizes"])

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        step, last = state["step_size"], state["prev"]
        turn = g.mul(last).sign_()  # 1 where the slope kept its sign, −1 where it turned, else 0
        turned = turn.lt(0)
        factor = turn.masked_fill(turn.eq(0), 1).masked_fill_(turn.gt(0), k.grow)
        step.mul_(factor.masked_fill_(turned, k.shrink))  # Δ ← η⁺Δ, η⁻Δ or Δ
        cls.bound(step, k)
        g = cls.forget(g, turned)
        cls.move(p, g, step)
        last.copy_(g)

    @classmethod
    def bound(cls, step: Tensor, k: Terms) -> None:
        step.clamp_(k.least, k.most)  # Δmin ≤ Δ ≤ Δmax

    @classmethod
    def forget(cls, g: Tensor, turned: Tensor) -> Tensor:
        return g.masked_fill(turned, 0)  # g ← 0 where it turned

    @classmethod
    def move(cls, p: Tensor, g: Tensor, step: Tensor) -> None:
        p.addcmul_(g.sign(), step, value=-1)  # θ ← θ − Δ sign(g)
