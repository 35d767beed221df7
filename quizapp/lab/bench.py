"""The bench a code lab works on: the only part of quizapp that a file in ``labs/`` imports.

A lab is one function that builds tensors and optimizers, and reports what it measured. It is
called once with ``bench.optim`` being ours and once with it being torch's; the runner, not the
lab, compares the two. Imports torch: for the worker and the labs only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any, NoReturn, TypeVar

import torch

from quizapp.lab import formula, tensors
from quizapp.lab.model import Measured
from quizapp.lab.record import MAX_VALUES, Record, ReportError
from quizapp.lab.surfaces import surface

Run = TypeVar("Run", bound=Callable[..., None])


class Knob:
    """A parameter of a lab: its default, and the bounds (or choices) that a value must respect.

    The default's type is the knob's type. Written as a literal, for it is read from the source.
    """

    def __init__(
        self,
        default: float | int | bool | str,
        *,
        low: float | None = None,
        high: float | None = None,
        choices: Sequence[str] = (),
        unit: str = "",
        help: str = "",
    ) -> None:
        self.default = default
        self.low = low
        self.high = high
        self.choices = tuple(choices)
        self.unit = unit
        self.help = help


def lab(
    *,
    claim: str,
    topic: str,
    measures: Mapping[str, str],
    knobs: Mapping[str, Knob] | None = None,
    series: Mapping[str, str] | None = None,
    plot: str = "lines",
    source: str = "",
    seconds: float = 10.0,
) -> Callable[[Run], Run]:
    """Mark a function as the lab of its file. All arguments are literals; ``plot`` is a kind of
    drawing (``quizapp.lab.model.PLOTS``).

    ``seconds`` is the time limit of a lab that compiles, or that starts processes.

    Nothing is recorded here: ``quizapp.lab.registry`` reads them from the source, so that a lab
    can be listed without being run.
    """
    del claim, topic, measures, knobs, series, plot, source, seconds
    return lambda run: run


class Skip(Exception):  # noqa: N818 - a way out, not an error
    """Why a lab cannot be tried here: a device, a compiler or a process is missing."""


class Bench:
    """What a lab works with and reports to, for one run with one family of optimizers.

    Attributes:
        optim: the optimizers under test: ``quizapp.optim``, ``torch.optim``, or a mutant's.
        dtype: of the tensors that ``param`` makes.
        device: where they live.
        seed: of torch's generator, set before the run.
    """

    def __init__(
        self,
        optim: ModuleType,
        record: Record,
        *,
        device: str = "cpu",
        dtype: torch.dtype = torch.float32,
        seed: int = 0,
    ) -> None:
        self.optim = optim
        self.device = torch.device(device)
        self.dtype = dtype
        self.seed = seed
        self._record = record

    def param(self, values: Sequence[object]) -> torch.nn.Parameter:
        """A parameter to optimise, with these values (nested lists make a matrix)."""
        data = torch.tensor(values, dtype=self.dtype, device=self.device)
        return torch.nn.Parameter(data)

    def surface(self, name: str) -> Callable[[torch.Tensor], torch.Tensor]:
        """The loss of a known landscape (``quizapp.lab.surfaces``), or of a formula of x0 and x1.

        It takes a tensor of two elements.
        """
        return tensors.loss(formula.parse(surface(name).formula, 2))

    def measure(self, name: str, value: object, *, compare: bool = True) -> None:
        """Report a measurement: a number, bool, text, list of them, or a tensor.

        ``compare=False`` is for what differs from run to run, such as a time, or between the
        families by intent.
        """
        self._record.measure(name, plain(value), compare=compare)

    def point(self, series: str, x: float, y: object) -> None:
        """Report a point of a series; it shows on the curve while the lab runs on."""
        self._record.point(series, float(x), float(_number(y)))

    def progress(self, fraction: float, note: str = "") -> None:
        """Say how far the run is, from 0 to 1."""
        self._record.progress(float(fraction), note)

    def skip(self, reason: str) -> NoReturn:
        """End the run as ``skipped``: what it needs is not here."""
        raise Skip(reason)

    def together(self, each: Callable[..., Any], processes: int, *args: object) -> list[Any]:
        """Run ``each(bench, *args)`` in several processes; what each returned, by rank.

        A process group is there: gloo on CPUs, NCCL on GPUs. Under torchrun the processes are
        torchrun's, as many as it has; otherwise ``processes`` are started for this run.
        """
        from quizapp.lab import ranks

        try:
            return ranks.together(each, self, processes, args)
        except ranks.CannotStartError as error:
            self.skip(str(error))

    def raises(self, action: Callable[[], object]) -> str:
        """``Type: message`` of the exception that ``action`` raises; empty when it raises none."""
        try:
            action()
        except Skip:
            raise
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return ""


def _number(value: object) -> float:
    if isinstance(value, torch.Tensor):
        return float(value.detach().item())
    if isinstance(value, (int, float)):
        return float(value)
    raise TypeError(f"a point needs a number, not {type(value).__name__}")


def plain(value: object) -> Measured:
    """A measurement as plain data: tensors become numbers or (nested) lists."""
    if isinstance(value, torch.Tensor):
        if value.numel() > MAX_VALUES:
            raise ReportError(f"measures a tensor of {value.numel():,}; at most {MAX_VALUES:,}")
        numbers: Measured = value.detach().cpu().tolist()
        return numbers
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    raise TypeError(
        f"cannot be measured: {type(value).__name__} (a number, text, list or tensor can)"
    )
