"""Decks as badly laid out as YAML allows, for the laws of the formatter. Asserts nothing."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from quizapp.deck.quoting import is_plain, quoted

_WORDS = st.sampled_from(["What", "a", "step:", "is", "#2", "no", "β", "步", "-", "{lr}", "it's"])
_PROSE = st.lists(_WORDS, min_size=1, max_size=8).map(" ".join)
TEXTS = st.one_of(
    st.text("ab \n\t:#-,?[]{}&*!|>'\"%@`\\.~=1中", min_size=1, max_size=16),
    _PROSE,
    st.lists(_PROSE | st.just(""), min_size=2, max_size=4).map("\n".join),
    st.sampled_from(["no", "true", "1e-3", "~", "0.8", "12:30", "Adam", "x\n\n\n", "\n a\n b"]),
).filter(str.strip)
"""Texts of one and of several lines, among them those that YAML mistakes for something else."""


class Messy:
    """Writes plain data, with brackets, quotes, indentation, empty lines and comments at random.

    The comments are ``#c`` and a number.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0

    def file(self, data: dict[str, Any]) -> str:
        lines = [*self.noise(0), *self.map(data, 0), *self.noise(self.pick(0, 2, 6))]
        return "\n".join(lines) + self.pick("\n", "", "\n\n")

    def pick(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def comment(self) -> str:
        self.count += 1
        return f"#c{self.count}"

    def noise(self, at: int) -> list[str]:
        """Empty lines and a comment on a line of its own."""
        lines = [] if self.pick(True, True, False) else [" " * self.pick(0, 3)]
        if self.pick(True, True, False):
            lines.append(" " * max(0, at + self.pick(-2, 0, 0, 1, 4)) + self.comment())
        return lines + ([""] if self.pick(True, False, False) else [])

    def beside(self) -> str:
        return self.pick("", "", "", " " + self.comment(), "   " + self.comment())

    def map(self, data: dict[str, Any], at: int) -> list[str]:
        lines: list[str] = []
        for name, value in data.items():
            lines += self.noise(at) if lines else []
            lines += self.entry(f"{' ' * at}{self.key(name)}:", value, at)
        return lines

    def list(self, data: list[Any], at: int) -> list[str]:
        lines: list[str] = []
        for value in data:
            lines += self.noise(at) if lines else []
            lines += self.entry(f"{' ' * at}-", value, at)
        return lines

    def entry(self, head: str, value: Any, at: int) -> list[str]:
        """A key or dash at a column, and its value."""
        deeper = at + self.pick(1, 2, 2, 4)
        if not isinstance(value, (dict, list)):
            return self.scalar(head, value, at, deeper)
        flow = self.flow(value, deeper) if not value or self.pick(True, False, False) else None
        if flow is not None:
            flow[-1] += self.beside()
            return [f"{head} {flow[0]}", *flow[1:]]
        is_item = head.endswith("-")
        lines = self.map(value, deeper) if isinstance(value, dict) else []
        if lines and is_item and deeper > at + 1 and self.pick(True, True, False):
            return [head + lines[0][at + 1 :], *lines[1:]]
        if not lines:
            lines = self.list(value, at if not is_item and self.pick(True, False) else deeper)
        return [head + self.beside(), *self.noise(deeper), *lines]

    def scalar(self, head: str, value: Any, at: int, deeper: int) -> list[str]:
        ways = self.ways(value, deeper, flow=False)
        if isinstance(value, str) and not value.isalnum():
            ways += self.blocks(value, at, deeper)
        first, *rest = self.pick(*ways)
        lines = [f"{head} {first}", *rest]
        lines[0 if first[0] in "|>" else -1] += self.beside()
        return lines

    def flow(self, value: Any, at: int) -> list[str] | None:
        """A value in brackets, over several lines or in one."""
        if isinstance(value, str) and "\n" in value:
            return None
        if not isinstance(value, (dict, list)):
            written: list[str] = self.pick(*self.ways(value, at, flow=True))
            return written
        spread = self.pick(True, False)
        lines = ["{" if isinstance(value, dict) else "["]
        for number, item in enumerate(value):
            part = self.flow(value[item] if isinstance(value, dict) else item, at)
            if part is None:
                return None
            head = f"{self.key(item)}: " if isinstance(value, dict) else ""
            part = [head + part[0], *part[1:]]
            part[-1] += "," if number < len(value) - 1 else ""
            if spread:
                lines[-1] += self.beside()
                lines += [*self.noise(at), " " * at + part[0], *part[1:]]
            else:
                lines[-1] += " " * (number > 0) + part[0]
                lines += part[1:]
        lines += [" " * at] if spread else []
        lines[-1] += "}" if isinstance(value, dict) else "]"
        return lines

    def key(self, name: str) -> str:
        written: str = self.pick(name, name, f'"{name}"', f"'{name}'")
        return written

    def ways(self, value: Any, at: int, *, flow: bool) -> list[list[str]]:
        """How a scalar can be written in quotes and without, in a line or two."""
        if not isinstance(value, str):
            return [[str(value).lower()]]
        if "\n" in value:
            return []
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        ways = [[f'"{escaped}"'], [quoted(value)], [value if is_plain(value) else quoted(value)]]
        if flow and not is_plain(value, flow=True):
            ways.pop()
        first, _, rest = ways[-1][0].partition(" ")
        if rest and first not in "'\"" and rest[0] not in " \t#-?:'\"":
            ways.append([first, " " * (at + self.pick(0, 3)) + rest])
        return ways

    def blocks(self, value: str, at: int, deeper: int) -> list[list[str]]:
        """How a text can be written after ``|`` and ``>``."""
        ends = len(value) - len(value.rstrip("\n"))
        chomp = "-" if not ends else self.pick("+", "") if ends == 1 and value.strip("\n") else "+"
        show = value[0] in " \t\n" or self.pick(True, False)
        head = f"{deeper - at if show else ''}{chomp}"
        lines = (value[:-1] if ends else value).split("\n")
        ways = [[f"|{head}", *(" " * deeper + line if line else "" for line in lines)]]
        first, _, rest = value.partition(" ")
        if first and rest and "\n" not in value and not {first[0], rest[0]} & set(" \t"):
            ways.append([f">{head}", " " * deeper + first, " " * deeper + rest])
        return ways
