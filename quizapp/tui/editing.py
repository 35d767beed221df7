"""The author's editor, started from the app: in its terminal, or in a window of its own."""

from __future__ import annotations

import os
import subprocess

from textual.app import App, SuspendNotSupported

from quizapp.author.editor import editor
from quizapp.deck.model import Position
from quizapp.errors import QuizError


def edit(app: App[None], place: Position) -> None:
    """Open a file at a place; in the terminal, come back when the author has left the editor.

    Raises:
        QuizError: no editor is set, it cannot be started, or it cannot have this terminal.
    """
    chosen = editor(os.environ, place.path, place.line, place.column)
    try:
        if chosen.in_terminal:
            with app.suspend():
                subprocess.run(chosen.words, check=False)
        else:
            quiet = subprocess.DEVNULL
            subprocess.Popen(
                chosen.words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
            )
    except OSError as error:
        remedy = "VISUAL or EDITOR names it; is it installed?"
        raise QuizError(f"{chosen.words[0]}: {error.strerror}", remedy) from error
    except SuspendNotSupported as error:
        remedy = "Open the file beside quizapp: each save is seen."
        raise QuizError("no editor can take this terminal", remedy) from error
