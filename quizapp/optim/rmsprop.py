"""RMSprop: its formula, hyper-parameters, state and update rule. Lists and devices: engine/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one RMSprop step; None leaves its term out."""

    lr: float  # γ
    alpha: float  # α
    eps: float  # ε
    decay: float | None  # λ
    momentum: float | None  # μ
    centered: bool


class RMSprop(Optimizer):
    """Root mean square propagation: g over the root of a running mean of g².

    gₜ ← ∇f(θₜ₋₁)                      −∇f(θₜ₋₁) to maximize
    gₜ ← gₜ + λ θₜ₋₁                    weight decay
    vₜ ← α vₜ₋₁ + (1 − α) gₜ²
    mₜ ← α mₜ₋₁ + (1 − α) gₜ            centered: vₜ − mₜ², the variance, in place of vₜ below
    bₜ ← μ bₜ₋₁ + gₜ / (√vₜ + ε)        momentum; else bₜ ← gₜ / (√vₜ + ε)
    θₜ ← θₜ₋₁ − γ bₜ

    ε stands outside the root, where TensorFlow has it inside. No bias is corrected: v starts
    at 0, so the first steps are up to 1/√(1 − α) times γ long.

    Hyper-parameters: ``lr`` γ = 1e-2, ``alpha`` α = 0.99, ``eps`` ε = 1e-8,
    ``weight_decay`` λ = 0, ``momentum`` μ = 0, ``centered`` = False.
    State: ``step`` t (0-d), ``square_avg`` v, with momentum ``momentum_buffer`` b and, if
    centered, ``grad_avg`` m, each shaped like the parameter.
    Raises ValueError for a hyper-parameter out of range, RuntimeError for a sparse gradient.
    Sources: Hinton, lecture 6e of Neural Networks for Machine Learning, 2012; centered:
    Graves, arXiv:1308.0850.
    """

    captures_on_xla: ClassVar[tuple[bool, bool]] = (True, True)

    legacy: ClassVar[Mapping[str, Any]] = {
        "momentum": 0,
        "centered": False,
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "capturable": False,
    }

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        *,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        if not momentum >= 0.0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if not alpha >= 0.0:
            raise ValueError(f"Invalid alpha value: {alpha}")
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults, fused=fused)

    def state_names(self, group: Group) -> tuple[str, ...]:
        names = ["step", "square_avg"]
        if group["momentum"] > 0:
            names.append("momentum_buffer")
        if group["centered"]:
            names.append("grad_avg")
        return tuple(names)

    def check(self, group: Group, p: Tensor, state: State) -> None:  # noqa: ARG002
        if p.grad is not None and p.grad.is_sparse:
            raise RuntimeError("RMSprop does not support sparse gradients")

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:  # noqa: ARG002
        return Terms(
            lr=scalar(group["lr"]),
            alpha=group["alpha"],
            eps=group["eps"],
            decay=group["weight_decay"] if group["weight_decay"] != 0 else None,
            momentum=group["momentum"] if group["momentum"] > 0 else None,
            centered=group["centered"],
        )

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        v, m = state["square_avg"], None
        if k.decay is not None:
            g = g.add(p, alpha=k.decay)  # g ← g + λθ
        v.mul_(k.alpha).addcmul_(g, g, value=1 - k.alpha)  # v ← αv + (1−α)g²
        if k.centered:
            m = state["grad_avg"]
            m.lerp_(g, 1 - k.alpha)  # m ← αm + (1−α)g
        d = cls.denominator(v, m, k)
        if k.momentum is not None:
            b = state["momentum_buffer"]
            b.mul_(k.momentum).addcdiv_(g, d)  # b ← μb + g / (√v + ε)
            p.add_(b, alpha=-k.lr)  # θ ← θ − γb
        else:
            p.addcdiv_(g, d, value=-k.lr)  # θ ← θ − γ g / (√v + ε)

    @classmethod
    def denominator(cls, v: Tensor, m: Tensor | None, k: Terms) -> Tensor:
        root = v.sqrt() if m is None else v.addcmul(m, m, value=-1).sqrt_()  # √v or √(v − m²)
        return root.add_(k.eps)
