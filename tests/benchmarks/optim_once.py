"""What an optimizer costs once: building, compiling, and the memory of a step. Fresh processes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

BUILD = """
import time, torch
p = torch.nn.Parameter(torch.ones(3))
start = time.perf_counter()
from quizapp.optim import AdamW
AdamW([p])
print((time.perf_counter() - start) * 1e3)
"""
COMPILE = """
import time, torch
from quizapp.optim import AdamW
p = torch.nn.Parameter(torch.ones(100_000))
p.grad = torch.ones(100_000)
start = time.perf_counter()
AdamW([p], fused=True).step()
print(time.perf_counter() - start)
"""
# Written to clear_refs, 5 sets the peak of resident memory back to what is resident now. One
# optimizer before has compiled what there is to compile; state is counted, the same for both.
MEMORY = """
import sys, torch
import quizapp.optim
from tests.benchmarks.shapes import SHAPES
module = quizapp.optim if sys.argv[1] == "ours" else torch.optim
def stepped(shapes, steps):
    params = [torch.nn.Parameter(torch.ones(s)) for s in shapes]
    for p in params:
        p.grad = torch.ones_like(p)
    optimizer = module.AdamW(params, **{sys.argv[2]: True})
    open("/proc/self/clear_refs", "w").write("5")
    before = kib("VmRSS")
    for _ in range(steps):
        optimizer.step()
    return (kib("VmHWM") - before) / 1024
def kib(line):
    return int(next(x for x in open("/proc/self/status") if x.startswith(line)).split()[1])
stepped([(20_000,), (5,)], 2)
print(stepped(SHAPES["ResNet-18"], 3))
"""


def alone(code: str, *args: str, cache: str = "") -> float:
    """What the code prints, run in a process of its own."""
    env = {**os.environ, **({"TORCHINDUCTOR_CACHE_DIR": cache} if cache else {})}
    done = subprocess.run(
        [sys.executable, "-c", code, *args], env=env, check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def rows() -> Iterator[tuple[str, float, str]]:
    yield "ms to build the first optimizer", alone(BUILD), "<= 50"
    with tempfile.TemporaryDirectory() as cache:
        yield "s to compile the first fused step, cold", alone(COMPILE, cache=cache), "<= 15"
        yield "s to compile the first fused step, cached", alone(COMPILE, cache=cache), "<= 4"
    if sys.platform == "linux":
        for engine in ("foreach", "fused"):
            mine, theirs = (alone(MEMORY, owner, engine) for owner in ("ours", "torch"))
            yield f"MiB at most in three AdamW steps, {engine}=True", mine, f"<= {theirs + 1:.1f}"
