"""Faults of the training loop: step, zero_grad, the closure."""

from __future__ import annotations

import torch

from quizapp.optim import SGD, Adam, Optimizer
from tests.lab.faulty.fault import Fault, mutant
from tests.lab.faulty.plants import after_step, altered, before_step, parameters


def _clear(optimizer: Optimizer) -> None:
    optimizer.zero_grad()


def _fill_missing(optimizer: Optimizer) -> None:
    for p in parameters(optimizer):
        p.grad = torch.zeros_like(p) if p.grad is None else p.grad


def _heed_flag(optimizer: Optimizer) -> None:
    for p in parameters(optimizer):
        p.grad = p.grad if p.requires_grad else None


def _new_memory(optimizer: Optimizer) -> None:
    for p in parameters(optimizer):
        p.data = p.data.clone()


def _anneal(optimizer: Optimizer) -> None:
    for group in optimizer.param_groups:
        group["lr"] *= 0.9


FAULTS = (
    mutant("grad_accumulates", "moved", "sgd-ascends"),
    Fault("grad_accumulates", "times", wrong={"zero_between": True}),
    mutant("none_or_zero", "moved", "sgd-momentum-ema", set_to_none=False),
    mutant("training_loop_order", "learned", "sgd-ascends"),
    mutant("closure_calls", "calls", "lbfgs-one-iteration", opt="LBFGS"),
    Fault("micro_batches", "times", wrong={"divide": True}),
    Fault("optimizer_jobs", "edits_lr", plant=after_step(_anneal, Adam)),
    Fault("stale_gradient", "travelled", plant=after_step(_clear)),
    Fault("step_is_in_place", "same_memory", plant=after_step(_new_memory)),
    Fault("step_reads_grad_not_flag", "moved", plant=before_step(_heed_flag, SGD)),
    Fault("step_skips_none", "moved", plant=before_step(_fill_missing)),
    Fault("who_does_what", "doers", plant=after_step(_clear)),
    Fault(
        "zero_grad_default",
        "grad",
        plant=altered(Optimizer, "zero_grad", lambda zero, self: zero(self, set_to_none=False)),
    ),
)
