"""The level of isolation in words: what is kept from labs on this machine, and what is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

GUARDS: Mapping[str, str] = {
    "files": "reads the system, Python and quizapp, no other file; writes in a scratch folder",
    "network": "reaches no socket outside, of this machine or another",
    "privileges": "has none, and no program that it starts gains any",
    "signals": "cannot signal a process that it did not start",
    "processes": "takes what it starts with it, also what called setsid",
    "memory": "grows to its bound and no further",
}
"""What is guarded, and what is then true of a lab."""

ON_A_DEVICE = ("privileges", "processes")
"""The guards of runs on a GPU, which share one process that must reach the GPU's driver."""


@dataclass(frozen=True, slots=True)
class Level:
    """Which guards are in force, each found out by trying; ``missing`` says why others are not."""

    missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def in_force(self) -> tuple[str, ...]:
        """The guards that hold, in the order of the table."""
        return tuple(guard for guard in GUARDS if guard not in self.missing)

    def together(self) -> Level:
        """The level of a shipped lab of several processes, where the worker has no network of its
        own: it is let out as far as they need.
        """
        open_for_it = {
            "files": "the lab's processes share memory in /dev/shm",
            "network": "the lab's processes meet over the loopback device",
        }
        return Level({**open_for_it, **self.missing})

    def on(self, device: str) -> Level:
        """The level of runs on a device."""
        if device.partition(" ")[0] in ("cpu", "auto", ""):
            return self
        shared = {
            guard: "runs on a GPU share one process" for guard in GUARDS if guard not in ON_A_DEVICE
        }
        return Level({**shared, **self.missing})


NOT_TRIED = Level(dict.fromkeys(GUARDS, "not tried yet"))
"""Before any worker has started, nothing is known and nothing claimed."""


def in_short(level: Level, say: Callable[[str], str] = str) -> str:
    """In one line: ``files, network; not isolated: signals (why)``, in the language of ``say``."""
    told = [", ".join(map(say, level.in_force))] if level.in_force else []
    if level.missing:
        told.append(f"{say('not isolated')}: {missing_in_short(level, say)}")
    return "; ".join(told)


def missing_in_short(level: Level, say: Callable[[str], str] = str) -> str:
    """What is missing, with those that have one reason taken together."""
    together: dict[str, list[str]] = {}
    for guard in GUARDS:
        if guard in level.missing:
            together.setdefault(level.missing[guard], []).append(say(guard))
    return ", ".join(f"{', '.join(guards)} ({say(why)})" for why, guards in together.items())


def as_data(level: Level) -> dict[str, object]:
    """For JSON."""
    return {"in_force": list(level.in_force), "missing": dict(level.missing)}
