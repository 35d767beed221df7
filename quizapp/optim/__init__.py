"""Our optimizers: torch.optim's names and behaviour, each algorithm written once and readable.

Swap ``torch.optim`` for ``quizapp.optim`` and training goes on: to the bit in the plain loop, in
the faster engines to the last digits. This package imports torch and nothing else of quizapp.
``quizapp.optim.inspect`` looks into optimizers and checkpoints.
"""

from torch.optim import swap_in_optimizer_params_and_state  # takes our optimizers as they are

from quizapp.optim import lr_scheduler, swa_utils
from quizapp.optim.adadelta import Adadelta
from quizapp.optim.adafactor import Adafactor
from quizapp.optim.adagrad import Adagrad
from quizapp.optim.adam import Adam
from quizapp.optim.adamax import Adamax
from quizapp.optim.adamw import AdamW
from quizapp.optim.asgd import ASGD
from quizapp.optim.lbfgs import LBFGS
from quizapp.optim.muon import Muon
from quizapp.optim.mutants import MUTANTS, Mutant, mutant
from quizapp.optim.nadam import NAdam
from quizapp.optim.optimizer import Optimizer
from quizapp.optim.radam import RAdam
from quizapp.optim.rmsprop import RMSprop
from quizapp.optim.rprop import Rprop
from quizapp.optim.sgd import SGD
from quizapp.optim.sgd_momentum_nesterov import SGDMomentumNesterov
from quizapp.optim.sparse_adam import SparseAdam

__all__ = [
    "ASGD",
    "LBFGS",
    "MUTANTS",
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Muon",
    "Mutant",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "SGDMomentumNesterov",
    "SparseAdam",
    "lr_scheduler",
    "mutant",
    "swa_utils",
    "swap_in_optimizer_params_and_state",
]
