"""A whole checkpoint: what is in it, each optimizer beside its model, and what would go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from torch import Tensor

from quizapp.optim.inspect import scan, words
from quizapp.optim.inspect.checkpoint import Contents, Part, find_state_dicts
from quizapp.optim.inspect.diff import Change, diff_state_dicts, diff_text
from quizapp.optim.inspect.files import Opened
from quizapp.optim.inspect.flat import leaves
from quizapp.optim.inspect.model import OptimizerInfo
from quizapp.optim.inspect.report import params_text
from quizapp.optim.inspect.rules import PROBLEM, Problem, problems_text
from quizapp.optim.inspect.saved import StateDict, inspect_state_dict
from quizapp.optim.inspect.trouble import find_mismatches, find_model_problems, find_problems

_REST = 20
"""Values beside the state dicts that text shows."""

_KEY = 40
"""Columns that keys may take of it."""


@dataclass(frozen=True, slots=True)
class SavedOptimizer:
    """An optimizer at ``path`` of a checkpoint; ``model`` is the path of the one it trains."""

    path: str
    model: str | None
    info: OptimizerInfo
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SavedModel:
    """A model at ``path`` of a checkpoint."""

    path: str
    tensors: int
    elements: int
    bytes: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A state dict, and what changed in it since the other checkpoint."""

    path: str
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that is said of a checkpoint."""

    optimizers: tuple[SavedOptimizer, ...]
    models: tuple[SavedModel, ...]
    rest: tuple[tuple[str, str], ...]
    against: tuple[Compared, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is a problem; notes may be there."""
        problems = [problem for part in self.optimizers for problem in part.problems]
        problems += [problem for part in self.models for problem in part.problems]
        problems += [problem for part in self.against for problem in part.problems]
        return all(problem.level != PROBLEM for problem in problems)


Progress = Callable[[float], None]


def overview(
    opened: Opened, other: Opened | None = None, tell: Progress = lambda _: None
) -> Overview:
    """Look through a checkpoint; with ``other``, compare what both hold. ``tell`` hears the
    fraction of its numbers that was read. Raises TooLargeError."""
    contents = find_state_dicts(opened.value)
    total = sum(_bytes(part.value) for part in (*contents.optimizers, *contents.models))
    done = 0

    def read(count: int) -> None:
        nonlocal done
        done += count
        tell(min(1.0, done / max(1, total)))

    return Overview(
        optimizers=tuple(_optimizer(part, contents, opened, read) for part in contents.optimizers),
        models=tuple(_model(part, opened, read) for part in contents.models),
        rest=contents.rest,
        against=tuple(_compared(contents, find_state_dicts(other.value))) if other else (),
    )


def _optimizer(part: Part, contents: Contents, opened: Opened, read: scan.Tell) -> SavedOptimizer:
    model = contents.model_of(part)
    weights = model.value if model else None
    info = inspect_state_dict(part.value, weights, opened.devices)
    problems = find_problems(part.value, weights, devices=opened.devices, tell=read)
    return SavedOptimizer(part.path, model.path if model else None, info, problems)


def _model(part: Part, opened: Opened, read: scan.Tell) -> SavedModel:
    tensors = [x for x in part.value.values() if isinstance(x, Tensor)]
    problems = find_model_problems(part.value, devices=opened.devices, tell=read)
    elements = sum(x.numel() for x in tensors)
    return SavedModel(part.path, len(tensors), elements, _bytes(part.value), problems)


def _bytes(value: StateDict) -> int:
    held = (x for _, x in leaves(value) if isinstance(x, Tensor))
    return sum(x.numel() * x.element_size() for x in held)


def _compared(mine: Contents, others: Contents) -> Iterator[Compared]:
    """State dicts of the same path, or else in the order in which the two files hold them."""
    for own, theirs in ((mine.optimizers, others.optimizers), (mine.models, others.models)):
        by_path = {part.path: part for part in theirs}
        for i, part in enumerate(own):
            twin = by_path.get(part.path) or (theirs[i] if i < len(theirs) else None)
            if twin is not None:
                both = (twin.value, part.value)
                problems = find_mismatches(*both) if own is mine.optimizers else ()
                yield Compared(part.path, diff_state_dicts(*both), problems)


def overview_text(seen: Overview) -> str:
    """All of it as text: contents, each optimizer, what would go wrong, what differs."""
    blocks = ["\n".join(words.columns(_contents(seen), wide=1))]
    for optimizer in seen.optimizers:
        beside = f", parameters of {_place(optimizer.model)}" if optimizer.model is not None else ""
        blocks.append(_title(f"{_place(optimizer.path)}{beside}") + params_text(optimizer.info))
        blocks.append(_title("what would go wrong on load") + _problems(optimizer.problems))
    blocks += [
        _title(f"wrong in {_place(model.path)}") + problems_text(model.problems)
        for model in seen.models
        if model.problems
    ]
    for compared in seen.against:
        difference = diff_text(compared.changes)
        told = f"{problems_text(compared.problems)}\n\n" if compared.problems else ""
        blocks.append(
            _title(f"{_place(compared.path)}, since the other checkpoint") + told + difference
        )
    return "\n\n".join(blocks)


def _contents(seen: Overview) -> list[tuple[str, str]]:
    """What lies where. Keys are cut before the name of an optimizer would be."""
    heads = [*_heads(seen)]
    rest = [(_place(path), text) for path, text in seen.rest[:_REST]]
    if len(seen.rest) > _REST:
        rest.append(("…", f"and {len(seen.rest) - _REST:,} more values"))
    taken = max((len(text) for _, text in heads), default=0)
    room = min(_KEY, max(12, words.WIDTH - 2 - taken))
    return [(words.cut(place, room), text) for place, text in (*heads, *rest)]


def _heads(seen: Overview) -> Iterator[tuple[str, str]]:
    for optimizer in seen.optimizers:
        size = words.size(optimizer.info.state_bytes)
        yield _place(optimizer.path), f"optimizer, {optimizer.info.kind} by its settings, {size}"
    for model in seen.models:
        count = words.count(model.tensors, "tensor")
        yield _place(model.path), f"model, {count}, {words.size(model.bytes)}"


def _place(path: str) -> str:
    return path or "(all of it)"


def _title(text: str) -> str:
    line = words.cut(f"── {text} ", words.WIDTH - 2)
    return f"{line}{'─' * (words.WIDTH - len(line))}\n"


def _problems(problems: tuple[Problem, ...]) -> str:
    return problems_text(problems) or "nothing was found"
