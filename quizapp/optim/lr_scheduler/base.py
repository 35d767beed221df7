"""The base of all schedules: counting steps, writing rates, warning of misuse. No formula."""

from __future__ import annotations

import functools
import warnings
import weakref
from typing import Any

import torch
from torch.optim import Optimizer

from quizapp.optim.engine import Number
from quizapp.optim.lr_scheduler import values

SEE = "See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
OVERRIDDEN = (
    "Seems like `optimizer.step()` has been overridden after learning rate scheduler "
    "initialization. Please, make sure to call `optimizer.step()` before "
    f"`lr_scheduler.step()`. {SEE}"
)
TOO_EARLY = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. "
    "In PyTorch 1.1.0 and later, you should call them in the opposite order: "
    "`optimizer.step()` before `lr_scheduler.step()`.  Failure to do this "
    f"will result in PyTorch skipping the first value of the learning rate schedule. {SEE}"
)
EPOCH_GIVEN = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being "
    "deprecated where possible. Please use `scheduler.step()` to step the "
    "scheduler. During the deprecation, if epoch is different from None, the "
    "closed form is used instead of the new chainable form, where available. "
    "Please open an issue if you are unable to replicate your use case: "
    "https://github.com/pytorch/pytorch/issues/new/choose."
)
NOT_FOR_READING = (
    "To get the last learning rate computed by the scheduler, please use `get_last_lr()`."
)


class LRScheduler(torch.optim.lr_scheduler.LRScheduler):
    """Writes ``group["lr"]`` of an optimizer's groups: η_t, where t = ``last_epoch`` counts steps.

    A schedule states ``rates``: η_t of each group, from the rates of now (the *chained* form,
    which respects what others wrote meanwhile) or from ``base_lrs``, which are η₀ (the *closed*
    form). A chained schedule may have ``_get_closed_form_lr`` as well, for ``step(epoch)``.

    A new scheduler takes its first step, to t = 0, at once. ``last_epoch`` other than −1 resumes
    and needs ``initial_lr`` in every group, where the first scheduler of an optimizer put it.
    Raises TypeError for what is no optimizer, KeyError when there is no ``initial_lr``.
    """

    base_lrs: list[Any]
    _get_lr_called_within_step = False
    _is_initial = False

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        self.optimizer = values.as_optimizer(optimizer)
        for i, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", values.copied(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(
                    f"param 'initial_lr' is not specified in param_groups[{i}] "
                    "when resuming scheduler with last_epoch >= 0.\n"
                    "This typically happens when:\n"
                    "1. You're trying to resume training from a checkpoint "
                    "but haven't properly loaded the optimizer state\n"
                    "2. You're using last_epoch >= 0 for a fresh training run (not recommended)"
                )
        self.base_lrs = values.read(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        _note_steps(optimizer)
        self._initial_step()

    def rates(self) -> list[Number]:
        """η_t of each group, where t = ``self.last_epoch``."""
        raise NotImplementedError

    def get_lr(self) -> list[Number]:
        """``rates``, for ``step`` to write; outside of a step it warns, for chained ones differ."""
        rates = self.rates()
        if not self._get_lr_called_within_step:
            warnings.warn(NOT_FOR_READING, UserWarning, stacklevel=2)
        return rates

    def get_last_lr(self) -> list[Number]:
        """The rate of each group as the last step left it; tensors are copies."""
        return self._last_lr

    def step(self, epoch: int | None = None) -> None:
        """Write the next rates: call it after the optimizer's ``step``.

        ``epoch`` is deprecated: it jumps to that t, by the closed form where there is one.
        """
        if self._step_count == 1:
            self._warn_of_order()
        self._step_count += 1
        if epoch is not None:
            warnings.warn(EPOCH_GIVEN, UserWarning, stacklevel=2)
        self._update_lr(epoch)

    def _warn_of_order(self) -> None:
        if not hasattr(self.optimizer.step, "_wrapped_by_lr_sched"):
            warnings.warn(OVERRIDDEN, UserWarning, stacklevel=3)
        elif not getattr(self.optimizer, "_opt_called", False):
            warnings.warn(TOO_EARLY, UserWarning, stacklevel=3)

    def _initial_step(self) -> None:
        """Step to t = 0, or to where it resumes; SequentialLR repeats this."""
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def _update_lr(self, epoch: int | None = None) -> None:
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        compute = self.get_lr
        if epoch is not None:
            compute = getattr(self, "_get_closed_form_lr", compute)
        self._write(compute)

    def _write(self, compute: Any) -> None:
        self._get_lr_called_within_step = True
        try:
            rates = compute()
        finally:
            self._get_lr_called_within_step = False
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            values.write(group, "lr", rate)
        self._last_lr = values.read(self.optimizer, "lr")

    def state_dict(self) -> dict[str, Any]:
        """Every attribute but the optimizer, which has a ``state_dict`` of its own."""
        return {key: value for key, value in vars(self).items() if key != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over the attributes of ``state_dict``, ours or torch's."""
        vars(self).update(state_dict)


def _note_steps(optimizer: Optimizer) -> None:
    """Make ``optimizer.step`` note that it was called; torch's schedulers look for the same note.

    The wrapper holds the optimizer weakly: the optimizer holds the wrapper.
    """
    if hasattr(optimizer.step, "_wrapped_by_lr_sched"):
        return
    known = weakref.ref(optimizer)
    step = optimizer.step.__func__  # type: ignore[attr-defined]

    @functools.wraps(step)
    def noting(*args: Any, **kwargs: Any) -> Any:
        optimizer: Any = known()
        _note(optimizer)
        return step(optimizer, *args, **kwargs)

    noting._wrapped_by_lr_sched = True  # type: ignore[attr-defined]
    optimizer.step = noting  # type: ignore[method-assign]


def _note(optimizer: Any) -> None:
    optimizer._opt_called = True


# Traced, the note would be lost: the compiler forgets what was set before a break of its graph.
_note._torchdynamo_disable = True  # type: ignore[attr-defined]
