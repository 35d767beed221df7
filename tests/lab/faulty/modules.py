"""Faults of modules, data and tensors; those that are planted lie beneath both families."""

from __future__ import annotations

from typing import Any

from torch.nn import functional

from tests.lab.faulty.fault import Fault, mutant
from tests.lab.faulty.plants import altered


def _keeps_the_old(norm: Any, *args: Any) -> Any:
    *most, weight_of_new, eps = args
    return norm(*most, 1 - weight_of_new, eps)


def _rounds_up(pool: Any, *args: Any, **more: Any) -> Any:
    return pool(*args, **{**more, "ceil_mode": True})


FAULTS = (
    Fault("dropout_modes", "zeroed", wrong={"training": False}),
    Fault(
        "batchnorm_modes",
        "running_mean",
        plant=altered(functional, "batch_norm", _keeps_the_old),
        beneath=True,
    ),
    Fault("parameter_registration", "moved", wrong={"kept_as": "list"}),
    Fault("sequential_ways", "names", wrong={"way": "OrderedDict"}),
    Fault(
        "layer_shapes",
        "shape",
        plant=altered(functional, "max_pool2d", _rounds_up),
        beneath=True,
        given={"layer": "MaxPool2d"},
    ),
    Fault("loader_batches", "unseen", wrong={"drop_last": True}),
    Fault("shuffle_seed", "repeated", wrong={"seeded": "first"}),
    Fault("cutting_the_tape", "grad", wrong={"cut": "detach"}),
    mutant("cutting_the_tape", "moved", "sgd-ascends"),
    Fault("dtype_promotion", "sum", wrong={"right": "float64 tensor"}),
    mutant("argmax_dim", "after", "sgd-ascends"),
    Fault("indexing_copies", "view", wrong={"index": "list"}),
)
