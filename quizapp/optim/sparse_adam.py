"""SparseAdam: Adam on the entries that a sparse gradient names. Its rule meets only those."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from torch import Tensor

from quizapp.optim.engine import loop
from quizapp.optim.engine.slots import Batch
from quizapp.optim.optimizer import Group, Number, Optimizer, Params, State, scalar


class Terms(NamedTuple):
    """The scalars of one SparseAdam step."""

    beta1: float  # β₁
    beta2: float  # β₂
    eps: float  # ε
    step: float  # γ √(1 − β₂ᵗ) / (1 − β₁ᵗ)


class SparseAdam(Optimizer):
    """Lazy Adam for embeddings: moments and parameters move only where the gradient has entries.

    for each entry i that gₜ = ∇f(θₜ₋₁) stores, be it zero     −∇f(θₜ₋₁) to maximize
    mₜ[i] ← mₜ₋₁[i] + (1 − β₁) (gₜ[i] − mₜ₋₁[i])
    vₜ[i] ← vₜ₋₁[i] + (1 − β₂) (gₜ[i]² − vₜ₋₁[i])
    θₜ[i] ← θₜ₋₁[i] − γ √(1 − β₂ᵗ) / (1 − β₁ᵗ) · mₜ[i] / (√vₜ[i] + ε)
    All else stays as it is; but t counts the parameter's steps, not those of an entry, and ε is
    not corrected with v, as it is in Adam.

    Hyper-parameters: ``lr`` γ = 1e-3, ``betas`` (β₁, β₂) = (0.9, 0.999), ``eps`` ε = 1e-8.
    State: ``step`` t (a plain int), ``exp_avg`` m and ``exp_avg_sq`` v, dense, like the parameter.
    Raises ValueError for a hyper-parameter out of range and for sparse or complex parameters,
    RuntimeError for a dense gradient.
    Source: Kingma and Ba, arXiv:1412.6980, made lazy.

    Engines: the loop alone. What a step touches differs with every gradient, so it is gathered
    and scattered, and that, not the arithmetic which an engine could share, takes the time.
    """

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        maximize: bool = False,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr > 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not eps > 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        for i in (0, 1):
            if not 0.0 <= betas[i] < 1.0:
                raise ValueError(f"Invalid beta parameter at index {i}: {betas[i]}")
        defaults = {"lr": lr, "betas": betas, "eps": eps, "maximize": maximize}
        super().__init__(params, defaults)
        _check_params(self.param_groups)

    def state_names(self, group: Group) -> tuple[str, ...]:  # noqa: ARG002
        return ("exp_avg", "exp_avg_sq")

    def _step_group(self, group: Group) -> None:
        ready = [p for p in group["params"] if p.grad is not None]
        for p in ready:  # all of them before any moves
            if not p.grad.is_sparse:
                raise RuntimeError(
                    "SparseAdam does not support dense gradients, please consider Adam instead"
                )
            if not self.state[p]:
                self.state[p]["step"] = 0
                self._init_states(group, [p])
            self.state[p]["step"] += 1
        for p in ready:
            grad = -p.grad if group.get("maximize", False) else p.grad
            self._step_entries(group, p, grad.coalesce())

    def _step_entries(self, group: Group, p: Tensor, grad: Tensor) -> None:
        """Run the rule on copies of the entries that ``grad`` stores, then write them back."""
        if grad.values().numel() == 0:
            return
        where, values = self.entries(grad)
        whole = {"p": p, **{name: self.state[p][name] for name in self.state_names(group)}}
        part = {name: _taken(x, where) for name, x in whole.items()}
        t = self.state[p]["step"]
        state = {name: [x] for name, x in part.items() if name != "p"}
        batch = Batch([part["p"]], [values], state)
        loop.run(self.rule, batch, self.terms(group, t, p))
        for name, x in part.items():
            whole[name][where] = x

    @classmethod
    def entries(cls, grad: Tensor) -> tuple[tuple[Any, ...], Tensor]:
        """Where the gradient has entries, and which; that of a 0-d gradient has no index."""
        return tuple(grad.indices()) or (None,), grad.values()

    def terms(self, group: Group, t: float, like: Tensor) -> Terms:  # noqa: ARG002
        beta1, beta2 = group["betas"]
        root = math.sqrt(1 - beta2**t)
        return Terms(beta1, beta2, group["eps"], scalar(group["lr"]) * root / (1 - beta1**t))

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Terms) -> None:
        m, v = state["exp_avg"], state["exp_avg_sq"]
        m.add_(g.sub(m).mul_(1 - k.beta1))  # m ← m + (1−β₁)(g − m)
        v.add_(g.pow(2).sub_(v).mul_(1 - k.beta2))  # v ← v + (1−β₂)(g² − v)
        p.add_(-k.step * m.div(v.sqrt().add_(k.eps)))  # θ ← θ − γ … m / (√v + ε)


def _taken(x: Tensor, where: tuple[Any, ...]) -> Tensor:
    """The entries ``x[where]``; whole rows, as of an embedding, six times as fast."""
    rows = len(where) == 1 and isinstance(where[0], Tensor)
    return x.index_select(0, where[0]) if rows else x[where]


def _check_params(groups: list[Group]) -> None:
    places = [([i, j], p) for i, group in enumerate(groups) for j, p in enumerate(group["params"])]
    if sparse := [at for at, p in places if p.is_sparse]:
        raise ValueError(
            f"Sparse params at indices {sparse}: SparseAdam requires dense parameter tensors"
        )
    if whole := [at for at, p in places if p.is_complex()]:
        raise ValueError(
            f"Complex params at indices {whole}: SparseAdam does not support complex parameters"
        )
