"""What a changed lab or optimizer does to what is known: on a copy, really changed.

Outcomes are measured anew, verdicts that come out otherwise are told, with what changed.
"""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quizapp.lab import across
from quizapp.lab.across import beside_cpu
from quizapp.lab.basis import Basis, basis, digest_of
from quizapp.lab.client import LabClient
from quizapp.lab.kept import BASES, KeptRuns
from quizapp.lab.model import Job, Outcome, Verdict

ROOT = Path(__file__).parents[2]

DECK = """\
quizapp: 1
deck: small
title: Small
labs:
  one: {kind: optimizer, opt: SGD, lr: 0.1, start: [1.0], loss: x**2, steps: 1}
cards:
  - id: step
    type: number
    q: Where is x after one step?
    answer: 0.8
    tol: 1%
    verify: {lab: one, get: x.end}
  - id: adds
    type: number
    q: How many gradients after three calls of backward()?
    answer: 3
    verify: {lab: grad_accumulates, get: times}
"""


SMALL = "home/decks/small.yaml"


class Copy:
    """A copy of the program that a test may change, with a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        no_bytecode = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "quizapp", folder / "quizapp", ignore=no_bytecode)
        (folder / "labs").mkdir()
        shutil.copy(ROOT / "labs" / "grad_accumulates.py", folder / "labs")
        (folder / "home" / "decks").mkdir(parents=True)
        (folder / SMALL).write_text(DECK, "utf-8")

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "quizapp", *args],
            cwd=self.folder,
            env={
                **os.environ,
                "PYTHONPATH": str(self.folder),
                "PYTHONDONTWRITEBYTECODE": "1",
                "QUIZAPP_HOME": str(self.folder / "home"),
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def verify(self, *args: str) -> dict[str, Any]:
        done = self.run("verify", "--json", *args)
        assert done.stdout, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def change(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, file
        path.write_text(text.replace(old, new), "utf-8")


def verdicts(found: dict[str, Any]) -> list[str]:
    return [card["verdict"] for card in found["cards"]]


def told(found: dict[str, Any]) -> list[tuple[str, str | None, str, list[str]]]:
    names = ("card", "before", "verdict", "changed")
    return [tuple(change[name] for name in names) for change in found["changes"]]  # type: ignore[misc]


LAB = ("small/adds", "holds", "fails", ["the lab grad_accumulates"])
OPTIM = ("small/step", "holds", "error", ["quizapp's optimizers"])
KEY = ("small/step", "holds", "fails", ["the card"])


def test_what_is_known_holds_until_a_lab_or_an_optimizer_changes(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    first = copy.verify("small")
    assert (first["kept"], first["runs"], verdicts(first)) == (0, 2, ["holds", "holds"])
    again = copy.verify("small")
    assert (again["kept"], again["runs"], verdicts(again)) == (2, 2, ["holds", "holds"])
    assert again["versions"] == first["versions"]
    copy.change(SMALL, "answer: 0.8", "answer: 0.9")
    judged = copy.verify("small")
    assert (judged["kept"], verdicts(judged)) == (2, ["fails", "holds"]), "verdicts are not kept"
    assert told(judged) == [KEY]
    copy.change(SMALL, "answer: 0.9", "answer: 0.8")

    copy.change("labs/grad_accumulates.py", "x.grad.item() / one)", "x.grad.item() / one - 1)")
    changed = copy.verify("small")
    assert (changed["kept"], verdicts(changed)) == (1, ["holds", "fails"])
    assert told(changed) == [LAB]

    copy.change("quizapp/optim/sgd.py", "alpha=-k.lr", "alpha=-2 * k.lr")
    changed = copy.verify("small")
    assert (changed["kept"], verdicts(changed)) == (0, ["error", "error"])
    assert "our optimizer and torch's differ" in changed["cards"][0]["checks"][0]["reason"]

    listed = copy.run("verify", "--changes", "--json")
    assert listed.returncode == 1
    found = json.loads(listed.stdout)
    assert found["broken"] == ["small/adds", "small/step"]
    assert told(found)[-2:] == [LAB, KEY]
    assert OPTIM in told(found)
    shown = copy.run("verify", "--changes").stdout
    assert "small/adds: held, now fails (cpu)" in shown
    assert "expected the answer, 3; measured 2" in shown
    assert "what changed: the lab grad_accumulates" in shown
    assert "broken proofs: 2 (small/adds, small/step)" in shown


def test_interrupted_it_reports_what_was_proven(tmp_path: Path) -> None:
    slow = "\n".join(
        f"  - {{id: slow{n}, type: truth, q: It ends., answer: true,"
        f" when: {{lab: one, with: {{steps: 10000, lr: 1e-{n}}}, get: x.end, less: 1}}}}"
        for n in range(2, 14)
    )
    (tmp_path / "deck.yaml").write_text(DECK + slow, "utf-8")
    terminal, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "quizapp", "verify", "deck.yaml", "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QUIZAPP_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    told = b""
    while not re.search(rb"[1-9]\d*/14 cards", told):
        told += os.read(terminal, 1024)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    os.close(theirs)
    os.close(terminal)
    assert process.returncode == 130
    found = json.loads(out)
    assert found["interrupted"] is True
    assert 1 <= len(found["cards"]) < 14
    assert set(verdicts(found)) <= {"holds"}


TORCH = "__version__ = '9.9.0'\ngit_version = 'abc'\n"


def test_another_torch_is_another_basis(tmp_path: Path) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("raise SystemExit('imported')")
    (tmp_path / "torch" / "version.py").write_text(TORCH)
    ask = "from quizapp.lab.basis import basis; b = basis(); print(b.torch, b.digest)"

    def asked() -> list[str]:
        paths = os.pathsep.join([str(tmp_path), str(ROOT)])
        env = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.check_output([sys.executable, "-c", ask], env=env, text=True).split()

    version, digest = asked()
    assert version == "9.9.0"
    assert digest != basis().digest
    (tmp_path / "torch" / "version.py").write_text(TORCH.replace("abc", "abd"))
    assert asked()[1] != digest, "the same version, built from other sources"


def test_a_digest_sees_contents_and_names(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    digests = {digest_of(tmp_path)}
    (tmp_path / "a.py").write_text("2")
    digests.add(digest_of(tmp_path))
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    digests.add(digest_of(tmp_path))
    assert len(digests) == 3


BASIS = Basis("o", "l", "2.13.0", "b", "3.11", "cpu (x)")
STEP = Job("optimizer", "one", {"opt": "SGD", "lr": 0.1, "start": [1.0], "loss": "x**2"})


@pytest.mark.asyncio(loop_scope="session")
async def test_each_thing_that_a_run_rests_on_counts(shipped: LabClient, tmp_path: Path) -> None:
    def runs(at: Basis = BASIS, *, fresh: bool = False) -> KeptRuns:
        return KeptRuns(shipped, at, tmp_path, fresh=fresh)

    first = runs()
    outcome = await first.run(STEP)
    await first.run(replace(STEP, name="two", device="cpu"))
    assert (first.found, first.ran) == (0, 1), "one run for the same settings"
    same = runs()
    assert await same.run(STEP) == replace(outcome, output="", isolation=None)
    assert (same.found, same.ran) == (1, 0)
    again = runs(fresh=True)
    await again.run(STEP)
    assert (again.found, again.ran) == (0, 1)
    others = [replace(STEP, seed=1), replace(STEP, knobs={**STEP.knobs, "lr": 0.2})]
    for job in others:
        await same.run(job)
    assert same.ran == len(others)
    for field in ("optim", "lab", "torch", "build", "python", "device"):
        other = runs(replace(BASIS, **{field: "other"}))
        await other.run(STEP)
        assert (other.found, other.ran) == (0, 1), field
    assert len(list(tmp_path.iterdir())) == BASES
    nameless = runs(replace(BASIS, device=""))
    await nameless.run(STEP)
    assert nameless.ran == 1, "a device that cannot be told from another keeps nothing"


@pytest.mark.asyncio(loop_scope="session")
async def test_only_what_holds_is_kept_and_what_is_damaged_is_run(
    shipped: LabClient, tmp_path: Path
) -> None:
    skipped = replace(STEP, device="mps")
    runs = KeptRuns(shipped, BASIS, tmp_path)
    assert (await runs.run(skipped)).verdict is Verdict.SKIPPED
    assert list(tmp_path.rglob("*.json")) == []
    await runs.run(STEP)
    (kept,) = tmp_path.rglob("*.json")
    for damage in ("", "[]", "{", '{"reason": ""}'):
        kept.write_text(damage)
        again = KeptRuns(shipped, BASIS, tmp_path)
        assert (await again.run(STEP)).verdict is Verdict.HOLDS
        assert again.ran == 1, damage


@pytest.mark.asyncio(loop_scope="session")
async def test_runs_elsewhere_are_compared_with_the_cpu(shipped: LabClient, tmp_path: Path) -> None:
    """Doubles stand in for a device that rounds otherwise, another rate for one that is wrong."""
    cpu = KeptRuns(shipped, BASIS, tmp_path)

    async def elsewhere(**knobs: object) -> tuple[Job, Outcome]:
        return replace(STEP, device="cuda"), await shipped.run(
            replace(STEP, knobs={**STEP.knobs, **knobs})
        )

    rounds, wrong = await elsewhere(dtype="float64"), await elsewhere(lr=0.2)
    skipped = replace(STEP, device="mps")
    done = [rounds, wrong, (skipped, await shipped.run(skipped))]
    beside = await beside_cpu(done, cpu)
    assert beside.compared == 2
    (apart,) = beside.apart
    assert (apart.measure, apart.here, apart.on_cpu) == ("x.end", *map(pytest.approx, (0.6, 0.8)))
    assert cpu.ran == 1
    diverged = Outcome(Verdict.HOLDS, measures={"x": float("nan")})
    assert across.apart(STEP, diverged, diverged) is None
