"""Muon: its formula, hyper-parameters, state and update rule. Devices live in engine/."""

from __future__ import annotations

import math
from typing import ClassVar, NamedTuple

from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one Muon step for matrices of one shape."""

    shrink: float  # 1 − γλ
    momentum: float  # μ
    nesterov: bool
    step: float  # γ, adjusted to the shape
    tall: bool  # more rows than columns
    coefficients: tuple[float, float, float]  # a, b, c
    iterations: int  # k
    eps: float  # ε


class Muon(Optimizer):
    """Momentum, orthogonalized: every direction of a matrix of weights moves about equally far.

    Gₜ ← ∇f(θₜ₋₁)
    Bₜ ← μ Bₜ₋₁ + (1 − μ) Gₜ
    B̃ₜ ← (1 − μ) Gₜ + μ Bₜ  (nesterov)  or  Bₜ
    X ← B̃ₜ / max(‖B̃ₜ‖, ε), transposed if tall; k times:
        X ← aX + (bA + cA²) X,   A = XXᵀ     Newton-Schulz, in bfloat16: all singular values near 1
    θₜ ← θₜ₋₁ − γλ θₜ₋₁ − γ s X,   s = √max(1, rows/columns)  or  0.2 √max(rows, columns)

    Hyper-parameters: ``lr`` γ = 1e-3, ``weight_decay`` λ = 0.1, ``momentum`` μ = 0.95,
    ``nesterov`` = True, ``ns_coefficients`` (a, b, c) = (3.4445, −4.775, 2.0315), ``eps`` ε = 1e-7,
    ``ns_steps`` k = 5, ``adjust_lr_fn`` "original" (or None) or "match_rms_adamw" for s.
    State: ``momentum_buffer`` B, shaped like the parameter.
    Products of matrices are torch's kernels in any case and, profiled on a CPU, take 74 % of a
    step at 1000 x 512 and 83 % at GPT-2's 768 x 2304 and 768 x 768: no engine could halve that.
    There are no lists, and ``fused=True`` runs the loop.
    Raises ValueError for a hyper-parameter out of range or a parameter that is not a matrix,
    RuntimeError for a complex parameter or a sparse gradient.
    Sources: Jordan et al., kellerjordan.github.io/posts/muon, 2024; Liu et al., arXiv:2502.16982.
    """

    elementwise: ClassVar[bool] = False

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.7750, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
        *,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Learning rate should be >= 0 but is: {lr}")
        if not momentum >= 0.0:
            raise ValueError(f"momentum should be >= 0 but is: {momentum}")
        if not weight_decay >= 0.0:
            raise ValueError(f"weight decay should be >= 0 but is: {weight_decay}")
        if adjust_lr_fn not in (None, "original", "match_rms_adamw"):
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        defaults = {
            "lr": lr,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "nesterov": nesterov,
            "ns_coefficients": ns_coefficients,
            "eps": eps,
            "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn,
        }
        super().__init__(params, defaults, fused=fused)
        for p in (p for group in self.param_groups for p in group["params"]):
            if p.ndim != 2:
                raise ValueError(
                    "Muon only supports 2D parameters whereas we found a parameter with size: "
                    f"{p.size()}"
                )

    def state_names(self, group: Group) -> tuple[str, ...]:  # noqa: ARG002
        return ("momentum_buffer",)

    def check(self, group: Group, p: Tensor, state: State) -> None:  # noqa: ARG002
        if p.is_complex():
            raise RuntimeError("Muon does not support complex parameters")
        if p.grad is not None and p.grad.is_sparse:
            raise RuntimeError("Muon does not support sparse gradients")
        if p.ndim != 2:  # of a group that was added later
            raise ValueError("Param gradient must be a 2D matrix")

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:  # noqa: ARG002
        if group["ns_steps"] >= 100:
            raise ValueError("Number of steps must be less than 100 for computational efficiency")
        if len(group["ns_coefficients"]) != 3:
            raise ValueError("Coefficients must be a tuple of exactly 3 values")
        lr, (rows, columns) = scalar(group["lr"]), like.shape
        ratio = math.sqrt(max(1, rows / columns)) if columns else 1.0
        if group["adjust_lr_fn"] == "match_rms_adamw":
            ratio = 0.2 * math.sqrt(max(rows, columns))
        return Terms(
            shrink=1 - lr * group["weight_decay"],
            momentum=group["momentum"],
            nesterov=group["nesterov"],
            step=lr * ratio,
            tall=rows > columns,
            coefficients=group["ns_coefficients"],
            iterations=group["ns_steps"],
            eps=group["eps"],
        )

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        b = state["momentum_buffer"]
        b.lerp_(g, 1 - k.momentum)  # B ← μB + (1−μ)G
        ahead = g.lerp(b, k.momentum) if k.nesterov else b  # B̃ ← (1−μ)G + μB, or B
        p.mul_(k.shrink)  # θ ← θ − γλθ
        p.add_(cls.orthogonal(ahead, k), alpha=-k.step)  # θ ← θ − γsX

    @classmethod
    def orthogonal(cls, m: Tensor, k: Terms) -> Tensor:
        """M with its singular values brought near 1 by an odd polynomial, k times."""
        a, b, c = k.coefficients
        x = m.bfloat16().transpose(0, 1) if k.tall else m.bfloat16()
        x = x.div(cls.norm(x).clamp_min(k.eps))  # X ← M / ‖M‖
        for _ in range(k.iterations):
            gram = x.matmul(x.transpose(0, 1))  # A ← XXᵀ
            poly = gram.addmm(gram, gram, beta=b, alpha=c)  # bA + cA²
            x = x.addmm(poly, x, beta=a)  # X ← aX + (bA + cA²)X
        return x.transpose(0, 1) if k.tall else x

    @classmethod
    def norm(cls, x: Tensor) -> Tensor:
        size: Tensor = x.norm(2)
        return size  # Frobenius: at least the largest singular value
