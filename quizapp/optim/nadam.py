"""NAdam: its formula, hyper-parameters, state and update rule. Lists and devices: engine/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one NAdam step; None leaves its term out."""

    shrink: float | None  # 1 − γλ, decoupled decay
    decay: float | None  # λ, coupled decay
    beta1: float  # β₁
    beta2: float  # β₂
    correction: float  # 1 − β₂ᵗ
    eps: float  # ε
    mu: float  # μₜ
    by_grad: float  # γ (1 − μₜ), then over 1 − Πₜ
    by_mean: float  # γ μₜ₊₁, then over 1 − Πₜ μₜ₊₁
    mu_next: float  # μₜ₊₁


class NAdam(Optimizer):
    """Adam with Nesterov's lookahead: the next momentum is applied now, on a schedule μₜ.

    gₜ ← ∇f(θₜ₋₁)                        −∇f(θₜ₋₁) to maximize
    gₜ ← gₜ + λ θₜ₋₁                      weight decay  (decoupled: θₜ₋₁ ← θₜ₋₁ − γλ θₜ₋₁)
    μₜ ← β₁ (1 − ½ · 0.96^(tψ)),   Πₜ ← Πₜ₋₁ μₜ
    mₜ ← β₁ mₜ₋₁ + (1 − β₁) gₜ
    vₜ ← β₂ vₜ₋₁ + (1 − β₂) gₜ²
    m̂ₜ ← μₜ₊₁ mₜ / (1 − Πₜ μₜ₊₁) + (1 − μₜ) gₜ / (1 − Πₜ)
    θₜ ← θₜ₋₁ − γ m̂ₜ / (√(vₜ / (1 − β₂ᵗ)) + ε)

    Hyper-parameters: ``lr`` γ = 2e-3, ``betas`` (β₁, β₂) = (0.9, 0.999), ``eps`` ε = 1e-8,
    ``weight_decay`` λ = 0, ``momentum_decay`` ψ = 4e-3, ``decoupled_weight_decay`` = False.
    State: ``step`` t and ``mu_product`` Π (0-d, Π₀ = 1), ``exp_avg`` m and ``exp_avg_sq`` v,
    shaped like the parameter.
    Raises ValueError for a hyper-parameter out of range, RuntimeError for a sparse gradient.
    Source: Dozat, "Incorporating Nesterov momentum into Adam", ICLR 2016 workshop.
    """

    legacy: ClassVar[Mapping[str, Any]] = {
        "maximize": False,
        "foreach": None,
        "capturable": False,
        "differentiable": False,
        "decoupled_weight_decay": False,
    }
    scalar_state: ClassVar[tuple[str, ...]] = ("mu_product",)
    whole_sums: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        params: Params,
        lr: Number = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
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
        if not momentum_decay >= 0.0:
            raise ValueError(f"Invalid momentum_decay value: {momentum_decay}")
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults, fused=fused)

    def state_names(self, group: Group) -> tuple[str, ...]:  # noqa: ARG002
        return ("step", "mu_product", "exp_avg", "exp_avg_sq")

    def initial(self, group: Group, p: Tensor, name: str) -> Tensor:
        if name == "mu_product":
            return super().initial(group, p, "step").fill_(1.0)  # kept where the counter is
        return super().initial(group, p, name)

    def check(self, group: Group, p: Tensor, state: State) -> None:  # noqa: ARG002
        if p.grad is not None and p.grad.is_sparse:
            raise RuntimeError("NAdam does not support sparse gradients")

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:  # noqa: ARG002
        lr, decay, (beta1, beta2) = scalar(group["lr"]), group["weight_decay"], group["betas"]
        psi, decoupled = group["momentum_decay"], group["decoupled_weight_decay"]
        mu = beta1 * (1.0 - 0.5 * (0.96 ** (t * psi)))
        mu_next = beta1 * (1.0 - 0.5 * (0.96 ** ((t + 1) * psi)))
        return Terms(
            shrink=1 - lr * decay if decay != 0 and decoupled else None,
            decay=decay if decay != 0 and not decoupled else None,
            beta1=beta1,
            beta2=beta2,
            correction=1 - beta2**t,
            eps=group["eps"],
            mu=mu,
            by_grad=lr * (1.0 - mu),
            by_mean=lr * mu_next,
            mu_next=mu_next,
        )

    def advance(self, k: Terms, scalars: Mapping[str, Any]) -> Terms:
        product: Any = scalars["mu_product"].mul_(k.mu)  # Π ← Πμₜ
        if isinstance(k.mu, float):
            product = product.item()
        return k._replace(
            by_grad=k.by_grad / (1.0 - product), by_mean=k.by_mean / (1.0 - product * k.mu_next)
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
        d = v.div(k.correction).sqrt_().add_(k.eps)  # √v̂ + ε
        p.addcdiv_(g, d, value=-k.by_grad)  # θ ← θ − γ (1−μₜ) g / (1−Πₜ) / (√v̂ + ε)
        p.addcdiv_(m, d, value=-k.by_mean)  # θ ← θ − γ μₜ₊₁ m / (1−Πₜ₊₁) / (√v̂ + ε)
