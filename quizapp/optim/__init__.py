"""Our optimizers: torch.optim's names and behaviour, each algorithm written once and readable.

Swap ``torch.optim`` for ``quizapp.optim`` and training goes on, bit for bit. This package
imports torch and nothing else of quizapp.
"""

from quizapp.optim.adam import Adam
from quizapp.optim.adamw import AdamW
from quizapp.optim.mutants import MUTANTS, Mutant, mutant
from quizapp.optim.optimizer import Optimizer
from quizapp.optim.sgd import SGD

__all__ = ["MUTANTS", "SGD", "Adam", "AdamW", "Mutant", "Optimizer", "mutant"]
