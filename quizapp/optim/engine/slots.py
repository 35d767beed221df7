"""A slot is one parameter with its gradient and state, as an engine hands them to a rule.

A batch is many slots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, NamedTuple

import torch
from torch import Tensor

Group = dict[str, Any]
State = Mapping[str, Tensor]
Rule = Callable[[Tensor, Tensor, State, Any], None]


class Slot(NamedTuple):
    """What a rule needs of one parameter."""

    p: Tensor
    g: Tensor
    state: dict[str, Tensor]


@dataclass(frozen=True)
class Batch:
    """Slots by column, as lists and kernels take them; they share what terms are made of.

    ``scalars`` is state of one number a parameter, which no rule sees.
    """

    p: list[Tensor]
    g: list[Tensor]
    state: dict[str, list[Tensor]]
    scalars: dict[str, list[Tensor]] = field(default_factory=dict)

    def columns(self) -> list[list[Tensor]]:
        """Parameters, gradients, and each kind of state."""
        return [self.p, self.g, *self.state.values()]

    def states(self) -> Iterable[dict[str, Tensor]]:
        """Each parameter's own state by name."""
        names = tuple(self.state)
        if not names:
            return repeat({})
        if len(names) == 1:  # worth a line of its own: with small tensors this is what a loop adds
            return [{names[0]: x} for x in self.state[names[0]]]
        rows = zip(*self.state.values(), strict=True)
        return map(dict, map(zip, repeat(names), rows))  # a comprehension costs as much again

    def slots(self) -> Iterator[Slot]:
        """One after another."""
        return map(Slot, self.p, self.g, self.states())

    def only(self, chosen: Sequence[int]) -> Batch:
        """The batch of those slots; state that they do not keep, which is None, is left out."""

        def pick(column: list[Tensor]) -> list[Tensor]:
            return [column[i] for i in chosen]

        state = {name: pick(column) for name, column in self.state.items()}
        kept = {name: column for name, column in state.items() if column[0] is not None}
        scalars = {name: pick(column) for name, column in self.scalars.items()}
        return Batch(pick(self.p), pick(self.g), kept, scalars)

    def portions(self, room: int) -> Iterator[Batch]:
        """Runs of slots of at most ``room`` elements; a larger tensor is a run of its own."""
        sizes = list(map(Tensor.numel, self.p))
        start, left = 0, room
        for i, size in enumerate(sizes):
            if size > left and i > start:
                yield self.only(range(start, i))
                start, left = i, room
            left -= size
        yield self.only(range(start, len(sizes))) if start else self


def as_real(slot: Slot) -> Slot:
    """The slot with complex tensors seen as pairs of reals, in the same memory."""
    if not slot.p.is_complex() or slot.g.is_sparse:
        return slot
    state = {name: real_view(x) for name, x in slot.state.items()}
    return Slot(real_view(slot.p), real_view(slot.g), state)


def real_view(x: Tensor) -> Tensor:
    return torch.view_as_real(x.resolve_conj()) if x.is_complex() else x
