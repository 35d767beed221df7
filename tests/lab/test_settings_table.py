"""The torch-free table of optimizers and mutants is what quizapp.optim really has."""

from __future__ import annotations

import inspect

import quizapp.optim
from quizapp.lab.declarative import KEYWORDS, MUTANTS


def test_the_table_of_settings_is_the_optimizers_own() -> None:
    assert {m.name: m.original.__name__ for m in quizapp.optim.MUTANTS.values()} == MUTANTS
    for opt, keywords in KEYWORDS.items():
        signature = inspect.signature(getattr(quizapp.optim, opt))
        assert set(keywords) == set(signature.parameters) - {"params", "fused"}
