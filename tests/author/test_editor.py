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


BUILDS = (
    "vi vim vim.tiny vim.basic vim.gtk3 vimx rvim view rview nvim nvim.appimage nano",
    "nano-tiny emacs emacs-29.3 emacs29 emacs-nox emacs-gtk emacsclient emacsclient.emacs",
)


@pytest.mark.parametrize("name", " ".join(BUILDS).split())
def test_every_build_of_an_editor_is_told_the_line(name: str) -> None:
    assert editor({"EDITOR": name}, DECK, 7, 3) == ((name, "+7", str(DECK)), True)


@pytest.mark.parametrize("name", ["gvim", "gview", "rgvim", "evim"])
def test_a_vim_with_a_window_leaves_us_the_terminal(name: str) -> None:
    assert editor({"EDITOR": name}, DECK, 7, 3) == ((name, "+7", str(DECK)), False)


def test_code_is_known_by_its_other_names() -> None:
    words, in_terminal = editor({"EDITOR": "code-insiders.exe"}, DECK, 7, 3)
    assert words == ("code-insiders.exe", "--goto", f"{DECK}:7:3")
    assert not in_terminal


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
