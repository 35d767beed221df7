"""Adagrad: its formula, hyper-parameters, state and update rule. Lists and devices: engine/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

import torch
from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one Adagrad step; None leaves its term out."""

    lr: float  # γₜ = γ / (1 + (t − 1) η)
    eps: float  # ε
    decay: float | None  # λ


class Adagrad(Optimizer):
    """Adaptive gradient: g over the root of the sum of all g² so far.

    γₜ ← γ / (1 + (t − 1) η)
    gₜ ← ∇f(θₜ₋₁)                      −∇f(θₜ₋₁) to maximize
    gₜ ← gₜ + λ θₜ₋₁                    weight decay
    sₜ ← sₜ₋₁ + gₜ²                     s₀ = τ
    θₜ ← θₜ₋₁ − γₜ gₜ / (√sₜ + ε)

    Hyper-parameters: ``lr`` γ = 1e-2, ``lr_decay`` η = 0, ``weight_decay`` λ = 0,
    ``initial_accumulator_value`` τ = 0 (one for all groups), ``eps`` ε = 1e-10.
    State, made when the optimizer is: ``step`` t (0-d), ``sum`` s shaped like the parameter.
    A sparse gradient changes θ and s only where it has rows.
    Raises ValueError for a hyper-parameter out of range, RuntimeError for a sparse gradient
    with weight decay or a fused step.
    Source: Duchi, Hazan and Singer, JMLR 12, 2011.
    """

    legacy: ClassVar[Mapping[str, Any]] = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "fused": None,
    }

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not lr_decay >= 0.0:
            raise ValueError(f"Invalid lr_decay value: {lr_decay}")
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        start = initial_accumulator_value
        if not start >= 0.0:
            raise ValueError(f"Invalid initial_accumulator_value value: {start}")
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": start,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)
        for group in self.param_groups:
            self._init_states(group, group["params"])

    def state_names(self, group: Group) -> tuple[str, ...]:  # noqa: ARG002
        return ("step", "sum")

    def initial(self, group: Group, p: Tensor, name: str) -> Tensor:
        if name != "sum":
            return super().initial(group, p, name)
        start = self.defaults["initial_accumulator_value"]
        fill = complex(start, start) if p.is_complex() else start
        return torch.full_like(p, fill, memory_format=torch.preserve_format)

    def share_memory(self) -> None:
        """Move every ``sum`` to shared memory, where several processes may train on it."""
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p]["sum"].share_memory_()

    def check(self, group: Group, p: Tensor, state: State) -> None:  # noqa: ARG002
        if p.grad is not None and p.grad.is_sparse:
            if group["fused"]:
                raise RuntimeError("`fused` does not support sparse grad or complex param")
            if group["weight_decay"] != 0:
                raise RuntimeError("weight_decay option is not compatible with sparse gradients")

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:  # noqa: ARG002
        return Terms(
            lr=scalar(group["lr"]) / (1 + (t - 1) * group["lr_decay"]),
            eps=group["eps"],
            decay=group["weight_decay"] if group["weight_decay"] != 0 else None,
        )

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        s = state["sum"]
        if k.decay is not None:
            g = g.add(p, alpha=k.decay)  # g ← g + λθ
        cls.accumulate(s, g)
        p.addcdiv_(g, cls.denominator(s, k), value=-k.lr)  # θ ← θ − γₜ g / (√s + ε)

    @classmethod
    def accumulate(cls, s: Tensor, g: Tensor) -> None:
        s.addcmul_(g, g)  # s ← s + g²

    @classmethod
    def denominator(cls, s: Tensor, k: Terms) -> Tensor:
        return s.sqrt().add_(k.eps)  # √s + ε

    @classmethod
    def sparse_rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        """``rule`` at the rows of ``g``; not lifted, as torch divides here before it scales."""
        g, s = g.coalesce(), state["sum"]  # a row that is there twice is one, and squared as one
        at, values = g.indices(), g.values()
        if p.is_complex():  # by components, as in a dense gradient; torch squares the whole number
            p, s, values = (torch.view_as_real(x) for x in (p, s, values))

        def rows(values: Tensor) -> Tensor:
            return torch.sparse_coo_tensor(
                at, values, p.shape, is_coalesced=True, check_invariants=False
            )

        s.add_(rows(values.pow(2)))
        root = s.sparse_mask(rows(values)).values().sqrt_().add_(k.eps)
        p.add_(rows(values / root), alpha=-k.lr)
