"""What a measurement rests on besides its job: our sources, torch, Python, the device. No torch."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import astuple, dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_VERSION = re.compile(r"^__version__ = ['\"]([^'\"]+)['\"]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Basis:
    """Where any field differs, a measurement may too.

    ``optim``, ``lab`` and ``build`` are digests: of our optimizers, of the machinery of labs, of
    torch's build. ``device`` is empty when this machine's cannot be told from another's.
    """

    optim: str
    lab: str
    torch: str
    build: str
    python: str
    device: str

    @property
    def digest(self) -> str:
        """All of it in one name."""
        return sha256(repr(astuple(self)).encode()).hexdigest()[:32]


def basis(device: str = "auto") -> Basis:
    """What a run on ``device`` rests on now."""
    version, build = _torch()
    return Basis(
        optim=digest_of(_PACKAGE / "optim"),
        lab=digest_of(_PACKAGE / "lab"),
        torch=version,
        build=build,
        python=platform.python_version(),
        device=device_name("cpu" if device == "auto" else device),
    )


def digest_of(folder: Path) -> str:
    """One hash over the Python files in a folder, their names and contents."""
    whole = sha256()
    for path in sorted(folder.rglob("*.py")):
        content = sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return whole.hexdigest()


def device_name(device: str) -> str:
    """A device by its model; empty when the system does not tell it."""
    if device == "cpu":
        return f"cpu ({_processor()})"
    if device == "cuda":
        models = sorted(_graphics())
        # Which of them is used depends on this variable.
        visible = os.environ.get("CUDA_VISIBLE_DEVICES", "")
        return f"cuda ({', '.join(models)}) {visible}".strip() if models else ""
    return ""


def _torch() -> tuple[str, str]:
    """The version of the torch that would be imported, and a digest of its build (not its files).

    Read from the file, since importing torch takes seconds.
    """
    spec = find_spec("torch")
    if spec is None or spec.origin is None:
        return "", ""
    try:
        text = Path(spec.origin).with_name("version.py").read_text("utf-8")
    except OSError:
        return "", ""
    found = _VERSION.search(text)
    return found[1] if found else "", sha256(text.encode()).hexdigest()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, "") or platform.processor() or platform.machine()


def _graphics(folder: Path = Path("/proc/driver/nvidia/gpus")) -> list[str]:
    """The models of NVIDIA's GPUs, as its driver lists them on Linux."""
    models = []
    for path in folder.glob("*/information"):
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        models += [line.partition(":")[2].strip() for line in lines if line.startswith("Model:")]
    return models
