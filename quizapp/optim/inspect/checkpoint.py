"""Finding the state dicts of optimizers and models in what a checkpoint file holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from quizapp.optim.inspect import words
from quizapp.optim.inspect.flat import DEEPEST, MOST, TooLargeError, children, dotted
from quizapp.optim.inspect.forms import is_model, is_optimizer
from quizapp.optim.inspect.saved import StateDict, parameters, shape_told_by


@dataclass(frozen=True, slots=True)
class Part:
    """A state dict and the path of keys that leads to it; of a bare one the path is empty."""

    path: str
    value: StateDict


@dataclass(frozen=True, slots=True)
class Contents:
    """What a checkpoint holds; ``rest`` are paths and texts of all that is no state dict."""

    optimizers: tuple[Part, ...]
    models: tuple[Part, ...]
    rest: tuple[tuple[str, str], ...]

    def model_of(self, optimizer: Part) -> Part | None:
        """The model that an optimizer most likely trains: as many parameters, of its shapes."""
        if not self.models:
            return None
        return max(self.models, key=lambda model: _likeness(optimizer.value, model.value))


def find_state_dicts(root: object) -> Contents:
    """Look for state dicts in ``root``, however a checkpoint nests them.

    Raises TooLargeError where more is nested than in any checkpoint.
    """
    optimizers, models, rest = [], [], []
    for path, value in _walk(root):
        where = dotted(path)
        if is_optimizer(value):
            optimizers.append(Part(where, value))
        elif is_model(value):
            models.append(Part(where, value))
        else:
            rest.append(
                (where, words.tensor(value) if isinstance(value, Tensor) else _brief(value))
            )
    return Contents(tuple(optimizers), tuple(models), tuple(rest))


def _walk(root: object) -> Iterator[tuple[tuple[object, ...], Any]]:
    """State dicts, and what is nested in none, from the outside in."""
    stack: list[tuple[tuple[object, ...], object]] = [((), root)]
    seen = 0
    while stack:
        path, value = stack.pop()
        seen += 1
        if seen > MOST or len(path) > DEEPEST:
            raise TooLargeError(f"over {MOST:,} values or {DEEPEST} levels are nested in it")
        inner = [] if is_optimizer(value) or is_model(value) else children(value)
        holds = any(isinstance(item, Mapping | list | tuple) for _, item in inner)
        if inner and (holds or not path):
            stack += [((*path, key), item) for key, item in reversed(inner)]
        else:
            yield path, value


def _brief(value: object) -> str:
    return words.count(len(value), "value") if isinstance(value, Mapping) else words.value(value)


def _likeness(optimizer: StateDict, model: StateDict) -> tuple[bool, int]:
    weights = [*parameters(model).values()]
    keys = [key for group in optimizer["param_groups"] for key in group["params"]]
    told = [shape_told_by(optimizer["state"].get(key)) for key in keys]
    alike = sum(x is not None and x.shape == w.shape for x, w in zip(told, weights, strict=False))
    return len(keys) == len(weights), alike
