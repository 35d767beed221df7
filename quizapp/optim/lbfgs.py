"""LBFGS: its formula, hyper-parameters, state and step. How far to go is line_search's to find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from quizapp.optim.line_search import Point, strong_wolfe
from quizapp.optim.objective import Objective
from quizapp.optim.optimizer import Group, Number, Optimizer, Params, scalar


@dataclass
class Memory:
    """What is known of the curvature, and the last move. The names are those of the state."""

    d: Any = None
    t: Any = None
    old_dirs: Any = None  # y
    old_stps: Any = None  # s
    ro: Any = None  # ρ
    H_diag: Any = None  # yᵀs / yᵀy
    prev_flat_grad: Any = None
    prev_loss: Any = None

    def learn(self, g: Tensor, size: int) -> None:
        """Take in the last move and what it did to the gradient, now ``g``."""
        y = g.sub(self.prev_flat_grad)
        s = self.d.mul(self.t)
        ys = y.dot(s)
        if ys > 1e-10:
            if len(self.old_dirs) == size:
                for pairs in (self.old_dirs, self.old_stps, self.ro):
                    pairs.pop(0)
            self.old_dirs.append(y)
            self.old_stps.append(s)
            self.ro.append(1.0 / ys)
            self.H_diag = ys / y.dot(y)


class LBFGS(Optimizer):
    """Limited-memory BFGS: Newton's direction from the last few moves and gradient changes.

    sₖ ← θₖ₊₁ − θₖ = t d,   yₖ ← gₖ₊₁ − gₖ,   ρₖ ← 1 / yₖᵀsₖ      kept while yₖᵀsₖ > 1e-10
    d ← −H g, where H starts from (yᵀs / yᵀy) I, of the newest pair, and takes in each pair by
        H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ             the two-loop recursion, no matrix
    t ← γ, or the strong Wolfe line search from γ;   in the very first step γ min(1, 1/‖g‖₁)
    θ ← θ + t d

    One ``step(closure)`` makes up to ``max_iter`` such moves, and calls the closure, which must
    clear the gradients, compute the loss, call backward and return the loss, for each of them.
    It ends early when max|g| ≤ ``tolerance_grad``, when gᵀd > −``tolerance_change``, when
    max|t d| or the loss changes less than ``tolerance_change``, and after ``max_eval`` calls.

    Hyper-parameters: ``lr`` γ = 1, ``max_iter`` = 20, ``max_eval`` = 1.25 max_iter,
    ``tolerance_grad`` = 1e-7, ``tolerance_change`` = 1e-9, ``history_size`` = 100 pairs,
    ``line_search_fn`` = None or "strong_wolfe".
    State, all of it in the first parameter's: ``func_evals`` and ``n_iter``, counted over all
    steps; ``d``, ``t``, ``old_dirs`` y, ``old_stps`` s, ``ro`` ρ, ``H_diag`` yᵀs / yᵀy,
    ``prev_flat_grad`` g, ``prev_loss``, and ``al``, the α of the recursion.
    Raises ValueError for a hyper-parameter out of range and for several groups, RuntimeError
    for an unknown line search. Sources: Nocedal and Wright, Numerical Optimization, algorithms
    7.4 and 7.5; Schmidt, minFunc.

    Engines: none. The rule is not one of elements: its dot products run over all parameters.
    """

    def __init__(
        self,
        params: Params,
        lr: Number = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        defaults = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")

    def state_names(self, group: Group) -> tuple[str, ...]:  # noqa: ARG002
        return ("func_evals", "n_iter", "al", *Memory.__dataclass_fields__)

    @torch.no_grad()
    def step(self, closure: Callable[[], Any]) -> Any:  # type: ignore[override]
        """Make up to ``max_iter`` moves; return the loss before the first."""
        if len(self.param_groups) != 1:
            raise AssertionError(
                f"Expected exactly one param_group, but got {len(self.param_groups)}"
            )
        (group,) = self.param_groups
        # It is the state of all parameters; kept with one of them it is saved, and cast like it.
        state = self.state[group["params"][0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        objective = Objective(group["params"], torch.enable_grad()(closure))
        first_loss = objective.evaluate()
        if not objective.is_flat(group["tolerance_grad"]):
            self._minimize(group, state, objective)
        state["func_evals"] += objective.calls
        return first_loss

    def _minimize(self, group: Group, state: dict[str, Any], objective: Objective) -> None:
        memory = Memory(**{name: state.get(name) for name in Memory.__dataclass_fields__})
        for left in reversed(range(group["max_iter"])):
            state["n_iter"] += 1
            g = objective.grad
            self._aim(group, state, memory, g)
            memory.prev_flat_grad, memory.prev_loss = g, objective.loss
            slope = g.dot(memory.d)
            if slope > -group["tolerance_change"]:
                break
            self._move(group, memory, objective, slope, last=left == 0)
            if left == 0 or self._is_done(group, memory, objective):
                break
        state.update(vars(memory))

    def _aim(self, group: Group, state: dict[str, Any], memory: Memory, g: Tensor) -> None:
        """Choose the direction d and the step t to try first."""
        lr = scalar(group["lr"])
        if memory.d is None:
            memory.old_dirs, memory.old_stps, memory.ro, memory.H_diag = [], [], [], 1
            memory.d, memory.t = g.neg(), self.first_step(g, lr)
            return
        memory.learn(g, group["history_size"])
        alphas = state.setdefault("al", [None] * group["history_size"])
        memory.d, memory.t = self.direction(memory, g, alphas), lr

    @classmethod
    def first_step(cls, g: Tensor, lr: Number) -> Any:
        t: Any = 1.0 / g.abs().sum()
        return min(1.0, t) * lr  # γ min(1, 1/‖g‖₁)

    @classmethod
    def direction(cls, memory: Memory, g: Tensor, alphas: list[Any]) -> Tensor:
        """d = −H g."""
        pairs = list(zip(memory.old_stps, memory.old_dirs, memory.ro, strict=True))
        d = g.neg()
        for i, (s, y, rho) in reversed([*enumerate(pairs)]):
            alphas[i] = s.dot(d) * rho  # α ← ρ sᵀd
            d.add_(y, alpha=-alphas[i])  # d ← d − αy
        d = torch.mul(d, memory.H_diag)  # d ← (yᵀs / yᵀy) d
        for i, (s, y, rho) in enumerate(pairs):
            beta = y.dot(d) * rho  # β ← ρ yᵀd
            d.add_(s, alpha=alphas[i] - beta)  # d ← d + (α − β)s
        return d

    def _move(
        self, group: Group, memory: Memory, objective: Objective, slope: Tensor, last: bool
    ) -> None:
        """Go t along d, or as far as the line search says, and evaluate there."""
        if group["line_search_fn"] is None:
            objective.move(memory.t, memory.d)
            if not last:  # nobody would use the gradient
                objective.evaluate()
            return
        if group["line_search_fn"] != "strong_wolfe":
            raise RuntimeError("only 'strong_wolfe' is supported")
        found = strong_wolfe(
            objective.along(memory.d),
            Point(0, objective.loss, objective.grad, slope),
            memory.t,
            d_norm=memory.d.abs().max(),
            tries=group["max_eval"] - objective.calls,
        )
        memory.t, objective.loss, objective.grad = found.t, found.loss, found.grad
        objective.move(memory.t, memory.d)

    def _is_done(self, group: Group, memory: Memory, objective: Objective) -> bool:
        """Whether the evaluations are spent, or the gradient, the move or its gain is small."""
        tolerance = group["tolerance_change"]
        return bool(
            objective.calls >= group["max_eval"]
            or objective.is_flat(group["tolerance_grad"])
            or memory.d.mul(memory.t).abs().max() <= tolerance
            or abs(objective.loss - memory.prev_loss) < tolerance
        )
