"""Lines of ``Content`` laid out for a width: hanging indents, columns, rules. Draws no widget.

A line may carry a *hit*: the action that a click on it means.
"""

from __future__ import annotations

from textual.content import Content

_EMPTY = Content("")


class Sheet:
    """A column of lines ``width`` cells wide, filled from the top."""

    def __init__(self, width: int) -> None:
        self.width = max(8, width)
        self.lines: list[Content] = []
        self.hits: list[str] = []
        self.core = 0

    def add(self, content: Content | str, *, indent: int = 0, hit: str = "") -> None:
        """Wrap ``content`` into lines, all of them indented."""
        self.hang(Content(" " * indent), content, hit=hit)

    def hang(self, lead: Content, content: Content | str, *, hit: str = "", band: str = "") -> None:
        """Wrap ``content`` beside ``lead``: a letter, a symbol.

        ``band`` is a style laid under the whole width of these lines.
        """
        body = content if isinstance(content, Content) else Content(content)
        indent = Content(" " * lead.cell_length)
        room = max(4, self.width - lead.cell_length)
        for number, line in enumerate(body.wrap(room)):
            whole = Content.assemble(indent if number else lead, line)
            self._put(whole, hit, band)

    def sides(self, left: Content, right: Content, *, hit: str = "", band: str = "") -> None:
        """One line with something at either end; the left gives way."""
        self._put(sides(left, right, self.width), hit, band)

    def gap(self) -> None:
        """An empty line, unless the last one is empty already."""
        if self.lines and self.lines[-1].plain:
            self._put(_EMPTY, "", "")

    def plot(self, line: Content, *, hit: str = "") -> None:
        """A line that is drawn already and must not be wrapped."""
        self._put(line, hit, "")

    def mark_core(self) -> None:
        """What comes next must be seen, if not all can be: ``core`` is its line."""
        self.core = len(self.lines)

    def rule(self, style: str = "$panel-lighten-1") -> None:
        """A thin line across."""
        self._put(Content.styled("─" * self.width, style), "", "")

    @property
    def content(self) -> Content:
        """All lines as one text."""
        return Content("\n").join(self.lines)

    def _put(self, line: Content, hit: str, band: str) -> None:
        if band:
            line = line.pad_right(max(0, self.width - line.cell_length)).stylize_before(band)
        self.lines.append(line)
        self.hits.append(hit)


def sides(left: Content, right: Content, width: int) -> Content:
    """Two texts at the ends of a line ``width`` cells wide; the left one is cut if it must be."""
    room = max(0, width - right.cell_length - 1)
    if left.cell_length > room:
        left = left.truncate(room, ellipsis=True)
    return Content.assemble(left, " " * max(1, width - left.cell_length - right.cell_length), right)
