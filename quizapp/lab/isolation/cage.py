"""The guards as they are put up: once around the worker, then closer around each of its jobs."""

from __future__ import annotations

import os
import platform
import resource
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from quizapp.lab.isolation import calls, files, folders, network, places, refused
from quizapp.lab.isolation.level import NOT_TRIED, Level


@dataclass(frozen=True, slots=True)
class Means:
    """What is used: a network of its own, giving up capabilities, Landlock."""

    own_network: bool = True
    unprivileged: bool = True
    landlock: bool = True


ORDER = (
    Means(),
    Means(own_network=False),
    Means(own_network=False, unprivileged=False),
    Means(own_network=False, landlock=False),
    Means(own_network=False, unprivileged=False, landlock=False),
)
"""Best first. A system that refuses some of them gets the first that lets Python work."""

_CACHES = ("TORCHINDUCTOR_CACHE_DIR", "TRITON_CACHE_DIR")
"""Where torch keeps what it compiled: shared, one lab could plant what another then runs."""

_PROCESSES = 1024
"""Processes and threads of all jobs of a worker together."""


@dataclass(slots=True)
class Cage:
    """What keeps jobs in.

    ``level`` is what the trial found to hold. ``faults`` says of a guard how the system refused it;
    one that should hold is then an error.
    """

    means: Means
    level: Level = NOT_TRIED
    readable: list[str] = field(default_factory=places.readable)
    faults: dict[str, str] = field(default_factory=dict)

    def settle(self) -> None:
        """In the worker, before it has threads: leave the network, rule out new privileges.

        Raises:
            OSError: the kernel refuses the network's namespace.
        """
        if not calls.LINUX:
            return
        if self.means.own_network:
            try:
                network.leave()
            except OSError as error:
                self.faults["network"] = f"the kernel allows no user namespace: {error.strerror}"
                raise
        self._put_up("privileges", calls.no_new_privileges)

    def scratch(self) -> str:
        """A folder for a job about to start; empty where the job mounts one, or needs none."""
        if self.means.own_network or not calls.LINUX:
            return ""
        return folders.make()

    def close(self, scratch: str, *, own: str = "", together: bool = False) -> None:
        """In a job: from here on it reaches what it needs and no more.

        Args:
            scratch: what ``scratch()`` gave for it.
            own: the lab's own file, which torch's compiler reads.
            together: it is a shipped lab of several processes. They meet over the loopback device
                and share memory, for which it is let out where it has no network of its own.

        Raises:
            OSError: what held at the trial does not hold now.
        """
        if not calls.LINUX:
            return
        if self.means.own_network:
            network.own_scratch()
            scratch = network.SCRATCH
        _live_in(scratch)
        if self.means.own_network:  # else all that the user has would count
            _bound_processes()
        inside = self.means.own_network or together
        self._shut(
            [own] if own else [],
            [scratch, *([network.SHARED] if together else [])],
            refused.LOOPBACK if inside else (),
        )

    def read_only(self, paths: Iterable[str]) -> None:
        """From here on this process reads these files beside Python's, and does nothing else.

        Raises:
            OSError: what held at the trial does not hold now.
        """
        if calls.LINUX:
            self._shut(paths, (), ())

    def why_not(self) -> Mapping[str, str]:
        """Why guards cannot hold here, as far as that is known without trying."""
        reasons = {}
        known = files.version()
        if not known:
            reasons["files"] = reasons["signals"] = "the kernel has no Landlock"
        elif known < files.SIGNALS_SINCE:
            needed = f"{files.SIGNALS_SINCE} is needed"
            reasons["signals"] = f"the kernel's Landlock is version {known}, {needed}"
        if _under_torchrun():
            reasons["network"] = "torchrun's processes meet over it"
        elif not refused.known():
            reasons["network"] = f"sockets cannot be filtered on {platform.machine()}"
        return {**reasons, **self.faults}

    def _shut(
        self, more: Iterable[str], writable: Iterable[str], families: Collection[int]
    ) -> None:
        """Give up privileges, then files, then sockets of other families."""
        if self.means.unprivileged:
            self._put_up("privileges", calls.drop_capabilities)
        if self.means.landlock and files.version():
            files.confine([*self.readable, *more], writable, places.DEVICES)
        if refused.known() and not _under_torchrun():
            self._put_up("network", lambda: refused.allow(families))

    def _put_up(self, guard: str, put_up: Callable[[], object]) -> None:
        try:
            put_up()
        except OSError as error:
            self.faults[guard] = f"the kernel refuses: {error.strerror}"
            if guard in self.level.in_force:
                raise


def _bound_processes() -> None:
    """Take away what makes a fork bomb; the kernel never bounds root."""
    _, most = resource.getrlimit(resource.RLIMIT_NPROC)
    bound = _PROCESSES if most == resource.RLIM_INFINITY else min(_PROCESSES, most)
    resource.setrlimit(resource.RLIMIT_NPROC, (bound, bound))


def _under_torchrun() -> bool:
    return "TORCHELASTIC_RUN_ID" in os.environ


def _live_in(scratch: str) -> None:
    """Make the scratch folder the job's home, so that libraries write there and nowhere else."""
    os.chdir(scratch)
    os.environ |= dict.fromkeys(("HOME", "TMPDIR"), scratch)
    os.environ |= {name: f"{scratch}/{name.casefold()}" for name in _CACHES}
    tempfile.tempdir = scratch
