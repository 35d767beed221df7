"""Opening a checkpoint file without running what is in it, and without reading all of it."""

from __future__ import annotations

import pickle
import re
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import torch

from quizapp.optim.inspect import words

_ASKED_FOR = re.compile(r"GLOBAL ([\w.]+)")


_NONSENSE = "its pickle makes no sense"

_SIGNS = (
    ("TorchScript", "script", ""),
    ("file in archive is not in a subdirectory", "other", ""),
    ('hasRecord("version")', "other", ""),
    ("file not found", "other", ""),
    ("allocate memory", "memory", ""),
    ("bad_alloc", "memory", ""),
    ("central directory", "damaged", "its end is missing"),
    ("not resizable", "damaged", "a tensor reaches beyond its numbers"),
)
"""What torch says, and what that means."""


class CheckpointError(Exception):
    """A file that cannot be opened. ``reason`` is ``refused`` (it asks for the code named in
    ``detail``), ``script`` (a TorchScript program), ``other`` (no checkpoint at all), ``memory``,
    ``denied`` (the system does not let this process read it) or ``damaged``."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file holds, all of it on the CPU, and where its storages (by address) were."""

    value: Any
    devices: dict[int, str]


def open_checkpoint(source: Path | BinaryIO) -> Opened:
    """Load what ``torch.save`` wrote, tensors and plain values only; the rest is refused unrun.

    Tensors stay in the file, from where they are read when they are looked at, unless it is of the
    form that torch wrote before version 1.6, or given as an open file: torch maps by name only.

    Raises CheckpointError.
    """
    devices: dict[int, str] = {}

    def keep(storage: Any, location: object) -> Any:
        devices[storage.data_ptr()] = words.shown(location)  # a file may say anything
        return storage

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            mapped = isinstance(source, Path) and zipfile.is_zipfile(source)
            value = torch.load(source, map_location=keep, weights_only=True, mmap=mapped)
    except pickle.UnpicklingError as error:
        asked = _ASKED_FOR.search(str(error))
        reason = ("refused", asked[1]) if asked else ("damaged", _NONSENSE)
        raise CheckpointError(*reason) from None
    except MemoryError:
        raise CheckpointError("memory", "") from None
    except PermissionError as error:
        raise CheckpointError("denied", str(error.strerror)) from None
    except Exception as error:  # torch raises whatever the bytes led it into
        raise _explained(error) from None
    return Opened(value, devices)


def _explained(error: Exception) -> CheckpointError:
    text = str(error)
    for sign, reason, detail in _SIGNS:
        if sign in text:
            return CheckpointError(reason, detail)
    first = text.partition("\n")[0].partition(". ")[0] if isinstance(error, RuntimeError) else ""
    return CheckpointError("damaged", first[:200] or _NONSENSE)
