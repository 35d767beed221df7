"""The level of isolation for whoever has no worker: a process tries it out and tells."""

from __future__ import annotations

import json
import subprocess

from quizapp.lab import spawn
from quizapp.lab.isolation.level import GUARDS, Level

_PATIENCE = 20.0


def ask() -> Level:
    """What a worker started now would find."""
    process = spawn.start("quizapp.lab.isolation.trial", stdin=subprocess.DEVNULL)
    try:
        told, _ = process.communicate(timeout=_PATIENCE)
        return Level(json.loads(told))
    except (subprocess.TimeoutExpired, ValueError):
        return Level(dict.fromkeys(GUARDS, "it could not be tried"))
    finally:
        process.kill()
        process.wait()
