"""The plain loop: the rule on one tensor after another, to read, to step through, to trust."""

from __future__ import annotations

from typing import Any

from quizapp.optim.engine import componentwise, functional
from quizapp.optim.engine.slots import Batch, Rule, as_real


def run(rule: Rule, batch: Batch, k: Any) -> None:
    """Apply ``rule`` to each slot, in place."""
    if batch.p[0].is_complex() and not batch.g[0].is_sparse:
        for slot in batch.slots():
            componentwise.run(rule, slot, k)
        return
    for p, g, state in zip(batch.p, batch.g, batch.states(), strict=False):
        rule(p, g, state, k)


def run_functional(rule: Rule, batch: Batch, k: Any) -> None:
    """The same where autograd, a compiler or a graph records, and ``k`` may hold tensors."""
    for slot in batch.slots():
        functional.apply(rule, as_real(slot), k)
