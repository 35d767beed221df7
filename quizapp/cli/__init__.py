"""The command line: one module a command family, imported only when its command is given.

Each module has ``main(argv: list[str]) -> int``. This page is the whole list.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    module: str
    help: str


COMMANDS: dict[str, Command] = {
    "study": Command("study", "study what is due (--plain: line by line, without the full screen)"),
    "due": Command("due", "what is due now, by deck"),
    "log": Command("log", "the reviews you have given, newest first"),
    "undo": Command("undo", "take back the last review"),
    "lab": Command("lab", "list, show, run and write labs"),
    "play": Command("play", "games with optimizers: derby, mutant, tune"),
    "verify": Command("verify", "prove the answers of decks on this machine"),
    "deck": Command("deck", "check and show decks, print their JSON Schema"),
    "import": Command("importing", "cards from tables, Markdown or Anki into a deck"),
    "export": Command("exporting", "decks into tables, Markdown or Anki"),
    "inspect": Command("inspect", "what a checkpoint holds, and what would go wrong on load"),
    "doctor": Command("doctor", "check this installation and your data"),
}
