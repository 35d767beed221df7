"""What an inspection finds: a tree of frozen values, of a live optimizer or a saved one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

Devices = Mapping[int, str]
"""For the address of each storage of a file, the device that it was saved from."""


def address(tensor: Tensor) -> int:
    """Where the numbers of ``tensor`` lie; 0 if they have no one place."""
    return tensor.untyped_storage().data_ptr() if tensor.layout == torch.strided else 0


def device_of(tensor: Tensor, devices: Devices | None) -> str:
    """The device that ``tensor`` was saved from, or else is on."""
    here = str(tensor.device)
    return devices.get(address(tensor), here) if devices else here


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """A tensor without its numbers."""

    shape: tuple[int, ...]
    dtype: str
    device: str
    elements: int
    bytes: int

    @classmethod
    def of(cls, tensor: Tensor, devices: Devices | None = None) -> TensorInfo:
        """Describe ``tensor``, which may lie elsewhere now than when it was saved."""
        count = tensor.numel()
        dtype = str(tensor.dtype).removeprefix("torch.")
        size = count * tensor.element_size()
        return cls(tuple(tensor.shape), dtype, device_of(tensor, devices), count, size)


@dataclass(frozen=True, slots=True)
class StateInfo:
    """One thing that the optimizer keeps for a parameter; ``tensor`` is None for other values."""

    name: str
    text: str
    bytes: int
    tensor: TensorInfo | None = None


@dataclass(frozen=True, slots=True)
class ParamInfo:
    """A parameter and its state. What a checkpoint does not tell is None.

    ``index`` is the number that ``state_dict`` uses. ``named_by`` says where the name is from:
    ``model``, ``param_names``, or ``position`` (of the model's state dict, a guess).
    """

    index: int
    name: str | None
    named_by: str | None
    tensor: TensorInfo | None
    trainable: bool | None
    state: tuple[StateInfo, ...]

    @property
    def label(self) -> str:
        return self.name or f"parameter {self.index}"

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(entry.name for entry in self.state)

    @property
    def state_bytes(self) -> int:
        return sum(entry.bytes for entry in self.state)


@dataclass(frozen=True, slots=True)
class GroupInfo:
    """A parameter group: its settings (``params`` and ``param_names`` left out), its parameters."""

    index: int
    settings: Mapping[str, object]
    params: tuple[ParamInfo, ...]

    @property
    def elements(self) -> int:
        return sum(p.tensor.elements for p in self.params if p.tensor)

    @property
    def state_bytes(self) -> int:
        return sum(p.state_bytes for p in self.params)

    @property
    def usual_keys(self) -> tuple[str, ...]:
        """The state that most parameters of the group have."""
        counts = Counter(p.keys for p in self.params if p.state)
        return counts.most_common(1)[0][0] if counts else ()


@dataclass(frozen=True, slots=True)
class OptimizerInfo:
    """An optimizer beside a model.

    ``ungrouped`` are parameters of the model in no group, ``frozen`` those that take no
    gradient, ``tied`` the names that mean one tensor; ``unknown`` are the numbers of optimized
    parameters that are not the model's. ``kind`` of a checkpoint is judged by its settings.
    """

    kind: str
    groups: tuple[GroupInfo, ...]
    ungrouped: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ()
    tied: tuple[tuple[str, ...], ...] = ()
    unknown: tuple[int, ...] = ()

    @property
    def params(self) -> tuple[ParamInfo, ...]:
        return tuple(p for group in self.groups for p in group.params)

    @property
    def elements(self) -> int:
        return sum(group.elements for group in self.groups)

    @property
    def state_bytes(self) -> int:
        return sum(group.state_bytes for group in self.groups)
