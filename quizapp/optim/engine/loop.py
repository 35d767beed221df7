"""The plain loop: the rule on one tensor after another, to read, to step through, to trust."""

from __future__ import annotations

from typing import Any

from quizapp.optim.engine import componentwise, functional
from quizapp.optim.engine.slots import Rule, Slot, as_real


def run(rule: Rule, slots: list[Slot], k: Any) -> None:
    """Apply ``rule`` to each slot, in place; they are alike in dtype and layout."""
    if slots[0].p.is_complex() and not slots[0].g.is_sparse:
        for slot in slots:
            componentwise.run(rule, slot, k)
        return
    for p, g, state, _ in slots:
        rule(p, g, state, k)


def run_functional(rule: Rule, slots: list[Slot], k: Any) -> None:
    """The same where autograd, a compiler or a graph records, and ``k`` may hold tensors."""
    for slot in slots:
        functional.apply(rule, as_real(slot), k)
