"""What a run reports while it goes on, bounded: measures, series, progress. No torch, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Collection
from time import monotonic
from typing import Protocol

from quizapp.lab.model import Measured
from quizapp.lab.protocol import Frame

MAX_VALUES = 4_096
"""Numbers and texts in all measurements of a run together."""

MAX_TEXT = 2_000
"""Characters of a measured text."""

MAX_POINTS = 10_001
"""Points of a series: 10,000 steps and the start."""

MAX_SERIES = 32

_PAUSE = 0.03
"""Seconds between two messages about a run going on: a curve cannot be seen to grow faster."""


class ReportError(ValueError):
    """The lab reported what it must not: an undeclared name, too much, a wrong kind of value."""


class Halt(Protocol):
    """Where a run can be made to wait."""

    def is_due(self) -> bool: ...

    def wait(self) -> None: ...


class Record:
    """Collects what one run reports, and tells it on through ``send`` while the run goes on.

    Args:
        measures: the names it may measure; ``None`` allows any.
        series: the names it may plot; ``None`` allows any.
        send: takes frames for the watcher; ``None`` when nobody watches.
        halt: asked when a curve goes on to another x; waits there if somebody wants to.
    """

    def __init__(
        self,
        measures: Collection[str] | None = None,
        series: Collection[str] | None = None,
        send: Callable[[Frame], None] | None = None,
        halt: Halt | None = None,
    ) -> None:
        self.measures: dict[str, Measured] = {}
        self.uncompared: set[str] = set()
        self.series: dict[str, list[tuple[float, float]]] = {}
        self._known_measures = measures
        self._known_series = series
        self._send = send
        self._fresh: list[tuple[str, float, float]] = []
        self._progress: list[object] = []
        self._sent = monotonic()
        self._values = 0
        self._halt = halt
        self._x: float | None = None

    def measure(self, name: str, value: Measured, *, compare: bool = True) -> None:
        """Keep a measurement; ``compare`` says whether the two families must agree in it.

        Raises:
            ReportError: the lab does not declare it, or it is too big.
        """
        if self._known_measures is not None and name not in self._known_measures:
            raise ReportError(f"measures {name!r}, which it does not declare")
        self._values += _count(value)
        if self._values > MAX_VALUES:
            raise ReportError(f"measures more than {MAX_VALUES:,} values (at {name!r})")
        self.measures[name] = value
        if not compare:
            self.uncompared.add(name)

    def point(self, series: str, x: float, y: float) -> None:
        """Keep a point of a series.

        Raises:
            ReportError: the lab does not declare the series, or it has too many points.
        """
        if self._known_series is not None and series not in self._known_series:
            raise ReportError(f"plots {series!r}, which it does not declare")
        points = self.series.setdefault(series, [])
        if len(points) >= MAX_POINTS or len(self.series) > MAX_SERIES:
            raise ReportError(f"plots more than {MAX_POINTS:,} points of {MAX_SERIES} series")
        if self._halt is not None and self._x not in (None, x) and self._halt.is_due():
            self.flush()
            self._halt.wait()
        self._x = x
        points.append((x, y))
        if self._send is not None:
            self._fresh.append((series, x, y))
            self._tell()

    def progress(self, fraction: float, note: str = "") -> None:
        """Tell the watcher how far the run is (not kept)."""
        if self._send is not None:
            self._progress = [min(1.0, max(0.0, fraction)), note[:MAX_TEXT]]
            self._tell()

    def flush(self) -> None:
        """Tell the watcher at once what waits to be told."""
        self._sent = monotonic()
        frame: Frame = {}
        if self._fresh:
            frame["points"] = self._fresh
            self._fresh = []
        if self._progress:  # beside its points, so that neither is ahead of the other
            frame["progress"] = self._progress
            self._progress = []
        if frame and self._send is not None:
            self._send(frame)

    def _tell(self) -> None:
        """The same, unless the watcher was told something a moment ago."""
        if monotonic() - self._sent >= _PAUSE:
            self.flush()


def _count(value: Measured) -> int:
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise ReportError(f"measures a text of {len(value):,} characters; at most {MAX_TEXT:,}")
    return sum(map(_count, value)) if isinstance(value, list) else 1
