"""How a problem is shown: code, place, the line, carets under the right characters."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.model import Position
from quizapp.deck.report import Problem, as_json, render
from quizapp.text.width import cells


def shown(folder: Path, text: str) -> str:
    path = folder / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DeckErrors) as caught:
        load_deck(path)
    return render(caught.value.problems).replace(f"{folder}/", "")


def test_as_the_design_shows_it(tmp_path: Path) -> None:
    text = "quizapp: 1\ndeck: d\n\ncards:\n  - id: a\n    type: qa\n    q: x\n    anwser: y\n"
    assert shown(tmp_path, text) == (
        "error[E101]: unknown key 'anwser' in a qa card\n"
        "  --> bad.yaml:8:5\n"
        "  |\n"
        "8 |     anwser: y\n"
        "  |     ^^^^^^ did you mean 'answer'?"
    )


def test_carets_stand_under_wide_characters(tmp_path: Path) -> None:
    text = "quizapp: 1\ndeck: d\ncards: [{id: a, type: qa, q: 第一步, answer: y, 提示: z}]\n"
    *_, line, carets = shown(tmp_path, text).split("\n")
    assert cells(line[: line.index("提示")]) == carets.index("^")
    assert carets.count("^") == 4


def test_a_long_line_is_cut_around_the_place(tmp_path: Path) -> None:
    text = f"quizapp: 1\ndeck: d\ntitle: {{en: {'x ' * 400}, '1': 手 }}\ncards: []\n"
    *_, line, carets = shown(tmp_path, text).split("\n")
    assert len(line) < 120
    assert line[carets.index("^") :].startswith("'1'")


def test_a_problem_of_the_whole_file_shows_no_line(tmp_path: Path) -> None:
    assert shown(tmp_path, "# c\n").startswith(
        "error[E100]: the file holds nothing but comments\n  --> bad.yaml"
    )


def test_the_line_is_read_when_it_is_not_given(tmp_path: Path) -> None:
    """So that whoever lints a loaded deck needs positions only."""
    path = tmp_path / "deck.yaml"
    path.write_text("quizapp: 1\ndeck: d\n", encoding="utf-8")
    problem = Problem("E301", "no lab 'x'", Position(path, 2, 7))
    assert "2 | deck: d\n  |       ^" in render([problem])
    assert as_json([problem])[0] == {
        "code": "E301",
        "message": "no lab 'x'",
        "path": str(path),
        "line": 2,
        "column": 7,
        "length": 1,
        "help": "",
    }


@given(
    st.text(st.characters(exclude_characters="\n"), max_size=300),
    st.integers(1, 310),
    st.integers(1, 400),
    st.text(max_size=40),
)
def test_nothing_untrusted_reaches_the_terminal_raw(
    line: str, column: int, length: int, name: str
) -> None:
    where = Position(Path("d.yaml"), 1, column)
    text = render([Problem("E101", f"unknown key {name}", where, length, name, line)])
    assert not any(ord(character) < 32 and character != "\n" for character in text)
    assert "\x7f" not in text
    assert "\u202e" not in text
    if line.strip():
        assert cells(text.split("\n")[-1].split("^")[0]) < 120
