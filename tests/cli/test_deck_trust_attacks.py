"""A deck that changes after its code was allowed: cards as they like, and no other code ever."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.__main__ import main
from quizapp.deck.load import load_deck
from quizapp.lab import knobs, trust
from quizapp.lab.beside import bundle, with_own
from quizapp.lab.client import LabClient
from quizapp.lab.model import Job, Outcome, Verdict
from quizapp.lab.registry import code_labs

HEAD = "quizapp: 1\ndeck: my.marks\n"
LABS = "labs: {m: {kind: code, run: marks}}\n"
CARD = "cards:\n- {id: a, type: truth, q: Q., answer: true, when: {lab: m, get: x, equals: 1}}\n"
# Does what a lab must never do with a knob, so that an attack would show.
LAB = '''"""A lab that runs what it is told."""

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="Marks.",
    topic="mine",
    knobs={"how": Knob("one", choices=("one", "two")), "n": Knob(1, low=1, high=3)},
    measures={"x": "1", "told": "a knob"},
)
def marks(bench: Bench, how: str, n: int) -> None:
    bench.measure("told", eval(how, {"one": 1, "two": 2}))
    bench.measure("x", 1.0)
'''
OTHER = LAB.replace("marks", "other").replace('"x", 1.0', '"x", 2.0')
Captured = pytest.CaptureFixture[str]
Verify = Callable[[], list[str]]


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck whose lab was allowed."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    path = tmp_path / "decks" / "deck.yaml"
    (path.parent / "labs").mkdir(parents=True)
    (path.parent / "labs" / "marks.py").write_text(LAB)
    path.write_text(HEAD + LABS + CARD)
    trust.allow(bundle(load_deck(path), code_labs()), "then")
    return path


@pytest.fixture
def verify(deck: Path, capsys: Captured) -> Verify:
    """What each check of the deck comes to: its verdict, or why it has none."""

    def run() -> list[str]:
        capsys.readouterr()
        main(["verify", str(deck), "--json"])
        told = json.loads(capsys.readouterr().out)
        checks = [check for card in told["cards"] for check in card["checks"]]
        return [check["reason"] or check["verdict"] for check in checks]

    return run


def ran(job: Job) -> Outcome:
    async def once() -> Outcome:
        client = LabClient()
        try:
            return await client.run(job)
        finally:
            await client.close()

    return asyncio.run(once())


def job(deck: Path) -> Job:
    return knobs.job(with_own(load_deck(deck), code_labs())["marks"], {})


def locked(deck: Path) -> bool:
    return trust.must_be_allowed(load_deck(deck), code_labs)


def test_cards_settings_and_includes_may_change(deck: Path, verify: Verify) -> None:
    more = CARD.replace("id: a", "id: b").replace("lab: m", "lab: m, with: {how: two, n: 3}")
    (deck.parent / "more.yaml").write_text(f"quizapp: 1\n{more}")
    settings = LABS.replace("run: marks", "run: marks, n: 2")
    deck.write_text(HEAD + "include: [more.yaml]\n" + settings + CARD.replace("Q.", "Reworded."))
    assert verify() == ["holds", "holds"]
    assert not locked(deck)
    deck.write_text(HEAD + "cards: []\n")
    assert not locked(deck)
    deck.write_text(HEAD + LABS + CARD)
    assert verify() == ["holds"], "what was allowed is allowed still"


VALUES = (
    "__import__('os').getpid()",
    "'{0.__class__}'",
    "../../etc/passwd",
    "one ",
    ["one"],
    10**30,
    True,
)


def test_no_value_but_its_own_reaches_a_knob(deck: Path, capsys: Captured) -> None:
    asks = [{name: value} for name in ("how", "n", "mutant", "dtype") for value in VALUES]
    cards = [
        CARD[7:].replace("id: a", f"id: a{number}").replace("m,", f"m, with: {json.dumps(ask)},")
        for number, ask in enumerate(asks)
    ]
    deck.write_text(HEAD + LABS + "cards:\n" + "".join(cards))
    assert main(["verify", str(deck), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["errors"] == len(asks)
    assert told["runs"] == 0
    forged = replace(job(deck), knobs={"how": VALUES[0], "n": 1})
    outcome = ran(forged)
    assert outcome.verdict is Verdict.ERROR
    assert "is not one of one, two" in outcome.reason, "whoever made the job"


def test_a_lab_that_is_added_later_asks_and_runs_nothing(deck: Path, verify: Verify) -> None:
    (deck.parent / "labs" / "other.py").write_text(OTHER)
    assert not locked(deck), "nothing names it"
    deck.write_text(HEAD + LABS + CARD.replace("lab: m", "lab: other"))
    assert "no lab 'other'" in verify()[0], "nor can a check: it is not declared"
    for run in ("other", "../labs/other", "labs.other", "./marks", "marks.py", "Marks"):
        deck.write_text(HEAD + LABS.replace("run: marks", f"run: {run}") + CARD)
        assert "holds" not in verify(), run
    both = "labs: {m: {kind: code, run: marks}, o: {kind: code, run: other}}\n"
    deck.write_text(HEAD + both + CARD + CARD[7:].replace("id: a", "id: b").replace("m,", "o,"))
    first, second = verify()
    assert first == "holds"
    assert second.startswith("not trusted: this deck brings code of its own")
    assert locked(deck)


def test_nothing_beside_a_lab_can_be_imported(deck: Path) -> None:
    folder = deck.parent / "labs"
    for place in (folder, deck.parent):
        (place / "beside.py").write_text("MARK = 1.0\n")
    (folder / "marks.py").write_text(
        LAB.replace("bench: Bench, how", "bench, how").replace(
            "    bench.measure", "    import beside\n    bench.measure", 1
        )
    )
    trust.allow(bundle(load_deck(deck), code_labs()), "now")
    assert "ModuleNotFoundError" in ran(job(deck)).reason


def test_links_that_come_later_lead_to_no_other_code(
    deck: Path, verify: Verify, tmp_path: Path
) -> None:
    lab = deck.parent / "labs" / "marks.py"
    first = job(deck)
    (deck.parent / "code.txt").write_text(LAB.replace('"x", 1.0', '"x", 9.0'))
    lab.unlink()
    lab.symlink_to(deck.parent / "code.txt")
    assert "this lab has changed since it was allowed" in verify()[0]
    assert ran(first).verdict is Verdict.SKIPPED
    lab.unlink()
    lab.write_text(LAB)
    elsewhere = tmp_path / "elsewhere"
    (deck.parent / "labs").rename(elsewhere)
    (deck.parent / "labs").symlink_to(elsewhere)
    assert "no lab" in verify()[0]
    lab = elsewhere / "marks.py"
    lab.unlink()
    shipped = next(paths.shipped("labs").glob("[a-z]*.py"))
    lab.symlink_to(shipped)
    assert ran(first).verdict is Verdict.SKIPPED, "what a deck brings is never a shipped lab"


def test_a_lab_that_is_swapped_between_two_looks_has_its_own_knobs(deck: Path) -> None:
    lab = deck.parent / "labs" / "marks.py"
    lab.write_text(LAB.replace('"two")', '"two", "__import__(\'os\').getpid()")'))
    info = with_own(load_deck(deck), code_labs())["marks"]
    forged = knobs.job(info, {"how": "__import__('os').getpid()"})
    lab.write_text(LAB)
    outcome = ran(forged)
    assert outcome.verdict is Verdict.ERROR
    assert "is not one of one, two" in outcome.reason


def test_the_same_files_elsewhere_ask_anew(deck: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    deck.parent.rename(copy)
    assert locked(copy / "deck.yaml")
    copy.rename(deck.parent)
    assert not locked(deck)


def test_what_an_earlier_quizapp_allowed_is_read_and_asks_once_more(
    deck: Path, verify: Verify, capsys: Captured
) -> None:
    (record,) = (paths.home() / "trust").glob("*.json")
    told = json.loads(record.read_text())
    told |= {"digest": sha256(b"all").hexdigest(), "files": {"deck.yaml": HEAD, **told["files"]}}
    record.write_text(json.dumps(told))
    assert "this deck brings code of its own" in verify()[0]
    assert main(["deck", "trust", "--list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["state"] == "changed since: its labs are skipped"
    assert main(["deck", "trust", str(deck), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["changed"] == [], "its code is what it was"
    assert main(["deck", "trust", str(deck), "--yes"]) == 0
    assert verify() == ["holds"]
    for broken in ("", "[]", "{}", json.dumps(told | {"files": []}), json.dumps(told | {"at": 1})):
        record.write_text(broken)
        assert locked(deck)
    os.truncate(record, 0)
    assert main(["deck", "trust", "--list"]) == 0
