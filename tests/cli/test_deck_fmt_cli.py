"""``quizapp deck fmt``: what it writes, says and leaves alone, and its statuses."""

from __future__ import annotations

import io
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.__main__ import main
from quizapp.paths import database

UNTIDY = """\
deck: a.b
quizapp:  1
include: more/w.yaml
cards:
- q: What does `step()` do?   # a question
  type: qa
  answer: 'It reads.'
- {type: qa, q: 一步走多远？, answer: x}
"""
TIDY = """\
quizapp: 1
deck: a.b
include: more/w.yaml
cards:
  - id: what-does-step-do
    type: qa
    q: What does `step()` do?  # a question
    answer: It reads.

  - {id: 一步走多远, type: qa, q: 一步走多远？, answer: x}
"""
INCLUDED = "quizapp: 1\ncards:\n- {type: qa, q: What does step do?, answer: y}\n"


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    Path("more").mkdir()
    Path("more/w.yaml").write_text(INCLUDED, "utf-8")
    path = Path("deck.yaml")
    path.write_text(UNTIDY, "utf-8")
    return path


def test_it_tidies_a_deck_with_all_it_includes(
    deck: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deck", "fmt", "deck.yaml"]) == 0
    assert capsys.readouterr().out == (
        "deck.yaml: tidied, with new ids: what-does-step-do, 一步走多远\n"
        "more/w.yaml: tidied, with new ids: what-does-step-do-2\n"
    )
    assert deck.read_text("utf-8") == TIDY
    assert main(["deck", "check", "deck.yaml"]) == 0
    capsys.readouterr()
    assert main(["deck", "fmt", "."]) == 0
    assert capsys.readouterr().out == "2 files: nothing to tidy\n"
    assert main(["deck", "fmt", "--check", "deck.yaml"]) == 0


def test_check_names_what_would_change_and_changes_nothing(
    deck: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deck", "fmt", "--check", "deck.yaml"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("deck.yaml: would change, with new ids: what-does-step-do,")
    assert deck.read_text("utf-8") == UNTIDY


def test_diff_shows_the_change_cleaned_and_changes_nothing(
    deck: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deck", "fmt", "--diff", "deck.yaml"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("--- deck.yaml\n+++ deck.yaml (tidied)\n")
    assert "\n-quizapp:  1\n" in out
    assert "\n+quizapp: 1\n" in out
    assert deck.read_text("utf-8") == UNTIDY
    assert main(["deck", "fmt", "--diff", "--check", "deck.yaml"]) == 1


GONE = """\
quizapp: 1
deck: a.first
cards:
  - {id: what-does-step-do, type: qa, q: Quite another?, answer: x, unproven: w}
"""


@pytest.fixture
def reviewed(deck: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The deck had another name, under which there are reviews of a card that is gone."""
    Path("gone.yaml").write_text(GONE)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n3\nq\n"))
    assert main(["study", "gone.yaml", "--plain"]) == 0
    deck.write_text("was: a.first\n" + UNTIDY, "utf-8")
    return deck


def test_no_new_id_has_reviews_of_a_card_that_is_gone(reviewed: Path) -> None:
    assert main(["deck", "fmt", str(reviewed)]) == 0
    assert "- id: what-does-step-do-2\n" in reviewed.read_text("utf-8")
    assert "what-does-step-do-3" in Path("more/w.yaml").read_text("utf-8")


def test_nor_has_one_in_what_comes_from_stdin(
    reviewed: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    capfdbinary.readouterr()
    _, out, _ = pipe(reviewed.read_bytes(), monkeypatch, capfdbinary)
    assert b"- id: what-does-step-do-2\n" in out


def test_a_locked_log_is_not_waited_for(reviewed: Path) -> None:
    with closing(sqlite3.connect(database())) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert main(["deck", "fmt", str(reviewed)]) == 0
    assert "- id: what-does-step-do\n" in reviewed.read_text("utf-8")


def test_without_a_log_none_is_made(deck: Path) -> None:
    assert main(["deck", "fmt", str(deck)]) == 0
    assert not database().exists()


@pytest.mark.usefixtures("deck")
def test_json_alone_tells_it_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deck", "fmt", "--json", "--check", "deck.yaml"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert told["files"][1] == {
        "path": "more/w.yaml",
        "changed": True,
        "ids": ["what-does-step-do-2"],
    }
    assert told["problems"] == []


def test_a_broken_file_is_left_alone_and_the_others_get_no_ids(
    deck: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = "quizapp: 1\ncards: [\n"
    Path("more/w.yaml").write_text(broken, "utf-8")
    assert main(["deck", "fmt", "deck.yaml"]) == 1
    out, err = capsys.readouterr()
    assert out == "deck.yaml: tidied\n"
    assert "error[E104]" in err
    assert "more/w.yaml:" in err
    assert err.endswith("\n1 problem; left as they are: more/w.yaml\n")
    assert Path("more/w.yaml").read_text("utf-8") == broken
    assert "id:" not in deck.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\nb: *x\n", "E107"),
        ("a: 1\na: 2\n", "E108"),
        ("# nothing\n", "E100"),
        ("- 1\n", "E103"),
        ("on: [push]\njobs: {}\n", "E102"),
        ("a: \x1b[31m\n", "E106"),
        ("quizapp: 1\n? |\n a\n b\n: 1\n", "E103"),
        ("a: [" * 30, "E109"),
    ],
)
def test_what_is_refused_is_left_alone(
    text: str, code: str, deck: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deck.write_text(text, "utf-8")
    assert main(["deck", "fmt", "deck.yaml"]) == 1
    assert f"error[{code}]" in capsys.readouterr().err
    assert deck.read_text("utf-8") == text


def test_a_file_that_may_not_be_written_says_so(
    deck: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    deck.chmod(0o444)
    if os.access(deck, os.W_OK):  # to root all files are writable
        monkeypatch.setattr(os, "access", lambda path, _mode: "deck" not in str(path))
    assert main(["deck", "fmt", "deck.yaml"]) == 1
    out, err = capsys.readouterr()
    assert err == "quizapp: deck.yaml cannot be written\n  Try: chmod u+w deck.yaml\n"
    assert "deck.yaml" not in out
    assert deck.read_text("utf-8") == UNTIDY


def test_mode_link_line_ends_and_byte_order_mark_stay(deck: Path) -> None:
    deck.write_bytes(b"\xef\xbb\xbf" + UNTIDY.replace("\n", "\r\n").encode())
    deck.chmod(0o640)
    Path("link.yaml").symlink_to(deck)
    assert main(["deck", "fmt", "link.yaml"]) == 0
    assert deck.read_bytes() == b"\xef\xbb\xbf" + TIDY.replace("\n", "\r\n").encode()
    assert deck.stat().st_mode & 0o777 == 0o640
    assert Path("link.yaml").is_symlink()
    assert main(["deck", "fmt", "--check", "link.yaml"]) == 0


def pipe(
    data: bytes,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    *more: str,
) -> tuple[int, bytes, bytes]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    status = main(["deck", "fmt", "-", *more])
    return status, *capfdbinary.readouterr()


def test_stdin_goes_to_stdout(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    status, out, err = pipe(UNTIDY.encode(), monkeypatch, capfdbinary)
    assert (status, out.decode(), err) == (0, TIDY, b"")
    assert pipe(TIDY.encode(), monkeypatch, capfdbinary)[1] == TIDY.encode()
    assert pipe(UNTIDY.encode(), monkeypatch, capfdbinary, "--check")[0] == 1


@pytest.mark.parametrize("data", [b"a: [\n", b"\xff\xfe\x00", b""])
def test_what_cannot_be_tidied_goes_through_as_it_came(
    data: bytes, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """An editor puts stdout into the place of the text."""
    status, out, err = pipe(data, monkeypatch, capfdbinary)
    assert (status, out) == (1, data)
    assert err.startswith(b"error[E10")
    assert b"--> stdin" in err


@pytest.mark.usefixtures("deck")
def test_wrong_use_has_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deck", "fmt", "-", "deck.yaml"]) == 2
    assert main(["deck", "fmt", "none.yaml"]) == 2
    assert main(["deck", "fmt", "more"]) == 2
    assert "no deck in more" in capsys.readouterr().err
