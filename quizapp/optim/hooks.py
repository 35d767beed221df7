"""Hooks around an optimizer's step and state_dict: registering them, and running step's."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable
from itertools import chain
from typing import Any

import torch
from torch.optim.optimizer import _global_optimizer_post_hooks, _global_optimizer_pre_hooks
from torch.utils.hooks import RemovableHandle

Hooks = OrderedDict[int, Callable[..., Any]]

KINDS = (
    "_optimizer_step_pre_hooks",
    "_optimizer_step_post_hooks",
    "_optimizer_state_dict_pre_hooks",
    "_optimizer_state_dict_post_hooks",
    "_optimizer_load_state_dict_pre_hooks",
    "_optimizer_load_state_dict_post_hooks",
)


def register(hooks: Any, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
    """Append ``hook``, or put it first; the handle's ``remove()`` takes it off again."""
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


def hooked(step: Callable[..., Any]) -> Callable[..., Any]:
    """``step`` between its pre and post hooks, under its name in the profiler."""

    @functools.wraps(step)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        self = args[0]
        with torch.autograd.profiler.record_function(f"Optimizer.step#{type(self).__name__}.step"):
            own = self._optimizer_step_pre_hooks.values()
            for before in chain(_global_optimizer_pre_hooks.values(), own):
                result = before(self, args, kwargs)
                if result is None:
                    continue
                if not (isinstance(result, tuple) and len(result) == 2):
                    raise RuntimeError(
                        f"{step} must return None or a tuple of (new_args, new_kwargs), "
                        f"but got {result}."
                    )
                args, kwargs = result
            out = step(*args, **kwargs)
            self._optimizer_step_code()
            own = self._optimizer_step_post_hooks.values()
            for after in chain(own, _global_optimizer_post_hooks.values()):
                after(self, args, kwargs)
            return out

    wrapper.hooked = True  # type: ignore[attr-defined]  # torch's own wrapper looks for this
    return wrapper
