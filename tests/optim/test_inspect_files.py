"""Checkpoint files: what is found in them however they nest it, and what is refused unrun."""

from __future__ import annotations

import argparse
import os
import random
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

import quizapp.optim as ours
from quizapp.optim.inspect import diff_state_dicts
from quizapp.optim.inspect.checkpoint import find_state_dicts
from quizapp.optim.inspect.files import CheckpointError, open_checkpoint
from quizapp.optim.inspect.flat import TooLargeError
from quizapp.optim.inspect.overview import overview, overview_text


def trained(library: Any = torch.optim, width: int = 3) -> tuple[nn.Module, Any]:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, width), nn.BatchNorm1d(width), nn.Linear(width, 2))
    optimizer = library.AdamW(model.parameters())
    model(torch.randn(5, 4)).pow(2).sum().backward()
    optimizer.step()
    return model, optimizer


@pytest.fixture(scope="module")
def states() -> tuple[dict[str, Any], dict[str, Any]]:
    model, optimizer = trained()
    return model.state_dict(), optimizer.state_dict()


def test_state_dicts_are_found_in_every_usual_nesting(states: Any) -> None:
    weights, optimizer = states
    lightning = {
        "epoch": 3,
        "pytorch-lightning_version": "2.5",
        "state_dict": weights,
        "optimizer_states": [optimizer],
        "lr_schedulers": [{"last_epoch": 3, "base_lrs": [0.1]}],
        "loops": {"fit_loop": {"state_dict": {}}},
    }
    ema = {"nets": {"model": weights, "ema": weights}, "opts": {"d": optimizer, "g": optimizer}}
    for root, optimizers, models in (
        ({"model": weights, "optimizer": optimizer, "epoch": 1}, ["optimizer"], ["model"]),
        (optimizer, [""], []),
        (weights, [], [""]),
        (lightning, ["optimizer_states.0"], ["state_dict"]),
        (ema, ["opts.d", "opts.g"], ["nets.model", "nets.ema"]),
        ([weights, optimizer], ["1"], ["0"]),
        ({"state": {}, "param_groups": 3}, [], []),
        ({"state": {}, "param_groups": [{"params": [[]]}]}, [], []),
        ({"loss": torch.ones(2), "epoch": 3}, [], []),
        (7, [], []),
    ):
        found = find_state_dicts(root)
        assert [part.path for part in found.optimizers] == optimizers
        assert [part.path for part in found.models] == models
    rest = dict(find_state_dicts(lightning).rest)
    assert rest["epoch"] == "3"
    assert rest["lr_schedulers.0.base_lrs"] == "[0.1]"


def test_each_optimizer_is_put_beside_the_model_it_trains() -> None:
    small, its = trained()
    large, other = trained(width=7)
    root = {
        "large": large.state_dict(),
        "small": small.state_dict(),
        "a": its.state_dict(),
        "b": other.state_dict(),
    }
    found = find_state_dicts(root)
    pairs = [(part.path, found.model_of(part)) for part in found.optimizers]
    assert [(path, model and model.path) for path, model in pairs] == [
        ("a", "small"),
        ("b", "large"),
    ]


def test_nesting_without_end_is_refused() -> None:
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(TooLargeError):
        find_state_dicts({"x": circle})


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("library", [ours, torch.optim])
def test_files_are_opened_as_they_were_saved(zipped: bool, library: Any, tmp_path: Path) -> None:
    model, optimizer = trained(library)
    path = tmp_path / "run.pt"
    saved = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(saved, path, _use_new_zipfile_serialization=zipped)
    with path.open("rb") as file:
        assert diff_state_dicts(open_checkpoint(file).value, saved) == ()
    opened = open_checkpoint(path)
    assert diff_state_dicts(opened.value, saved) == ()
    assert {*opened.devices.values()} == {"cpu"}
    seen = overview(opened)
    assert seen.ok
    assert [p.name for p in seen.optimizers[0].info.params] == [
        name for name, _ in model.named_parameters()
    ]


def test_where_tensors_were_saved_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, optimizer = trained()
    path = tmp_path / "run.pt"
    # As a machine that has such a device would have written it.
    monkeypatch.setattr(torch.serialization, "location_tag", lambda _: "xpu:1")
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, path)
    seen = overview(open_checkpoint(path))
    assert not seen.ok
    state = seen.optimizers[0].info.params[0].state
    assert {entry.tensor.device for entry in state if entry.tensor} == {"xpu:1"}
    codes = [problem.code for problem in (*seen.optimizers[0].problems, *seen.models[0].problems)]
    assert codes == ["device", "positions", "device"]


def test_a_file_may_claim_any_device_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, states: Any
) -> None:
    for claim in (7, "\x1b[2J", ("cuda", 1)):
        monkeypatch.setattr(torch.serialization, "location_tag", lambda _, claim=claim: claim)
        torch.save({"model": states[0], "optimizer": states[1]}, tmp_path / "x.pt")
        text = overview_text(overview(open_checkpoint(tmp_path / "x.pt")))
        assert "saved on a device that is not here" in text
        assert all(line.isprintable() for line in text.split("\n"))


def test_damaged_pickles_are_told_or_shown_and_nothing_else(tmp_path: Path, states: Any) -> None:
    path = tmp_path / "x.pt"
    torch.save({"model": states[0], "optimizer": states[1], "epoch": 3}, path)
    whole = path.read_bytes()
    start = whole.index(b"\x80\x02")
    end = whole.index(b"PK", start)
    chance = random.Random(0)
    outcomes = Counter()
    for _ in range(150):
        data = bytearray(whole)
        data[chance.randrange(start, end)] = chance.randrange(256)
        path.write_bytes(data)
        try:
            overview_text(overview(open_checkpoint(path)))
            outcomes["shown"] += 1
        except CheckpointError as error:
            outcomes[error.reason] += 1
    assert {"shown", "damaged"} <= set(outcomes)


class Runs:
    """Unpickled by anyone less careful, it leaves a mark."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.mark),)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_hostile_pickle_is_refused_and_not_run(zipped: bool, tmp_path: Path) -> None:
    path, mark = tmp_path / "evil.pt", tmp_path / "mark"
    torch.save({"model": Runs(mark)}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(CheckpointError) as error:
        open_checkpoint(path)
    assert (error.value.reason, error.value.detail) == ("refused", f"{os.mkdir.__module__}.mkdir")
    assert not mark.exists()
    torch.load(path, weights_only=False)
    assert mark.exists(), "it would have run"


def test_a_class_in_a_checkpoint_is_named(tmp_path: Path) -> None:
    torch.save({"args": argparse.Namespace(lr=1)}, tmp_path / "x.pt")
    with pytest.raises(CheckpointError, match=r"refused: argparse\.Namespace"):
        open_checkpoint(tmp_path / "x.pt")


def test_files_that_are_broken_or_something_else(tmp_path: Path, states: Any) -> None:
    good, bad = tmp_path / "good.pt", tmp_path / "bad.pt"
    torch.save(states[0], good)
    torch.save(states[0], tmp_path / "old.pt", _use_new_zipfile_serialization=False)
    whole, old = good.read_bytes(), (tmp_path / "old.pt").read_bytes()
    pickled = whole.index(b"\x80\x02c")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("folder/a.txt", "hello")
    for data, reason in (
        (whole[: len(whole) // 2], "damaged: its end is missing"),
        (old[:-9], "damaged: unexpected EOF"),
        (old[: len(old) // 3], "damaged: its pickle makes no sense"),
        (
            whole[:pickled] + b"????????" + whole[pickled + 8 :],
            "damaged: its pickle makes no sense",
        ),
        ((tmp_path / "other.zip").read_bytes(), "other"),
    ):
        bad.write_bytes(data)
        with pytest.raises(CheckpointError, match=reason):
            open_checkpoint(bad)


def test_what_changed_since_another_checkpoint_and_whether_it_would_fit(states: Any) -> None:
    from quizapp.optim.inspect.files import Opened

    weights, optimizer = states
    now, then = ({"model": weights, "optimizer": optimizer} for _ in range(2))
    groups = [{**optimizer["param_groups"][0], "lr": 0.5}]
    now["optimizer"] = {**optimizer, "param_groups": groups}
    same = overview(Opened(now, {}), Opened(then, {}))
    assert [part.path for part in same.against] == ["optimizer", "model"]
    (change,) = same.against[0].changes
    assert (change.before, change.after) == ("0.001", "0.5")
    assert same.ok
    wide, other = trained(width=7)
    other.add_param_group({"params": [nn.Parameter(torch.ones(2))]})
    then = {"net": wide.state_dict(), "opt": other.state_dict()}
    seen = overview(Opened(now, {}), Opened(then, {}))
    assert [problem.code for problem in seen.against[0].problems] == ["other-groups", "other-shape"]
    assert not seen.ok
    then["opt"] = torch.optim.SGD(wide.parameters()).state_dict()
    seen = overview(Opened(now, {}), Opened(then, {}))
    assert [problem.code for problem in seen.against[0].problems] == ["other-kind"]
    assert "AdamW and SGD" in overview_text(seen) or "SGD and AdamW" in overview_text(seen)


def test_long_keys_leave_the_name_of_the_optimizer_whole(states: Any) -> None:
    from quizapp.optim.inspect.files import Opened

    weights, _ = states
    model, _ = trained()
    optimizer = ours.SGDMomentumNesterov(model.parameters())
    root = {"optimizer": optimizer.state_dict(), "model": weights, "x" * 50: 1}
    lines = overview_text(overview(Opened(root, {}))).split("\n")
    assert "SGDMomentumNesterov by its settings, 0 B" in lines[0]
    assert lines[2].split()[1] == "1"
    assert max(map(len, lines)) <= 80


def test_much_that_is_no_state_dict_is_cut_short(states: Any) -> None:
    from quizapp.optim.inspect.files import Opened

    root = {"model": states[0], **{f"metric{i}": i for i in range(50)}}
    text = overview_text(overview(Opened(root, {})))
    assert "and 30 more values" in text
    assert max(map(len, text.split("\n"))) <= 80
