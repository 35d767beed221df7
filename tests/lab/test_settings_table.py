"""The torch-free table of optimizers and mutants is what quizapp.optim really has."""

from __future__ import annotations

import inspect

import quizapp.optim
from quizapp.lab.declarative import KEYWORDS, MUTANTS, SCHEDULE_MUTANTS
from quizapp.optim.mutants import SCHEDULE_MUTANTS as WRONG


def test_the_table_of_settings_is_the_optimizers_own() -> None:
    assert {m.name: m.original.__name__ for m in quizapp.optim.MUTANTS.values()} == MUTANTS
    assert {m.name: m.original.__name__ for m in WRONG.values()} == SCHEDULE_MUTANTS
    for opt, keywords in KEYWORDS.items():
        signature = inspect.signature(getattr(quizapp.optim, opt))
        assert set(keywords) == set(signature.parameters) - {"params", "fused"}
