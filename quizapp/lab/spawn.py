"""Starting a process of ours that may import torch, which this one must not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_PACKAGES = str(Path(__file__).resolve().parents[2])


def start(module: str, *args: str, stdin: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """Run ``python -m module args``, its stdout a pipe, out of reach of the terminal's Ctrl-C."""
    env = dict(os.environ)
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [_PACKAGES, env.get("PYTHONPATH", "")]))
    # One thread a job: jobs run beside each other, and threads do not survive a fork.
    env |= dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return subprocess.Popen(
        # -P: nothing is imported from the folder the learner happens to be in.
        [sys.executable, "-P", "-u", "-m", module, *args],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=env,
        start_new_session=True,
    )
