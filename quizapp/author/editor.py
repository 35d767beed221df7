"""The author's own editor: how it is told where to open a file. Starts none."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from quizapp.errors import QuizError

_VI = ("vi", "vim", "nvim", "gvim", "vimx", "rvim", "rgvim", "view", "rview", "gview", "evim")
_PLUS_LINE = (*_VI, "nano", "emacs", "emacsclient", "micro", "kak", "joe", "ne", "mg")
_GOTO = ("code", "codium", "vscodium", "cursor", "windsurf")
_COLON = ("hx", "helix", "zed", "zeditor", "subl")
_VI_WINDOWS = ("gvim", "rgvim", "gview", "evim")
_WINDOWS = (*_GOTO, *_VI_WINDOWS, "zed", "zeditor", "subl", "gedit", "kate", "mate", "xed")
"""Editors with a window of their own: the terminal stays ours."""

_KIN = re.compile("[a-z]+")
"""What an editor is called without its version and build: vim.tiny, emacs-29.3, code-insiders."""


class Editor(NamedTuple):
    """What to start. ``in_terminal``: it takes the terminal until it ends."""

    words: tuple[str, ...]
    in_terminal: bool


def editor(environ: Mapping[str, str], path: Path, line: int, column: int) -> Editor:
    """How to open a file at a place in the editor that ``VISUAL`` or ``EDITOR`` names.

    Raises:
        QuizError: none is named, or it cannot be read.
    """
    chosen = next((environ[name] for name in ("VISUAL", "EDITOR") if environ.get(name)), "")
    try:
        words = shlex.split(chosen)
    except ValueError as error:
        raise QuizError(f"the editor {chosen!r} cannot be read: {error}", _HOW) from error
    if not words:
        raise QuizError("no editor is set", _HOW)
    named = _KIN.match(Path(words[0]).name)
    name = named[0] if named else ""
    # Absolute: no name of a file is taken for an option.
    file = str(path.absolute())
    place = f"{file}:{line}:{column}"
    if name in _PLUS_LINE:
        words += [f"+{line}", file]
    elif name in _GOTO:
        words += ["--goto", place]
    elif name in _COLON:
        words += [place]
    else:
        words += [file]
    return Editor(tuple(words), name not in _WINDOWS)


_HOW = "Set one before you start quizapp, such as: export EDITOR=nano (or vim, hx, code)"
