"""A slot is one parameter with its gradient and state, as an engine hands them to a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor

Group = dict[str, Any]
State = Mapping[str, Tensor]
Rule = Callable[[Tensor, Tensor, State, Any], None]


class Slot(NamedTuple):
    """What a rule needs of one parameter, and its state of one number, which terms are made of."""

    p: Tensor
    g: Tensor
    state: dict[str, Tensor]
    scalars: Mapping[str, Tensor] = {}


def portions(slots: list[Slot], room: int) -> Iterator[list[Slot]]:
    """The slots in runs of at most ``room`` elements; a larger tensor is a run of its own."""
    portion: list[Slot] = []
    left = room
    for slot in slots:
        left -= slot.p.numel()
        if left < 0 and portion:
            yield portion
            portion, left = [], room - slot.p.numel()
        portion.append(slot)
    if portion:
        yield portion


def as_real(slot: Slot) -> Slot:
    """The slot with complex tensors seen as pairs of reals, in the same memory."""
    if not slot.p.is_complex() or slot.g.is_sparse:
        return slot
    state = {name: real_view(x) for name, x in slot.state.items()}
    return Slot(real_view(slot.p), real_view(slot.g), state)


def real_view(x: Tensor) -> Tensor:
    return torch.view_as_real(x.resolve_conj()) if x.is_complex() else x
