"""Where a worker process begins: warm torch up, say hello, serve. ``DEVICE FD`` is a child's."""

from __future__ import annotations

import gc
import os
import platform
import signal
import sys

from quizapp.lab.isolation import trial
from quizapp.lab.protocol import VERSION, Frame, encode


def main(argv: list[str]) -> int:
    """Serve until the client closes the pipe."""
    if argv:
        from quizapp.lab.worker.device import serve

        return serve(argv[0], int(argv[1]), unprivileged="unprivileged" in argv)
    inbox, outbox = _take_pipes()
    os.nice(5)  # on a busy machine the next card comes before the next point of a curve
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the client's to answer
    try:
        cage = trial.cage()
        cage.settle()  # before torch: only a process of one thread may leave its namespaces
        hello, devices, visible = _warm_up()
    except Exception as error:
        _send(outbox, {"failed": f"{type(error).__name__}: {error}"})
        return 1
    from quizapp.lab.worker import limits
    from quizapp.lab.worker.zygote import Zygote

    limits.adopt_orphans()
    zygote = Zygote(inbox, outbox, devices, visible, cage)
    # A collector that walks the heap in every child would copy its pages.
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        kept = {"isolation": dict(cage.level.missing), "own_network": cage.means.own_network}
        _send(outbox, {**hello, **kept})
        zygote.serve()
    except BrokenPipeError:
        return 0  # the client is gone; the kernel ends the jobs with us
    return 0


def _take_pipes() -> tuple[int, int]:
    """Keep the protocol's pipes; give stdin and stdout to nobody, so that a print cannot harm."""
    inbox, outbox = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    return inbox, outbox


def _send(outbox: int, frame: Frame) -> None:
    os.write(outbox, encode(frame))


def _warm_up() -> tuple[Frame, list[str], str | None]:
    """Import torch, and do once what every job would have to do for the first time."""
    import torch

    torch.set_num_threads(1)
    devices = _devices()
    # Autograd starts a thread a GPU, and forks do not carry threads: the zygote sees no GPU.
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    from quizapp.lab.worker import job

    for opt in ("SGD", "Adam", "AdamW"):
        knobs = {"opt": opt, "lr": 0.1}
        job.run(
            {"kind": "optimizer", "knobs": knobs, "seed": 0, "megabytes": 0}, "cpu", lambda _: None
        )
    hello: Frame = {
        "hello": VERSION,
        "versions": {
            "torch": torch.__version__,
            "python": platform.python_version(),
            "devices": ", ".join(devices),
        },
    }
    return hello, devices, visible


def _devices() -> list[str]:
    """What this machine seems to have, found without starting any of it."""
    import torch

    os.environ.setdefault("PYTORCH_NVML_BASED_CUDA_CHECK", "1")
    found = ["cpu"]
    if torch.version.cuda is not None and torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_built() and platform.machine() == "arm64":
        found.append("mps")
    return found


if __name__ == "__main__":
    # Not sys.exit: tearing torch down takes longer than the client waits, and saves nothing.
    os._exit(main(sys.argv[1:]))
