"""``study --plain`` as a person or a pipe meets it: real decks, a real log, a real process."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.cli.plain.words import _CHINESE

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "study"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES, tmp_path / "decks")
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "QUIZAPP_HOME": str(home), "PYTHONIOENCODING": "utf-8"}


def quizapp(home: Path, *args: str, typed: str | bytes = "") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", *args],
        input=typed if isinstance(typed, bytes) else typed.encode(),
        capture_output=True,
        timeout=120,
        env=environment(home),
        check=False,
    )
    return subprocess.CompletedProcess(
        args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def plain(home: Path, *args: str, typed: str | bytes = "") -> str:
    done = quizapp(home, "study", "--plain", *args, typed=typed)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def log(home: Path) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = json.loads(quizapp(home, "log", "--json").stdout)["events"]
    return entries


def letters(shown: str) -> dict[str, str]:
    """Option or item -> its letter, of every card shown."""
    return {text: letter for letter, text in re.findall(r"^  ([A-Z])\) (.*)$", shown, re.M)}


def test_every_type_answered_right(home: Path) -> None:
    looked = plain(home, "every.type", typed="s\n" * 8)
    assert log(home) == []
    at = letters(looked)
    # The option and the item that are both called `step` are told apart by their cards.
    steps = letters(looked.split("every.type/steps")[1].split("every.type/name")[0])
    order = "".join(steps[step] for step in ("forward", "backward", "step")).lower()
    answers = ["", "0.9; 0.999", at["zero_grad"], at["SGD"] + at["Adam"], "t", order, "STEP ", "2"]
    shown = plain(home, "every.type", typed="".join(f"{answer}\n4\n" for answer in answers))
    assert shown.count("Right.") == 7
    assert "Wrong" not in shown
    assert "Done for today." in shown
    assert "Reviewed 8: 8 right at once. Left today: 0." in shown
    assert "It only reads them." in shown, "the reason of an option that was not picked"
    assert "source: The manual, ch. 1" in shown
    assert [entry["rating"] for entry in log(home)] == ["easy"] * 8


def test_wrong_answers_show_the_right_ones(home: Path) -> None:
    typed = "\n1\nx;y\n\n\n\n\n\nf\n\n\n\nwrong\n\n3\n\n"
    shown = plain(home, "every.type", "--limit", "8", typed=typed)
    assert "The answer: β₁=[0.9], β₂=[0.999]" in shown
    assert "The answer: true" in shown
    assert "The answer: 2 units" in shown
    assert "The answer: step" in shown
    assert re.search(r"The answer: \w\) forward → \w\) backward → \w\) step", shown)
    assert "8: 0 right at once" in shown
    assert {entry["rating"] for entry in log(home)} == {"again"}


def test_what_the_limit_keeps_back_is_told(home: Path) -> None:
    (home / "config.toml").write_text("new_per_day = 1\n")
    for shown in (plain(home, "every.type", typed="\n4\n"), plain(home, "every.type")):
        assert "7 new cards wait: today's limit of 1 is reached." in shown
        assert f"raise new_per_day in {home / 'config.toml'}" in shown


def test_a_hint_and_answers_that_cannot_be_read_are_no_answers(home: Path) -> None:
    shown = plain(home, "every.type", typed="s\ns\n?\nz\nac\n1\ns\ns\nperhaps\ns\ns\ns\nmany\n")
    assert "hint: It says so." in shown
    assert "There is no such option. Use the letters shown." in shown
    assert "This card has one right option. Pick one letter." in shown
    assert "This card wants true or false. Answer t or f." in shown
    assert "That is not a number. Such as 12" in shown
    assert log(home) == []


def test_undo_in_the_sitting_and_after_it(home: Path) -> None:
    shown = plain(home, "many", typed="t\n3\nt\n3\nu\nq\n")
    assert "Took back the last review." in shown
    assert shown.count("Card 02 is here.") == 2
    shown = plain(home, "many", typed="u\nu\nq\n")
    assert "Nothing to undo." in shown
    assert "Card 01 is here." in shown
    assert [entry["kind"] for entry in log(home)] == ["undo", "undo", "review", "review"]
    assert [entry["undone"] for entry in log(home)] == [False, False, True, True]


def test_the_end_of_input_keeps_what_was_graded_and_nothing_else(home: Path) -> None:
    shown = plain(home, "many", typed="t\n3\nt\n")
    assert "Reviewed 1: 1 right at once." in shown
    assert len(log(home)) == 1
    assert "many/c02" in plain(home, "many").split("Answer")[0]


def test_a_sitting_goes_on_where_the_last_one_ended(home: Path) -> None:
    assert "Card 01" in plain(home, "many", "--limit", "1", typed="t\n4\nt\n4\n")
    shown = plain(home, "many", "--limit", "1", typed="t\n4\n")
    assert "[1] many/c02  (new 19 · learning 0 · review 0)" in shown


def test_chinese_from_question_to_summary(home: Path) -> None:
    shown = plain(home, "every.type", "--lang", "zh", typed="\n\n0.9；0.999\n\n?\n\n\n")
    assert "正确。" in shown, "a full-width semicolon parts the gaps too"
    assert "`step()` 做什么?" in shown
    assert "提示：名字里就有。" in shown
    assert "复习了 3 张" in shown
    assert "回答：" in shown
    assert "评分：" in shown
    assert not re.search(r"Answer|Grade|Right|Wrong|Reviewed", shown)
    (home / "config.toml").write_text('language = "zh"\n')
    assert "做什么" in plain(home, "every.type", typed="u\nu\nu\nq\n")


def test_all_that_the_line_mode_says_can_be_said_in_chinese() -> None:
    """And nothing is translated that is never said."""
    sources = [
        *(ROOT / "quizapp" / "cli" / "plain").glob("*.py"),
        ROOT / "quizapp" / "review" / "grade.py",
        ROOT / "quizapp" / "review" / "held.py",
    ]
    code = "".join(path.read_text() for path in sources if path.name != "words.py")
    said = {"again", "hard", "good", "easy", "holds", "fails", "error", "skipped"}
    said |= {"answer", "statement", "verify"}  # what a check is called
    assert [key for key in _CHINESE if f'"{key}"' not in code and key not in said] == []
    spoken = re.findall(r'(?:_word|word)\(\s*"([^"]+)"', code)
    assert [message for message in spoken if message not in _CHINESE] == []


def test_no_escape_codes_whatever_a_deck_or_an_answer_holds(home: Path) -> None:
    shown = plain(home, "every.type", typed=b"\n\n\x1b[31m;\xff\xfe\n\n\x1b\n\x00\nq\n")
    assert "\x1b" not in shown
    assert "\x00" not in shown


def test_a_broken_deck_does_not_stop_study(home: Path) -> None:
    (home / "decks" / "broken.yaml").write_text("quizapp: 1\ndeck: broken\ncards: [{id: x}]\n")
    done = quizapp(home, "study", "--plain", "many", typed="t\n3\nq\n")
    assert done.returncode == 0
    assert "broken.yaml" in done.stderr
    assert "Reviewed 1" in done.stdout


def test_a_deck_by_its_file(home: Path, tmp_path: Path) -> None:
    shutil.move(home / "decks" / "many.yaml", tmp_path / "elsewhere.yaml")
    assert "Card 01" in plain(home, str(tmp_path / "elsewhere.yaml"), typed="q\n")


BAD = "quizapp: 1\ndeck: bad\ntitle: Bad\ncards:\n  - {id: x, type: qa, q: a, anwser: b}\n"


def test_a_deck_that_is_named_must_be_right(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(BAD)
    (home / "decks" / "bad.yaml").write_text(BAD)
    checked = quizapp(home, "deck", "check", str(file)).stdout.strip()
    by_file = quizapp(home, "study", "--plain", str(file))
    assert (by_file.returncode, by_file.stdout) == (1, "")
    assert "bad.yaml:5:29" in checked
    assert checked in by_file.stderr
    good_and_bad = quizapp(home, "study", "--plain", str(home / "decks" / "many.yaml"), str(file))
    assert (good_and_bad.returncode, good_and_bad.stdout) == (1, "")
    by_name = quizapp(home, "study", "--plain", "bad")
    assert (by_name.returncode, by_name.stdout) == (1, "")
    assert f"{home / 'decks' / 'bad.yaml'}:5:29" in by_name.stderr
    assert "no deck is named" not in by_name.stderr
    assert log(home) == []


def test_two_decks_of_one_name_are_both_named_with_what_to_do(home: Path) -> None:
    copy, first = home / "decks" / "z.yaml", home / "decks" / "many.yaml"
    shutil.copy(first, copy)
    for command in (["study", "--plain", "many"], ["due"]):
        said = quizapp(home, *command).stderr
        assert f"{copy}:2:1: two decks are called 'many'; the other is {first}" in said
        assert "give one of them another name" in said
        assert "deck check" not in said
    shown = quizapp(home, "doctor").stdout
    assert f"{copy}:2:1" in shown
    assert str(first) in shown
    assert "give one of them another name" in shown


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--plain", "manny"], "Did you mean 'many'?"),
        (["--plain", "nofile.yaml"], "nofile.yaml: there is no such file"),
        (["--plain", "x" * 300 + ".yaml"], "File name too long"),
        (["--plain", "--limit", "0"], "whole number from 1 up"),
        (["--limit", "3"], "--limit needs --plain"),
        (["--plain", "--lang", "fr"], "invalid choice"),
        (["--plain", "many", "x.yaml"], "cannot be mixed"),
    ],
)
def test_misuse_is_said_with_status_2(home: Path, args: list[str], said: str) -> None:
    done = quizapp(home, "study", *args)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_interrupt_ends_with_130_and_keeps_what_was_graded(home: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "quizapp", "study", "--plain", "many"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(b"t\n3\n")
    child.stdin.flush()
    seen = b""
    # Not sooner than it waits for the second answer: until then Ctrl-C may come in the middle of an
    # import or a finalizer, where Python drops it.
    while not seen.partition(b"[2] many/c02")[2].endswith(b"> "):
        more = child.stdout.read1()
        assert more, seen
        seen += more
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=30)
    assert (child.returncode, errors) == (130, b"")
    assert len(log(home)) == 1


def test_a_lab_measures_the_answer_and_proves_it(home: Path) -> None:
    right = letters(plain(home, "proven", typed="s\ns\n"))["doubles"]
    shown = plain(home, "proven", typed=f"0.2\nl\n4\n{right}\nl\n4\n")
    assert "Measuring the answer…" in shown
    assert shown.count("Right.") == 2
    assert "The answer: 0.2" in shown
    assert shown.count("verdict: holds") == 2
    assert f"{right.upper()}) doubles [right]: holds" in shown
    assert "stays the same [wrong]: fails, as it must" in shown
    assert "You predicted: 0.2\nThe lab says: 0.2 – as you predicted" in shown
    assert f"The lab says: {right.upper()}) doubles – as you predicted" in shown
    assert "how far it moved in all" in shown
    answers = [entry["answer"] for entry in log(home)]
    assert answers[1]["measured"] == pytest.approx(0.2)  # type: ignore[index]


WRONG = """\
quizapp: 1
deck: wrong
title: Wrong
labs:
  down: {kind: optimizer, opt: SGD, lr: 0.1, start: [1.0], loss: x**2, steps: 1}
cards:
  - id: key
    type: truth
    q: After one step x is above 1.
    answer: true
    when: {lab: down, get: x.end, greater: 1}
"""


def test_a_key_that_its_lab_refutes_is_doubted_from_then_on(home: Path) -> None:
    (home / "decks" / "wrong.yaml").write_text(WRONG, "utf-8")
    first = plain(home, "wrong", typed="t\nl\nu\n")
    assert "You predicted: true\nThe lab says: false – not as you predicted" in first
    assert "proof broke" not in first.partition("verdict: fails")[0]
    again = plain(home, "wrong", typed="t\nq\n")
    asked, _, revealed = again.partition("its answer may be wrong.")
    assert "This card's proof broke on" in asked
    assert "expected > 1, measured 0.8" in revealed
    assert "As the card says." in revealed
    assert "The card says: true" in revealed
    assert "Right." not in again
    due = quizapp(home, "due", "--json")
    assert json.loads(due.stdout)["broken"] == ["wrong/key"]
    assert "broken proofs: 1 (wrong/key)" in quizapp(home, "due").stdout


def test_there_is_nothing_to_prove_where_a_card_says_why(home: Path) -> None:
    shown = plain(home, "every.type", typed="l\n\nl\nq\n")
    assert "Answer first; then l runs the lab." in shown
    assert "Nothing to prove here: a definition" in shown


def states(home: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "reviews.db")) as db:
        return db.execute("SELECT * FROM states ORDER BY reps DESC, card").fetchall()


def test_a_renamed_card_keeps_its_history_from_one_command_to_the_next(home: Path) -> None:
    """Renamed within its deck, and moved to another deck; from the parser and from the cache."""
    deck = home / "decks" / "many.yaml"
    plain(home, "many", typed="t\n4\nt\n4\nt\n1\nq\n")
    before, logged = states(home), log(home)
    assert [state[0] for state in before] == ["many/c01", "many/c02", "many/c03"]
    source = deck.read_text().replace("id: c01,", "id: first, was: c01,")
    moved = next(line for line in source.splitlines(True) if "id: c02," in line)
    deck.write_text(source.replace(moved, ""))
    (home / "decks" / "moved.yaml").write_text(
        "quizapp: 1\ndeck: moved\ntitle: Moved\ncards:\n"
        + moved.replace("id: c02,", "id: second, was: many/c02,")
    )
    for _ in ("parsed", "cached"):
        found = json.loads(quizapp(home, "due", "many", "moved", "--json").stdout)
        assert (found["new"], found["learning"]) == (17, 1)
        assert [deck["unseen"] for deck in found["decks"]] == [27, 0]
    entries = log(home)
    now = {event["card"]: event.pop("now") for event in entries}
    assert now == {"many/c01": "many/first", "many/c02": "moved/second", "many/c03": "many/c03"}
    assert all(event["card"] == event.pop("now") for event in logged)
    assert entries == logged, "the log says what was given, under the names of then"
    shown = plain(home, "many", "moved", typed="s\nq\n")
    assert "first" not in shown
    assert "second" not in shown
    after = states(home)
    assert [state[0] for state in after] == ["many/c03", "many/first", "moved/second"]
    assert sorted(state[1:] for state in after) == sorted(state[1:] for state in before)
    quizapp(home, "undo")
    taken = json.loads(quizapp(home, "undo", "--json").stdout)
    assert taken["phase"] == "new"
    assert json.loads(quizapp(home, "due", "moved", "--json").stdout)["decks"][0]["unseen"] == 1
