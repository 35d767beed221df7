"""Keys as Textual binds them and as people write them. What they do is in ``commands``."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from quizapp.tui.commands import COMMANDS, Command

_NAMES = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "backspace": "⌫",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}


def bindings(where: str) -> list[BindingType]:
    """The key bindings of a screen (or of the app)."""
    made: list[BindingType] = []
    for command in COMMANDS:
        if command.where != where:
            continue
        if command.action == "pick":
            # Each letter says which option it means.
            made += [
                _binding(command, key, f"pick('{key.lower()}')", f".{key}")
                for key in command.keys.split(",")
            ]
        else:
            made.append(_binding(command, command.keys, command.action))
    return made


def _binding(command: Command, keys: str, action: str, suffix: str = "") -> Binding:
    return Binding(
        keys,
        action,
        command.label,
        show=False,
        id=command.id + suffix,
        # Ctrl keys must reach us even while a text field has the focus.
        priority="ctrl+" in keys and command.where == "app",
    )


def key_name(key: str) -> str:
    """How a key is written for people."""
    if key.startswith("ctrl+"):
        return f"^{key[5:].upper()}"
    if key in _NAMES:
        return _NAMES[key]
    return key.upper()


def keys_of(command: Command) -> list[str]:
    """All keys of a command as people write them, each once."""
    keys = command.keys.split(",")
    # A capital that goes with its small letter is the same key; alone it wants Shift.
    names = [
        f"Shift+{key}" if key.isupper() and key.lower() not in keys else key_name(key)
        for key in keys
    ]
    return list(dict.fromkeys(names))
