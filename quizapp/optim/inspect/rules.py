"""The rules of loading: what can go wrong, what each case means, and how it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.optim.inspect import words

NOTE, PROBLEM = "note", "problem"

RULES: dict[str, tuple[str, str]] = {
    "more-parameters": (
        PROBLEM,
        "more parameters are optimized than the model's state dict has: load_state_dict of an"
        " optimizer of that model raises ValueError",
    ),
    "fewer-parameters": (
        NOTE,
        "fewer parameters are optimized than the model's state dict has: build the optimizer over"
        " the same ones, or load_state_dict raises ValueError",
    ),
    "strangers": (PROBLEM, "names that the model's state dict does not have"),
    "shape": (PROBLEM, "state of another shape than the parameter: it loads, and step() fails"),
    "order": (
        NOTE,
        "the groups do not list the parameters as the model's state dict does, so their names"
        " cannot be told",
    ),
    "positions": (
        NOTE,
        "parameters are known by position, not by name: listed in another order they take each"
        " other's state. Build the optimizer from named_parameters() to save names",
    ),
    "no-step": (PROBLEM, "state without step: load_state_dict or step() raises KeyError"),
    "no-state": (NOTE, "no state, though others have some: never stepped, or added later"),
    "orphans": (PROBLEM, "state of parameters that no group has: it is loaded and never used"),
    "repeated": (PROBLEM, "one parameter in two places of the groups"),
    "foreign": (PROBLEM, "state that this optimizer does not keep: another class saved it"),
    "lr-zero": (NOTE, "the learning rate is 0: the group stands still until a scheduler raises it"),
    "lr-wrong": (PROBLEM, "no learning rate, or none that can be"),
    "not-finite": (PROBLEM, "NaN or infinity: every later step carries it on"),
    "narrowed": (PROBLEM, "load_state_dict casts this state to the parameter's narrower dtype"),
    "capturable": (PROBLEM, "capturable=True is loaded too, and step() refuses it on a CPU"),
    "flags": (NOTE, "chosen for a device that is not here, and loaded too: set them anew"),
    "other-kind": (PROBLEM, "the two are of different optimizers"),
    "other-groups": (
        PROBLEM,
        "the groups differ in number or size: load_state_dict raises ValueError",
    ),
    "other-shape": (PROBLEM, "parameters differ in shape: loading passes, and step() fails"),
    "device": (PROBLEM, "saved on a device that is not here: load with map_location='cpu'"),
}
"""For each code: whether it is a problem or to be noted, and what it means."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that goes wrong (or is only worth a note), and all the places where."""

    level: str
    code: str
    meaning: str
    where: tuple[str, ...]


Finding = tuple[str, str]
"""A code, and one place where it holds."""


def gathered(findings: Iterable[Finding]) -> tuple[Problem, ...]:
    """One problem a code with all its places; problems before notes."""
    places: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for code, where in findings:
        places[code][where] = None
    found = [
        Problem(level, code, meaning, tuple(places[code]))
        for code, (level, meaning) in RULES.items()
        if code in places
    ]
    return tuple(sorted(found, key=lambda problem: problem.level == NOTE))


def problems_text(problems: Iterable[Problem]) -> str:
    """A paragraph for each."""
    lines: list[str] = []
    for problem in problems:
        lines += words.listed(f"{problem.level}: ", problem.meaning.split(" "), "    ", " ")
        some = [*problem.where[:6]]
        if len(problem.where) > len(some):
            some.append(f"and {len(problem.where) - len(some):,} more")
        lines += words.listed("    ", some)
    return "\n".join(lines)
