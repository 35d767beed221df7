"""ASGD: its formula, hyper-parameters, state and update rule. Lists and devices: engine/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, cast

from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one ASGD step; None leaves its term out."""

    decay: float | None  # weight decay
    lambd: float  # λ
    next_eta: float  # ηₜ₊₁
    next_mu: float  # μₜ₊₁
    eta: float = 0.0  # ηₜ
    shrink: float = 1.0  # 1 − ηₜλ
    mu: float | None = None  # μₜ; None for 1


class ASGD(Optimizer):
    """Averaged SGD: plain steps of shrinking length, and beside them the mean of where they led.

    gₜ ← ∇f(θₜ₋₁)                        −∇f(θₜ₋₁) to maximize
    gₜ ← gₜ + w θₜ₋₁                      weight decay
    θₜ ← θₜ₋₁ − ηₜ λ θₜ₋₁ − ηₜ gₜ
    āₜ ← āₜ₋₁ + μₜ (θₜ − āₜ₋₁)            the average; θ itself never moves there
    ηₜ₊₁ ← γ / (1 + λγt)^α,   μₜ₊₁ ← 1 / max(1, t − t₀)

    Hyper-parameters: ``lr`` γ = 1e-2, ``lambd`` λ = 1e-4, ``alpha`` α = 0.75, ``t0`` t₀ = 1e6,
    ``weight_decay`` w = 0.
    State: ``step`` t, ``eta`` η (η₁ = γ) and ``mu`` μ (μ₁ = 1), 0-d and beside the parameter;
    ``ax`` ā, shaped like it. As η is state, a new ``lr`` acts one step late, and no gradient
    flows into it.
    Raises ValueError for a hyper-parameter out of range, RuntimeError for a sparse gradient.
    Source: Polyak and Juditsky, SIAM J. Control Optim. 30(4), 1992; schedule: Bottou, 2010.
    """

    legacy: ClassVar[Mapping[str, Any]] = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "capturable": False,
    }
    scalar_state: ClassVar[tuple[str, ...]] = ("mu", "eta")
    whole_sums: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
        *,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        defaults = {
            "lr": lr,
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults, fused=fused)

    def state_names(self, group: Group) -> tuple[str, ...]:  # noqa: ARG002
        return ("step", "eta", "mu", "ax")

    def initial(self, group: Group, p: Tensor, name: str) -> Tensor:
        if name == "ax":
            return super().initial(group, p, name)
        first = {"step": 0.0, "eta": float(group["lr"]), "mu": 1.0}[name]
        return super().initial(group, p, "step").to(p.device).fill_(first)

    def check(self, group: Group, p: Tensor, state: State) -> None:  # noqa: ARG002
        if p.grad is not None and p.grad.is_sparse:
            raise RuntimeError("ASGD does not support sparse gradients")

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:  # noqa: ARG002
        lr, lambd, since = scalar(group["lr"]), group["lambd"], t - group["t0"]
        late: Any = max(1, since) if isinstance(t, float) else cast(Tensor, since).clamp_min(1.0)
        return Terms(
            decay=group["weight_decay"] if group["weight_decay"] != 0 else None,
            lambd=lambd,
            next_eta=lr / ((lambd * lr * t + 1) ** group["alpha"]),
            next_mu=1 / late,
        )

    def advance(self, k: Terms, scalars: Mapping[str, Any]) -> Terms:
        if isinstance(k.next_mu, float):
            eta, mu = (scalars[name].item() for name in ("eta", "mu"))
        else:
            eta, mu = (scalars[name].clone() for name in ("eta", "mu"))
        scalars["eta"].fill_(k.next_eta)  # η ← γ / (1 + λγt)^α
        scalars["mu"].fill_(k.next_mu)  # μ ← 1 / max(1, t − t₀)
        once = isinstance(mu, float) and mu == 1
        return k._replace(eta=eta, shrink=1 - k.lambd * eta, mu=None if once else mu)

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        ax = state["ax"]
        if k.decay is not None:
            g = g.add(p, alpha=k.decay)  # g ← g + wθ
        p.mul_(k.shrink).add_(g, alpha=-k.eta)  # θ ← θ − ηλθ − ηg
        if k.mu is None:
            ax.copy_(p)  # ā ← θ
        else:
            ax.add_(p.sub(ax).mul_(k.mu))  # ā ← ā + μ(θ − ā)
