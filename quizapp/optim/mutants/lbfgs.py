"""Mutants of LBFGS."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from torch import Tensor

from quizapp.optim.lbfgs import LBFGS, Memory
from quizapp.optim.mutants.model import Mutant
from quizapp.optim.objective import Objective
from quizapp.optim.optimizer import Group, Number


class _FullFirstStep(LBFGS):
    @classmethod
    def first_step(cls, g: Tensor, lr: Number) -> Any:  # noqa: ARG003
        return lr


class _UnscaledHessian(LBFGS):
    @classmethod
    def direction(cls, memory: Memory, g: Tensor, alphas: list[Any]) -> Tensor:
        return super().direction(replace(memory, H_diag=1), g, alphas)


class _OneIteration(LBFGS):
    def _minimize(self, group: Group, state: dict[str, Any], objective: Objective) -> None:
        super()._minimize({**group, "max_iter": 1}, state, objective)


class _ForgetsBetweenSteps(LBFGS):
    def _minimize(self, group: Group, state: dict[str, Any], objective: Objective) -> None:
        super()._minimize(group, {"n_iter": state["n_iter"]}, objective)


MUTANTS = (
    Mutant(
        "lbfgs-full-first-step",
        "LBFGS begins with a step of gradient descent, lr times the gradient.",
        _FullFirstStep,
    ),
    Mutant(
        "lbfgs-unscaled-hessian",
        "The two-loop recursion starts from the identity.",
        _UnscaledHessian,
    ),
    Mutant(
        "lbfgs-one-iteration",
        "One step of LBFGS is one iteration, as of any optimizer.",
        _OneIteration,
    ),
    Mutant(
        "lbfgs-forgets-between-steps",
        "LBFGS gathers its history anew in each call of step.",
        _ForgetsBetweenSteps,
    ),
)
