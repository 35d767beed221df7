"""A lab set up on the bench: its knobs as they stand, seed and device; what is wrong with them.

Pure values, no torch. A setup may be wrong while somebody types; only ``job`` insists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from quizapp.errors import QuizError
from quizapp.lab import declarative, defaults, knobs, turn
from quizapp.lab.beside import info_of
from quizapp.lab.judge import show_text
from quizapp.lab.model import Job, Knob, LabInfo
from quizapp.lab.surfaces import SURFACES

OPTIMIZER = "optimizer"
"""The name under which any optimizer can be run on any formula, without a file."""

TEXT, FORMULA = "text", "formula"
"""Kinds of knob that only the lab of any formula has: a list as text, and the formula."""

DEVICES = ("auto", "cpu", "cuda", "mps")

SEED, DEVICE = "--seed", "--device"
"""Names of what is set beside a lab's own knobs; no knob of a lab can be called so."""

OPTIMIZER_LAB = LabInfo(
    name=OPTIMIZER,
    claim="Any optimizer, or a wrong variant of it, descends any formula.",
    topic="any formula",
    knobs=(),
    measures=declarative.MEASURES,
    series=declarative.SERIES,
    source="torch.optim",
)

_LAST_SEED = 2**31 - 1
_SEED = Knob(SEED, "int", 0, low=0, high=_LAST_SEED, help="of torch's generator")
_DEVICE = Knob(DEVICE, "choice", "auto", choices=DEVICES, help="auto is the CPU")
_MUTANT_HELP = "a wrong variant in its original's place; not compared with torch"


def seed_within(seed: int) -> int:
    """A seed given with ``--seed``, as the bench would take it.

    Raises:
        QuizError: it is out of bounds.
    """
    if knobs.fit(_SEED, seed) is None:
        raise QuizError(f"{SEED} {seed}", f"Give {knobs.span(_SEED)}.", status=2)
    return seed


@dataclass(frozen=True, slots=True)
class Setup:
    """A lab and what was set of it. ``given`` has only what differs from the defaults."""

    info: LabInfo
    given: Mapping[str, object] = field(default_factory=dict)

    @property
    def dials(self) -> tuple[Knob, ...]:
        """Everything that can be set, in the order in which it is shown."""
        if self.info.name != OPTIMIZER:
            own = {knob.name for knob in self.info.knobs}
            general = (knob for knob in knobs.GENERAL if knob.name not in own)
            return (*self.info.knobs, *general, _SEED, _DEVICE)
        return (*_optimizer_dials(show_text(self.given.get("opt", "SGD"))), _SEED, _DEVICE)  # type: ignore[arg-type]

    def dial(self, name: str) -> Knob:
        """One of them."""
        return next(knob for knob in self.dials if knob.name == name)

    def value(self, knob: Knob) -> object:
        """What a knob stands at."""
        return self.given.get(knob.name, knob.default)

    def put(self, name: str, value: object) -> Setup:
        """Set one knob; a new optimizer takes what it knows of the settings with it."""
        given = {**self.given, name: value}
        changed = replace(self, given=given)
        known = {knob.name: knob.default for knob in changed.dials}
        kept = {key: value for key, value in given.items() if key in known}
        if self.info.name == OPTIMIZER and name == "opt":
            kept.pop("mutant", None)
        kept = {key: value for key, value in kept.items() if not _same(value, known[key])}
        return replace(self, given=kept)

    def typed(self, name: str, text: str) -> Setup:
        """Set one knob to what was typed, right or wrong."""
        return self.put(name, text if self.dial(name).kind == FORMULA else knobs.read(text))

    def turned(self, name: str, by: int) -> Setup:
        """Move one knob by so many steps."""
        knob = self.dial(name)
        value = self.value(knob)
        if knob.kind == FORMULA:
            return self._next_ground(by)
        if name == SEED and isinstance(value, int):  # one seed is no farther than another
            return self.put(name, min(max(0, value + by), _LAST_SEED))
        return self.put(name, turn.turned(knob, value, by))

    def _next_ground(self, by: int) -> Setup:
        """The next of the losses worth descending, and where to start on it."""
        losses = [loss for loss, _ in _GROUNDS]
        loss = str(self.value(self.dial("loss")))
        at = losses.index(loss) + by if loss in losses else 0
        loss, start = _GROUNDS[at % len(losses)]
        return self.put("loss", loss).put("start", list(start))

    def faults(self) -> dict[str, str]:
        """What is wrong, by the name of the knob; empty when it can run."""
        found = {}
        for knob in (_SEED, _DEVICE):
            if knobs.fit(knob, self.value(knob)) is None:
                found[knob.name] = f"{knobs.shown(self.value(knob))} is not {knobs.span(knob)}"
        if self.info.name == OPTIMIZER:
            for fault in declarative.faults(self._own()):
                place = "" if fault.offset is None else f" (character {fault.offset + 1})"
                remedy = f"; {fault.help}" if fault.help else ""
                found.setdefault(fault.setting, f"{fault.message}{place}{remedy}")
            return found
        for name, value in self._own().items():
            try:
                knobs.check(self.info, name, value)
            except QuizError as error:
                found[name] = error.message.partition(": ")[2] or error.message
        return found

    def job(self) -> Job:
        """The run that this setup means.

        Raises:
            QuizError: something is wrong with it; the message is about the first fault.
        """
        for name, fault in self.faults().items():
            raise QuizError(f"{name.lstrip('-')}: {fault}", "Set it right, then run.")
        seed = int(self.value(_SEED))  # type: ignore[call-overload]
        device = str(self.value(_DEVICE))
        own = self._own()
        if self.info.name == OPTIMIZER:
            return Job(OPTIMIZER, OPTIMIZER, own, device=device, seed=seed)
        return knobs.job(self.info, own, device=device, seed=seed)

    def _own(self) -> dict[str, object]:
        """The settings that are the lab's: an optimizer lab's own ones always, others if given."""
        own = {key: value for key, value in self.given.items() if not key.startswith("--")}
        if self.info.name != OPTIMIZER:
            return own
        always = {knob.name: knob.default for knob in self.dials if knob.name in _ALWAYS}
        return {**always, "start": knobs.read(str(always["start"])), **own}


_ALWAYS = ("opt", "loss", "start", "steps", "lr")
"""Settings of an optimizer lab that a run states even where they are the defaults."""


_STARTS = {
    "rosenbrock": (-1.5, 2.0),
    "beale": (3.0, 1.5),
    "himmelblau": (0.0, 0.0),
    "bowl": (-1.5, 1.0),
    "valley": (-8.0, 3.0),
    "saddle": (-1.5, 0.01),
}

_GROUNDS: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("x**2", (1.0,)),
    ("abs(x)", (1.0,)),
    ("x**4 - x**2", (1.5,)),
    *((SURFACES[name].formula, start) for name, start in _STARTS.items()),
)
"""Losses that a turn of the knob goes through, and where to start on each."""


def of_job(job: Job, labs: Mapping[str, LabInfo]) -> Setup:
    """The setup that a job was made from.

    Raises:
        QuizError: its lab is no longer there.
    """
    if job.kind == OPTIMIZER:
        info: LabInfo | None = OPTIMIZER_LAB
    elif job.deck:
        info = info_of(job)
    else:
        info = next((lab for lab in labs.values() if lab.origin == job.origin), labs.get(job.name))
    if info is None:
        raise QuizError(f"no lab {job.name!r}", "`quizapp lab list` has all there are.")
    setup = Setup(info)
    values = {**_unsaid(job), **job.knobs, SEED: job.seed, DEVICE: job.device}
    for name, value in values.items():
        setup = setup.put(name, value)
    return setup


def _unsaid(job: Job) -> dict[str, object]:
    """What a job means by what it does not say, where the bench's own defaults are others."""
    if job.kind != OPTIMIZER:
        return {}
    opt = job.knobs.get("opt")  # it comes first: the others are its settings
    lr = defaults.of(str(opt)).get("lr")
    return {"opt": opt, "steps": 1, **({} if lr is None else {"lr": lr})}


def _same(value: object, default: object) -> bool:
    if isinstance(value, (list, tuple)):
        return show_text(list(value)) == default
    return type(value) is type(default) and value == default


@cache
def _optimizer_dials(opt: str) -> tuple[Knob, ...]:
    keywords = declarative.KEYWORDS.get(opt, {})
    known = defaults.of(opt)
    mutants = tuple(name for name, original in declarative.MUTANTS.items() if original == opt)
    return (
        Knob("opt", "choice", "SGD", choices=tuple(declarative.KEYWORDS), help="the optimizer"),
        Knob("mutant", "choice", "none", choices=("none", *mutants), help=_MUTANT_HELP),
        Knob(
            "loss",
            FORMULA,
            "x**2",
            help="a formula of x, or of x0, x1 …; a turn takes the next known one",
        ),
        Knob("start", TEXT, "[1]", help="where x starts; several numbers make a vector"),
        Knob("steps", "int", 30, low=1, high=declarative.MAX_STEPS, help="steps to take"),
        *(
            _rate(known.get(name)) if name == "lr" else _keyword(name, takes, known.get(name))
            for name, takes in keywords.items()
        ),
        Knob("dtype", "choice", "float32", choices=declarative.DTYPES, help="of the parameter"),
    )


def _rate(default: object) -> Knob:
    """The learning rate; on the bench it is one at which something moves."""
    return Knob("lr", "float", 0.1, help=f"torch's own default is {show_text(default)}")  # type: ignore[arg-type]


def _keyword(name: str, takes: str, default: object) -> Knob:
    """An optimizer's keyword as a knob, with the optimizer's own default."""
    if takes == declarative.FLAG:
        return Knob(name, "bool", bool(default))
    if takes == declarative.COUNT:
        count = default if isinstance(default, int) else 25  # LBFGS: max_iter * 5 // 4
        return Knob(name, "int", count, low=1, high=declarative.MAX_STEPS)
    if takes == declarative.NUMBER:
        return Knob(name, "float", float(default) if isinstance(default, (int, float)) else 0.0)
    if takes in (declarative.PAIR, declarative.TRIPLE):
        values = list(default) if isinstance(default, tuple) else []
        return Knob(name, TEXT, show_text(values))
    choices = tuple(takes.split(" or "))
    if default is None and len(choices) == 1:
        choices = ("none", *choices)
    return Knob(name, "choice", choices[0], choices=choices)
