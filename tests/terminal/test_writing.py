"""Writing a deck on a real terminal, which the editor takes and gives back, and the shell too."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from tests.terminal.driver import Terminal
from tests.terminal.test_daily_use import command

DECK = """quizapp: 1
deck: own
cards:
  - {id: one, type: qa, q: First?, answer: Yes., unproven: a remark}
  - {id: two, type: qa, q: Second?, answer: Yes., unproven: a remark}
"""

EDITOR = """#!/bin/sh
stty sane
echo "editing $*"
read line
sed -i "s/Second/$line/" "$2"
"""


def write(folder: Path) -> tuple[Path, dict[str, str]]:
    """A deck, and an environment whose editor is told what to put into it."""
    deck, vim = folder / "own.yaml", folder / "vim"
    deck.write_text(DECK)
    vim.write_text(EDITOR)
    vim.chmod(0o755)
    return deck, {"QUIZAPP_HOME": str(folder / "home"), "VISUAL": "", "EDITOR": str(vim)}


def test_the_editor_opens_at_the_card_and_what_it_saved_is_seen(tmp_path: Path) -> None:
    deck, env = write(tmp_path)
    with Terminal(command("deck", "watch", str(deck)), env, columns=120) as app:
        app.wait_for("First?", "· two")
        app.press("j")
        app.wait_for("Second?")
        app.press("e")
        app.wait_for(f"editing +5 {deck}")
        app.press("Last", "enter")
        app.wait_for("Last?", "Esc quit")
        app.press("e")
        app.wait_for(f"editing +5 {deck}")
        app.press("x", "enter")
        app.wait_for("Last?", "Esc quit")
        app.press("q")
        assert app.wait_exit() == 0


def test_a_shell_may_stop_it_and_let_it_go_on(tmp_path: Path) -> None:
    deck, env = write(tmp_path)
    with Terminal(command("deck", "watch", str(deck)), env) as app:
        app.wait_for("First?", "· two")
        os.kill(app.pid, signal.SIGTSTP)
        deadline = time.monotonic() + 20
        while not os.waitpid(app.pid, os.WUNTRACED | os.WNOHANG)[0]:
            assert time.monotonic() < deadline, "never stopped"
            app.pump(0.02)
        deck.write_text(DECK.replace("First", "Newest"))
        os.kill(app.pid, signal.SIGCONT)
        app.wait_for("Newest?", "Esc quit")
