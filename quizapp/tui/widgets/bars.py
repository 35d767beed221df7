"""The line on top (where am I) and the one at the bottom (what can I press)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from textual import events
from textual.content import Content
from textual.widget import Widget

from quizapp.tui.commands import SHOWN, Command
from quizapp.tui.keys import keys_of
from quizapp.tui.sheet import sides


class TitleBar(Widget):
    """The name of the place on the left, how things stand on the right."""

    DEFAULT_CSS = "TitleBar { height: 1; dock: top; padding: 0 2; background: $surface; }"

    def __init__(self) -> None:
        super().__init__()
        self._left = self._right = Content("")

    def show(self, left: Content, right: Content) -> None:
        self._left, self._right = left, right
        self.refresh()

    def render(self) -> Content:
        return sides(self._left, self._right, self.content_size.width)


class KeyBar(Widget):
    """The keys that mean something now, most useful first; what does not fit is left out.

    The key for help is always there: it tells the others.
    """

    DEFAULT_CSS = "KeyBar { height: 1; dock: bottom; padding: 0 2; background: $surface; }"

    def __init__(self, commands: Callable[[], Iterable[str]], say: Callable[[str], str]) -> None:
        super().__init__()
        self._commands = commands
        self._say = say
        self._ends: list[tuple[int, Command]] = []

    def render(self) -> Content:
        names = list(self._commands())
        entries = {name: self._entry(SHOWN[name]) for name in names}
        width = self.content_size.width
        between = 2 if width < _NARROW else 3
        kept = _fitting(entries, width, between)
        self._ends, at = [], 0
        for name in kept:
            at += entries[name].cell_length + between
            self._ends.append((at - between, SHOWN[name]))
        return Content(" " * between).join(entries[name] for name in kept)

    def _entry(self, command: Command) -> Content:
        # In a text field letters are text: show the key that works there.
        typing = self.screen.focused is not None
        names = keys_of(command)
        key = command.shown_as or next((n for n in names if not typing or len(n) > 1), names[0])
        return Content.assemble((key, "bold $primary"), " ", (self._say(command.label), "dim"))

    async def on_click(self, event: events.Click) -> None:
        x = event.x - self.styles.padding.left
        command = next((command for end, command in self._ends if x < end), None)
        if command is not None and command.action != "pick":
            await self.app.run_action(command.action, self.screen)


_NARROW = 60
"""Cells below which entries stand closer together."""

_HELP = "app.help"


def _fitting(entries: Mapping[str, Content], width: int, between: int) -> list[str]:
    """The entries that there is room for, that for help before all others."""
    needs = {name: entry.cell_length + between for name, entry in entries.items()}
    room, kept = width + between, set[str]()
    for name in sorted(entries, key=lambda name: name != _HELP):
        if needs[name] <= room:
            room -= needs[name]
            kept.add(name)
    return [name for name in entries if name in kept]
