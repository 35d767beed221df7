"""A sheet's lines as Textual paints them: a line that was shown a frame ago is not made again.

Of a live curve most lines stay as they were, and making one costs more than drawing it.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content, Span
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

Made = dict[tuple[int, Style, str, Sequence[Span]], Strip]
"""Strips by what they were made of: width, style under the line, text and spans."""


class SheetLines(Visual):
    """Lines that are laid out already; only a selection by mouse has them made as one text.

    Args:
        lines: what to paint, from the top.
        made: strips of the frame before, in the same theme; afterwards those of this frame.
    """

    def __init__(self, lines: Sequence[Content], made: Made) -> None:
        self._lines = lines
        self._made = made

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Each line as a strip, which knows where it stands so that it can be selected."""
        if not width:
            return []
        if options.selection is not None:
            whole = Content("\n").join(self._lines)
            return whole.render_strips(width, height, style, options)
        now: Made = {}
        strips = []
        for y, line in enumerate(self._lines[:height]):
            key = width, style, line.plain, tuple(line.spans)
            strip = now.get(key) or self._made.get(key)
            if strip is None:
                (strip,) = line.render_strips(width, 1, style, options)
            now[key] = strip
            strips.append(strip.apply_offsets(0, y))
        self._made.clear()
        self._made.update(now)
        return strips

    def get_optimal_width(self, _rules: RulesMap, _container_width: int) -> int:
        return max((line.cell_length for line in self._lines), default=0)

    def get_height(self, _rules: RulesMap, _width: int) -> int:
        return len(self._lines)
