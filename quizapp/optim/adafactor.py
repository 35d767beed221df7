"""Adafactor: its formula, hyper-parameters, state and update rule. Lists and devices: engine/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, cast

import torch
from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one Adafactor step for tensors of one shape; None leaves its term out."""

    shrink: float | None  # 1 − γλ
    fresh: float  # 1 − β̂₂ₜ
    rho: float  # ρₜ
    eps1: float  # ε₁
    eps2: float  # ε₂
    clip: float  # d
    root: float  # √(elements), of none 1, to turn a norm into a root of a mean square
    rows: int
    cols: int


class Adafactor(Optimizer):
    """Adam's v of a matrix kept as one number a row and one a column; steps relative to θ's size.

    Gₜ ← ∇f(θₜ₋₁)                        −∇f(θₜ₋₁) to maximize
    β̂₂ₜ ← 1 − t^τ,   ρₜ ← min(γ, 1/√t),   αₜ ← max(ε₂, RMS(θₜ₋₁)) ρₜ
    θₜ₋₁ ← θₜ₋₁ − γλ θₜ₋₁                 weight decay
    Rₜ ← β̂₂ₜ Rₜ₋₁ + (1 − β̂₂ₜ) mean of Gₜ² along rows;   Cₜ alike along columns
    V̂ₜ ← Rₜ Cₜ / max(mean of Rₜ, ε₁)      a vector keeps V̂ whole, as Adam does
    Uₜ ← Gₜ / max(√V̂ₜ, ε₁),   Ûₜ ← Uₜ / max(1, RMS(Uₜ) / d)
    θₜ ← θₜ₋₁ − αₜ Ûₜ

    Hyper-parameters: ``lr`` γ = 1e-2, ``beta2_decay`` τ = −0.8, ``eps`` (ε₁, ε₂) = (None, 1e-3),
    None for the precision of the parameter's dtype, ``d`` = 1, ``weight_decay`` λ = 0.
    State: ``step`` t (0-d); ``row_var`` R and ``col_var`` C over the last two dimensions, or
    ``variance`` V̂ for a vector or a number.
    Rows, columns and norms are not elementwise: lists take tensors of one shape together, only
    when asked to, as torch's do for the memory they need, and not on a CPU, where the loop is
    faster and runs instead; ``fused=True`` has a kernel for matrices and one for vectors.
    Raises ValueError for a hyper-parameter out of range, RuntimeError for a complex parameter or
    a sparse gradient.
    Source: Shazeer and Stern, arXiv:1804.04235; γ in ρ and in the decay, and ε₁, are torch's.
    """

    legacy: ClassVar[Mapping[str, Any]] = {"foreach": None}
    elementwise: ClassVar[bool] = False
    whole: ClassVar[bool] = True
    partial_state: ClassVar[frozenset[str]] = frozenset({"row_var", "col_var", "variance"})

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Learning rate should be >= 0 but is: {lr}")
        if not beta2_decay <= 0.0:
            raise ValueError(f"beta2_decay should be <= 0 but is: {beta2_decay}")
        if eps[0] is not None and not eps[0] >= 0.0:
            raise ValueError(f"epsilon1 should be >= 0 but is: {eps[0]}")
        if not eps[1] >= 0.0:
            raise ValueError(f"epsilon2 should be >= 0 but is: {eps[1]}")
        if not d >= 1.0:
            raise ValueError(f"Clipping threshold d should be >= 1 but is: {d}")
        if not weight_decay >= 0.0:
            raise ValueError(f"weight_decay should be >= 0 but is: {weight_decay}")
        defaults = {
            "lr": lr,
            "beta2_decay": beta2_decay,
            "eps": eps,
            "d": d,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
        }
        super().__init__(params, defaults, fused=fused)

    def state_names(self, group: Group) -> tuple[str, ...]:  # noqa: ARG002
        return ("step", "row_var", "col_var", "variance")

    def keeps(self, p: Tensor, name: str) -> bool:
        return (name == "variance") == (p.dim() < 2)

    def initial(self, group: Group, p: Tensor, name: str) -> Tensor:
        if name == "step":
            return super().initial(group, p, name)
        grad = cast(Tensor, p.grad)
        if name == "variance":
            return torch.zeros_like(grad, memory_format=torch.preserve_format)
        shape = list(grad.shape)
        shape[-1 if name == "row_var" else -2] = 1
        return grad.new_zeros(shape)

    def check(self, group: Group, p: Tensor, state: State) -> None:  # noqa: ARG002
        if p.is_complex():
            raise RuntimeError("Adafactor does not support complex parameters")
        if p.grad is not None and p.grad.is_sparse:
            raise RuntimeError("Adafactor does not support sparse gradients")

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:
        lr, decay, (eps1, eps2) = scalar(group["lr"]), group["weight_decay"], group["eps"]
        slow: Any = 1 / t**0.5
        matrix = like.dim() > 1
        return Terms(
            shrink=1 - lr * decay if decay != 0 else None,
            fresh=t ** group["beta2_decay"],
            rho=cast(Any, slow.clamp_max(lr)) if isinstance(slow, Tensor) else min(lr, slow),
            eps1=torch.finfo(like.dtype).eps if eps1 is None else eps1,
            eps2=eps2,
            clip=group["d"],
            root=max(like.numel(), 1) ** 0.5,
            rows=like.size(-2) if matrix else 1,
            cols=like.size(-1) if matrix else 1,
        )

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        size = cls.size(p, k)
        if k.shrink is not None:
            p.mul_(k.shrink)  # θ ← θ − γλθ
        v = cls.variance(g, state, k).clamp_min_(k.eps1 * k.eps1)
        u = v.rsqrt_().mul_(g)  # U ← G / max(√V̂, ε₁)
        p.add_(u, alpha=-(size * k.rho / cls.excess(u, k)))  # θ ← θ − αÛ

    @classmethod
    def size(cls, p: Tensor, k: Terms) -> Any:
        return at_least(k.eps2, length(p) / k.root)  # max(ε₂, RMS(θ))

    @classmethod
    def excess(cls, u: Tensor, k: Terms) -> Any:
        return at_least(1.0, length(u) / (k.root * k.clip))  # max(1, RMS(U) / d)

    @classmethod
    def variance(cls, g: Tensor, state: State, k: Terms) -> Tensor:
        """V̂ as a tensor of its own, after the state took in G²."""
        if "variance" in state:
            v = state["variance"]
            v.lerp_(g.mul(g), k.fresh)  # V̂ ← β̂₂V̂ + (1−β̂₂)G²
            return v.clone()
        row, col = state["row_var"], state["col_var"]
        row.lerp_(g.norm(2, -1, True).square_().div_(k.cols), k.fresh)  # R ← β̂₂R + (1−β̂₂)G²1
        col.lerp_(g.norm(2, -2, True).square_().div_(k.rows), k.fresh)  # C ← β̂₂C + (1−β̂₂)1ᵀG²
        return row.mul(col).div_(row.mean(-2, True).clamp_min_(k.eps1))  # V̂ ← RC / mean R


def length(x: Tensor) -> Any:
    """‖x‖ in double precision: a number if it is at hand, else a tensor: nothing waits for it."""
    norm: Any = x.norm(2)
    at_hand = type(norm) is Tensor and norm.is_cpu and not torch.compiler.is_compiling()
    return norm.item() if at_hand else norm.double()


def at_least(least: float, x: Any) -> Any:
    return max(least, x) if isinstance(x, float) else x.clamp_min(least)
