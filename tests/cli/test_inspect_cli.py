"""``quizapp inspect``: checkpoints shown, compared and refused, whatever file it is given."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from quizapp.__main__ import main

Captured = pytest.CaptureFixture[str]


def save(path: Path, names: Any = None, **more: Any) -> dict[str, Any]:
    """A checkpoint of a small AdamW; its parameters may be given other names."""
    torch.manual_seed(0)
    model = nn.Linear(2, 1)
    params = [p for _, p in model.named_parameters()]
    optimizer = torch.optim.AdamW(list(zip(names or ("weight", "bias"), params, strict=True)))
    model(torch.ones(2)).sum().backward()
    optimizer.step()
    saved = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3, **more}
    torch.save(saved, path)
    return saved


def test_problems_and_a_comparison_as_json_alone(tmp_path: Path, capsys: Captured) -> None:
    path, other = tmp_path / "now.pt", tmp_path / "then.pt"
    save(other)
    saved = save(path)
    saved["optimizer"]["state"][0]["exp_avg"][0, 0] = float("nan")
    saved["optimizer"]["param_groups"][0]["lr"] = float("inf")
    torch.save(saved, path)
    assert main(["inspect", str(path), "--against", str(other), "--json"]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    found = json.loads(said.out, parse_constant=lambda word: pytest.fail(word))
    assert (found["file"], found["against_file"]) == (str(path), str(other))
    assert found["ok"] is False
    (optimizer,) = found["optimizers"]
    assert {problem["code"] for problem in optimizer["problems"]} == {"not-finite", "lr-wrong"}
    assert optimizer["info"]["groups"][0]["settings"]["lr"] == "inf"
    changes = {change["path"]: change for change in found["against"][0]["changes"]}
    assert changes["param_groups.0.lr"]["before"] == "0.001"
    assert changes["state.0.exp_avg"]["largest"] == "nan"


def test_text_of_a_file_cannot_drive_the_terminal(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "run.pt"
    evil = "\x1b[2Jw\x9b31m\u202ex\nfake line"
    save(path, names=(evil, "bias"), **{evil: evil})
    for options in ([], ["--json"]):
        main(["inspect", str(path), *options])
        shown = capsys.readouterr().out
        assert "fake line" in shown
        assert not {"\x1b", "\x9b", "\u202e"} & {*shown}
        assert not any(line.startswith("fake line") for line in shown.split("\n"))


class Runs:
    def __reduce__(self) -> Any:
        return os.mkdir, ("ran",)


def hostile(path: Path) -> None:
    torch.save({"model": Runs()}, path)


def claims(path: Path) -> None:
    """A file of the old form whose tensor says that it has 2³¹ numbers."""
    torch.save({"w": torch.zeros(3)}, path, _use_new_zipfile_serialization=False)
    data = path.read_bytes()
    at = data.index(b"K\x03", data.index(b"cpuq"))
    path.write_bytes(data[:at] + b"J\xff\xff\xff\x7f" + data[at + 2 :])


def nothing(path: Path) -> None:
    torch.save({"epoch": 3}, path)


@pytest.mark.parametrize(
    ("make", "status", "message"),
    [
        (hostile, 1, "is refused: it asks for posix.mkdir, which is code"),
        (claims, 1, "takes more memory to open than it may"),
        (nothing, 1, "holds no state dict of an optimizer or a model"),
        (lambda path: path.write_bytes(pickle.dumps(Runs())), 1, "a pickle that torch did not"),
        (lambda path: path.write_bytes(b""), 1, "is empty"),
        (lambda path: path.write_text("hello"), 1, "is not a checkpoint"),
        (lambda path: path.mkdir(), 2, "is a folder"),
        (lambda path: path.symlink_to("/dev/zero"), 2, "is a device or a pipe"),
        (lambda path: os.mkfifo(path), 2, "is a device or a pipe"),
        (lambda path: path.symlink_to(path.name), 1, "cannot be read"),
        (lambda _: None, 2, "there is no such file"),
    ],
)
def test_what_is_no_checkpoint_is_said_in_one_message(
    make: Any, status: int, message: str, tmp_path: Path, capsys: Captured, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "x.pt"
    make(path)
    assert main(["inspect", str(path), "--json"]) == status
    said = capsys.readouterr()
    assert said.out == ""
    first, remedy, *rest = said.err.splitlines()
    assert first.startswith(f"quizapp: {path}")
    assert message in first
    assert remedy.strip()
    assert not rest
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("words", [[""], ["x.pt", "--against", ""]])
def test_an_empty_name_is_no_folder(words: list[str], capsys: Captured) -> None:
    assert main(["inspect", *words]) == 2
    assert "no file was named" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "x.pt"
    save(path)
    path.chmod(0)
    assert main(["inspect", str(path)]) == 1
    assert "cannot be read: Permission denied" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() != 0, reason="only root reads what is not its own")
def test_root_reads_the_file_of_another_user(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "x.pt"
    save(path)
    os.chown(path, 1000, 1000)
    path.chmod(0o600)
    assert main(["inspect", str(path), "--against", str(path)]) == 0
    said = capsys.readouterr()
    assert "AdamW: 1 group, 2 parameters" in said.out
    assert said.out.count("no difference") == 2


def test_what_this_program_cannot_read_is_not_said_to_be_bad(
    tmp_path: Path, capsys: Captured
) -> None:
    """torch 2.13 cannot convert the dtype of two numbers a byte, so it cannot be compared."""
    for name, byte in (("a", 1), ("b", 2)):
        pairs = torch.full((4,), byte, dtype=torch.uint8).view(torch.float4_e2m1fn_x2)
        torch.save({"w": pairs}, tmp_path / name)
    assert main(["inspect", str(tmp_path / "a")]) == 0
    capsys.readouterr()
    assert main(["inspect", str(tmp_path / "a"), "--against", str(tmp_path / "b")]) == 1
    first, remedy = capsys.readouterr().err.splitlines()
    assert "a could not be read by this program: NotImplementedError: " in first
    assert "may be sound" in remedy


def readers(pid: int) -> list[Path]:
    """The processes that read a checkpoint for ``pid``."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [
        place
        for place in (Path("/proc") / child for child in children)
        if b"quizapp.lab.worker.checkpoints" in (place / "cmdline").read_bytes()
    ]


def wait_for(condition: Callable[[], Any]) -> Any:
    until = time.monotonic() + 30
    while not (found := condition()):
        assert time.monotonic() < until
        os.sched_yield()
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_whatever_ends_it_ends_the_process_that_reads(how: int, tmp_path: Path) -> None:
    save(tmp_path / "run.pt")
    with subprocess.Popen(
        [sys.executable, "-m", "quizapp", "inspect", "run.pt"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        (reader,) = wait_for(lambda: readers(running.pid))
        running.send_signal(how)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (130 if how == signal.SIGINT else -how, "", "")
    # A zombie, where nobody reaps it, has no command line.
    wait_for(lambda: not (reader.exists() and (reader / "cmdline").read_bytes()))


def test_a_sound_checkpoint_is_shown_and_on_a_terminal_the_wait_explained(tmp_path: Path) -> None:
    path = tmp_path / "run.pt"
    save(path)
    ours, theirs = os.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "inspect", str(path)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        timeout=60,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert lines[0] == str(path)
    assert ["epoch", "3"] in [line.split() for line in lines]
    assert "  0  weight     1×2    float32   20 B" in lines
    assert lines[-1] == "nothing was found"
    told = os.read(ours, 4096).decode()
    os.close(ours)
    os.close(theirs)
    assert "reading" in told
    assert told.endswith("\r\x1b[K")
    assert "reading" not in done.stdout
