"""Adam: its formula, hyper-parameters, state and update rule. Lists and devices live in engine/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

import torch
from torch import Tensor

from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one Adam step; None leaves its term out."""

    shrink: float | None  # 1 − γλ, decoupled decay
    decay: float | None  # λ, coupled decay
    beta1: float  # β₁
    beta2: float  # β₂
    root: float  # √(1 − β₂ᵗ)
    eps: float  # ε
    step: float  # γ / (1 − β₁ᵗ)


class Adam(Optimizer):
    """Adaptive moments: a running mean of g over the root of a running mean of g².

    gₜ ← ∇f(θₜ₋₁)                        −∇f(θₜ₋₁) to maximize
    gₜ ← gₜ + λ θₜ₋₁                      weight decay  (AdamW: θₜ₋₁ ← θₜ₋₁ − γλ θₜ₋₁)
    mₜ ← β₁ mₜ₋₁ + (1 − β₁) gₜ
    vₜ ← β₂ vₜ₋₁ + (1 − β₂) gₜ²
    m̂ₜ ← mₜ / (1 − β₁ᵗ),   v̂ₜ ← vₜ / (1 − β₂ᵗ)      amsgrad: max of all vₜ in v̂ₜ
    θₜ ← θₜ₋₁ − γ m̂ₜ / (√v̂ₜ + ε)

    Hyper-parameters: ``lr`` γ = 1e-3, ``betas`` (β₁, β₂) = (0.9, 0.999), ``eps`` ε = 1e-8,
    ``weight_decay`` λ = 0, ``amsgrad`` = False, ``decoupled_weight_decay`` = False.
    State: ``step`` t (0-d), ``exp_avg`` m, ``exp_avg_sq`` v and, with amsgrad,
    ``max_exp_avg_sq``, each shaped like the parameter.
    Raises ValueError for a hyper-parameter out of range, RuntimeError for a sparse gradient.
    Sources: Kingma and Ba, arXiv:1412.6980; amsgrad: Reddi, Kale and Kumar, ICLR 2018, where
    v has no bias correction.
    """

    legacy: ClassVar[Mapping[str, Any]] = {
        "amsgrad": False,
        "maximize": False,
        "foreach": None,
        "capturable": False,
        "differentiable": False,
        "decoupled_weight_decay": False,
        "fused": None,
    }

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-3,
        betas: tuple[Number, Number] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        plain_foreach = bool(foreach) and not capturable
        _check_lr(lr, plain_foreach)
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        for i, beta in enumerate((betas[0], betas[1])):  # an IndexError, as torch's, for one alone
            if not 0.0 <= beta < 1.0:
                raise ValueError(f"Invalid beta parameter at index {i}: {beta}")
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        _check_beta_types(betas, plain_foreach)
        defaults = {
            "lr": lr,
            "betas": tuple(scalar(beta) for beta in betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)

    def state_names(self, group: Group) -> tuple[str, ...]:
        moments = ("step", "exp_avg", "exp_avg_sq")
        return (*moments, "max_exp_avg_sq") if group["amsgrad"] else moments

    def check(self, group: Group, p: Tensor, state: State) -> None:
        if p.grad is not None and p.grad.is_sparse:
            raise RuntimeError(
                "Adam does not support sparse gradients, please consider SparseAdam instead"
            )
        if group["differentiable"] and "step" in state and state["step"].requires_grad:
            raise RuntimeError("`requires_grad` is not supported for `step` in differentiable mode")
        if group["foreach"] and isinstance(group["lr"], Tensor) and not group["capturable"]:
            raise RuntimeError(
                "lr as a Tensor is not supported for capturable=False and foreach=True"
            )

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:
        lr, decay = scalar(group["lr"]), group["weight_decay"]
        beta1, beta2 = (scalar(beta) for beta in group["betas"])
        if group["differentiable"] and not isinstance(t, Tensor):
            # torch computes with the counter itself then, in single precision.
            t = torch.tensor(t)  # type: ignore[assignment]
        step, root, eps = lr / (1 - beta1**t), (1 - beta2**t) ** 0.5, group["eps"]
        if not isinstance(t, float):
            # addcdiv_ takes a number for value=, so a tensor's −γ/(1−β₁ᵗ) moves below the line.
            step, root, eps = -1.0, root * -step, eps / -step
        if isinstance(beta1, Tensor):
            beta1 = beta1.to(like.device, like.dtype.to_real())  # lerp_ wants one dtype
        decoupled = group["decoupled_weight_decay"]
        return Terms(
            shrink=1 - lr * decay if decay != 0 and decoupled else None,
            decay=decay if decay != 0 and not decoupled else None,
            beta1=beta1,
            beta2=beta2,
            root=root,
            eps=eps,
            step=step,
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
        if "max_exp_avg_sq" in state:
            v = cls.largest(state["max_exp_avg_sq"], v, k)
        p.addcdiv_(m, cls.denominator(v, k), value=-k.step)  # θ ← θ − γ m̂ / (√v̂ + ε)

    @classmethod
    def largest(cls, top: Tensor, v: Tensor, k: Terms) -> Tensor:  # noqa: ARG003
        return top.clamp_min_(v)  # v ← max(v_max, v)

    @classmethod
    def denominator(cls, v: Tensor, k: Terms) -> Tensor:
        return v.sqrt().div_(k.root).add_(k.eps)  # √v̂ + ε


def _check_lr(lr: Number, plain_foreach: bool) -> None:
    if isinstance(lr, Tensor):
        if plain_foreach:
            raise ValueError(
                "lr as a Tensor is not supported for capturable=False and foreach=True"
            )
        if lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
    if not lr >= 0.0:
        raise ValueError(f"Invalid learning rate: {lr}")


def _check_beta_types(betas: tuple[Number, Number], plain_foreach: bool) -> None:
    if not any(all(isinstance(beta, kind) for beta in betas) for kind in (float, Tensor)):
        raise ValueError("betas must be either both floats or both Tensors")
    for i, beta in enumerate(betas):
        if isinstance(beta, Tensor):
            if plain_foreach:
                raise ValueError(
                    f"betas[{i}] as a Tensor is not supported for capturable=False and foreach=True"
                )
            if beta.numel() != 1:
                raise ValueError(f"Tensor betas[{i}] must be 1-element")
