"""Numbers with a unit, as authors write them: 3 ms, 2 KiB, 50%, 2×. Reads and converts them."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

_KINDS: dict[str, dict[str, float]] = {
    "time": {
        "ns": 1e-9, "µs": 1e-6, "us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0,
    },
    "size": {
        "B": 1.0, "KiB": 2.0**10, "MiB": 2.0**20, "GiB": 2.0**30, "kB": 1e3, "MB": 1e6, "GB": 1e9,
    },
    "share": {"": 1.0, "%": 0.01, "‰": 0.001, "×": 1.0},
}  # fmt: skip
"""Each unit and how much of its kind it is; the bare number is a share of one."""

UNITS: dict[str, tuple[str, float]] = {
    name: (kind, factor) for kind, units in _KINDS.items() for name, factor in units.items()
}

KNOWN = ", ".join(name for name in UNITS if name)
"""All units, for messages."""

_WRITTEN = re.compile(
    r"(?P<number>[-+−]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\s*(?P<unit>[^\W\d_]+|[%‰×])"
)
_NAMED = re.compile(r"\[([^\[\]]{1,8})\]$")


class Quantity(NamedTuple):
    """A number and its unit, which is one of ``UNITS``."""

    value: float
    unit: str


class UnitError(ValueError):
    """A unit that cannot be turned into another."""


def read(text: str) -> Quantity | None:
    """The number with a unit that ``text`` is; None when it is none, or the unit is not known."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None or found["unit"].replace("μ", "µ") not in UNITS:
        return None
    value = float(found["number"].replace("−", "-"))
    return Quantity(value, found["unit"].replace("μ", "µ")) if math.isfinite(value) else None


def unknown_unit(text: str) -> str:
    """The unit of a number whose unit nobody knows; empty when ``text`` is no such thing."""
    found = _WRITTEN.fullmatch(text.strip())
    known = found is None or found["unit"].replace("μ", "µ") in UNITS
    return "" if found is None or known else found["unit"]


def convert(quantity: Quantity, unit: str) -> float:
    """The number that a quantity is in another unit; ``""`` is that of a bare number.

    Raises:
        UnitError: the two measure different things.
    """
    kind, factor = UNITS[quantity.unit]
    wanted, size = UNITS[unit]
    if kind != wanted:
        has = f"in {unit}" if unit else "without a unit"
        raise UnitError(f"{quantity.value:g} {quantity.unit} is a {kind}, the measurement is {has}")
    return quantity.value * factor / size


def like(unit: str) -> str:
    """The units of the same kind, for messages: ``ns, µs, ms, s``."""
    kind, _ = UNITS[unit]
    return ", ".join(name for name in _KINDS[kind] if name)


def unit_named(meaning: str) -> str:
    """The unit at the end of a measurement's meaning, ``… a step [ms]``; empty without one."""
    found = _NAMED.search(meaning)
    return found[1] if found is not None and found[1] in UNITS else ""
