"""How editors are told where to open a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.author.editor import editor
from quizapp.errors import QuizError

DECK = Path("/decks/-a b.yaml")


@pytest.mark.parametrize(
    ("said", "words", "in_terminal"),
    [
        ("vim", ["vim", "+7", str(DECK)], True),
        ("/usr/bin/nvim -u NONE", ["/usr/bin/nvim", "-u", "NONE", "+7", str(DECK)], True),
        ("nano", ["nano", "+7", str(DECK)], True),
        ("emacs -nw", ["emacs", "-nw", "+7", str(DECK)], True),
        ("code --wait", ["code", "--wait", "--goto", f"{DECK}:7:3"], False),
        ("hx", ["hx", f"{DECK}:7:3"], True),
        ("ed", ["ed", str(DECK)], True),
        ("'/opt/my editor/ed'", ["/opt/my editor/ed", str(DECK)], True),
    ],
)
def test_the_place_is_told_as_each_editor_takes_it(
    said: str, words: list[str], in_terminal: bool
) -> None:
    assert editor({"EDITOR": said}, DECK, 7, 3) == (tuple(words), in_terminal)


def test_visual_goes_before_editor_and_a_name_is_no_option() -> None:
    assert editor({"VISUAL": "vi", "EDITOR": "nano"}, DECK, 1, 1).words[0] == "vi"
    assert editor({"VISUAL": "", "EDITOR": "nano"}, DECK, 1, 1).words[0] == "nano"
    words = editor({"EDITOR": "vi"}, Path("-x.yaml"), 1, 1).words
    assert words[-1] == str(Path.cwd() / "-x.yaml")


@pytest.mark.parametrize("said", ["", "  ", "'vim"])
def test_no_editor_says_how_to_set_one(said: str) -> None:
    with pytest.raises(QuizError, match="editor") as raised:
        editor({"EDITOR": said}, DECK, 1, 1)
    assert "export EDITOR" in raised.value.remedy
