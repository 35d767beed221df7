"""The shipped decks are proven by real labs, and a wrong key planted in one is found."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp import paths


def verify(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "quizapp", "verify", *arguments]
    environment = {**os.environ, "QUIZAPP_HOME": str(home)}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the shipped decks that a test may spoil."""
    return Path(shutil.copytree(paths.shipped("decks"), tmp_path / "decks"))


SUPPORTED = {
    "optim.basics/what-step-does",
    "optim.basics/loop-order",
    "optim.structure/resume-in-order",
    "optim.methods/in-place",
    "optim.methods/grad-mode-in-closure",
    "optim.groups/joining",
}
"""Cards whose answers are sentences: no measurement is one."""


def test_every_shipped_check_holds_and_all_answers_but_sentences_are_measured(
    tmp_path: Path,
) -> None:
    done = verify(tmp_path, str(paths.shipped("decks")), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert {card["card"] for card in said["cards"] if not card["answer_measured"]} == SUPPORTED
    assert said["supported"] == len(SUPPORTED)
    assert said["proven"] == len(said["cards"]) - len(SUPPORTED)


PLANTED = [
    ("11-basics", "who-moves-weights", "answer: step", "answer: backward"),
    ("11-basics", "three-verbs", "{{c1::backward()}}", "{{c1::step()}}"),
    ("12-structure", "three-drawers", "{{c2::state}}", "{{c2::memory}}"),
    ("12-structure", "not-a-dict", "answer: TypeError", "answer: KeyError"),
    ("12-structure", "two-entries", "answer: state", "answer: weights"),
    ("12-structure", "sgd-into-adam", "answer: KeyError", "answer: TypeError"),
    ("21-methods", "empty-list", "answer: ValueError", "answer: TypeError"),
    ("22-groups", "with-names", "answer: param_names", "answer: names"),
]


def test_wrong_answers_to_type_or_fill_in_are_found_with_file_and_line(
    tmp_path: Path, copied: Path
) -> None:
    for file, card, old, new in PLANTED:
        deck = copied / "torch-optim" / f"{file}.yaml"
        head, mark, tail = deck.read_text(encoding="utf-8").partition(f"- id: {card}\n")
        body, following, rest = tail.partition("\n  - id: ")
        assert old in body, card
        spoiled = body.replace(old, new, 1)  # in one language only
        deck.write_text(head + mark + spoiled + following + rest, encoding="utf-8")

    cards = [word for _, card, _, _ in PLANTED for word in ("--card", card)]
    done = verify(tmp_path, str(copied), *cards, "--json")
    assert done.returncode == 1, done.stdout + done.stderr
    proofs = {proof["card"].partition("/")[2]: proof for proof in json.loads(done.stdout)["cards"]}
    assert {card: proof["verdict"] for card, proof in proofs.items()} == dict.fromkeys(
        (card for _, card, _, _ in PLANTED), "fails"
    )
    for file, card, _, _ in PLANTED:
        (bad,) = [check for check in proofs[card]["checks"] if not check["good"]]
        path, line, _ = bad["at"]
        deck = copied / "torch-optim" / f"{file}.yaml"
        lines = deck.read_text(encoding="utf-8").splitlines()
        start = lines.index(f"  - id: {card}")
        assert (Path(path).name, "{lab: " in lines[line - 1]) == (deck.name, True), card
        assert start < line <= start + 25, card


def test_swapped_options_are_found_with_file_and_line(tmp_path: Path, copied: Path) -> None:
    deck = copied / "torch-optim" / "11-basics.yaml"
    lines = deck.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.strip() == "- id: which-way")
    right = next(n for n in range(start, len(lines)) if "- right:" in lines[n])
    wrong = next(n for n in range(right, len(lines)) if "- wrong:" in lines[n])
    lines[right] = lines[right].replace("right:", "wrong:")
    lines[wrong] = lines[wrong].replace("wrong:", "right:")
    deck.write_text("".join(lines), encoding="utf-8")

    done = verify(tmp_path, str(deck))
    assert done.returncode == 1, done.stdout + done.stderr
    said = done.stdout + done.stderr
    near = {f"11-basics.yaml:{line}" for n in (right, wrong) for line in range(n + 1, n + 4)}
    assert any(place in said for place in near), said
    assert "which-way" in said


def test_a_false_statement_keyed_true_is_found(tmp_path: Path, copied: Path) -> None:
    deck = copied / "torch-optim" / "12-structure.yaml"
    text = deck.read_text(encoding="utf-8")
    head, tail = text.split("- id: copies-of-the-weights", 1)
    spoiled = (
        head + "- id: copies-of-the-weights" + tail.replace("answer: false", "answer: true", 1)
    )
    deck.write_text(spoiled, encoding="utf-8")

    done = verify(tmp_path, str(deck), "--card", "optim.structure/copies-of-the-weights", "--json")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "copies-of-the-weights" in json.dumps(json.loads(done.stdout))
