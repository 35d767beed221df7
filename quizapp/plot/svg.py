"""Curves and landscapes as SVG files: the same axes and bands as in cells. Pure text, no library.

Lines differ by dashes and letters too, so that a print without colour can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from quizapp.plot.axis import Axis, axis, drawable
from quizapp.plot.contour import BANDS, Field, mark, named, terrain
from quizapp.plot.frame import Frame
from quizapp.plot.runs import Series
from quizapp.plot.window import Window, clip, window
from quizapp.text.clean import clean_line

WIDTH, HEIGHT = 720, 480

_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 40, 70
_INNER_WIDTH, _INNER_HEIGHT = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM

_COLOURS = ("#1f5fbf", "#b25500", "#1d6b43", "#6a45c4", "#b3261e", "#00697a")
_DASHES = ("", "7 4", "2 3", "9 3 2 3")
_GROUND = ("#ffffff", "#e9eef5", "#d3deeb", "#bccde0", "#a5bcd5", "#8fabca")
_CELLS = (110, 62)


def curves(title: str, series: Sequence[Series]) -> str:
    """A line chart as the text of an SVG file."""
    points = [point for one in series for point in one.points if all(map(drawable, point))]
    whole = bool(points) and all(x == int(x) for x, _ in points)
    x_axis = axis((x for x, _ in points), 6, whole=whole)
    y_axis = axis((y for _, y in points), 5)
    return _document(title, x_axis, y_axis, [], series)


def landscape(title: str, field: Field, paths: Sequence[Series], view: Window | None = None) -> str:
    """Paths over the bands of a landscape as the text of an SVG file."""
    view = view or window(field, paths)
    x_axis, y_axis = axis((view.left, view.right), 6), axis((view.low, view.high), 5)
    ground = terrain(field, Frame(x_axis, y_axis, *_CELLS))
    wide, high = _INNER_WIDTH / _CELLS[0], _INNER_HEIGHT / _CELLS[1]
    bands = []
    for row, cells in enumerate(ground.bands):
        column = 0
        for band, group in groupby(cells):
            count = len(list(group))
            if band > 0:
                place = {"x": _LEFT + column * wide, "y": _TOP + row * high}
                size = {"width": count * wide + 0.5, "height": high + 0.5}  # no seams
                bands.append(_element("rect", **place, **size, fill=_GROUND[band]))
            column += count
    edges = [f"{level:g}" for level in ground.levels]
    names = [f"< {edge}" for edge in edges] + (["above"] if edges else [])
    return _document(title, x_axis, y_axis, bands, paths, names)


def _document(
    title: str,
    x_axis: Axis,
    y_axis: Axis,
    behind: Sequence[str],
    series: Sequence[Series],
    bands: Sequence[str] = (),
) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="12">'
    )
    frame = {"x": _LEFT, "y": _TOP, "width": _INNER_WIDTH, "height": _INNER_HEIGHT}
    drawn = [_line(one, number, x_axis, y_axis) for number, one in enumerate(series)]
    return "\n".join(
        [
            head,
            _element("title", clean_line(title)),
            _element("rect", x=0, y=0, width=WIDTH, height=HEIGHT, fill="#ffffff"),
            *behind,
            _element("rect", **frame, fill="none", stroke="#5a6070"),
            *_ticks(x_axis, y_axis),
            *drawn,
            _element("text", clean_line(title), x=_LEFT, y=24, font_weight="bold"),
            *_legend(series, bands),
            "</svg>\n",
        ]
    )


def _ticks(x_axis: Axis, y_axis: Axis) -> list[str]:
    made = []
    below, right = _TOP + _INNER_HEIGHT, _LEFT + _INNER_WIDTH
    for tick, label in zip(x_axis.ticks, x_axis.labels, strict=True):
        x = _across(x_axis, tick)
        made.append(_element("path", d=f"M{x:g} {below}v5", stroke="#5a6070"))
        made.append(_element("text", label, x=x, y=below + 18, text_anchor="middle"))
    for tick, label in zip(y_axis.ticks, y_axis.labels, strict=True):
        y = _down(y_axis, tick)
        made.append(_element("path", d=f"M{_LEFT} {y:g}H{right}", stroke="#5a6070", opacity=0.15))
        made.append(_element("text", label, x=_LEFT - 8, y=y + 4, text_anchor="end"))
    return made


def _line(one: Series, number: int, x_axis: Axis, y_axis: Axis) -> str:
    """A series as one path, cut where it leaves the axes, with its letter at the end."""
    shown = Window.of(x_axis, y_axis)
    parts: list[str] = []
    last: tuple[float, float] | None = None
    end: tuple[float, float] | None = None
    for point in one.points:
        cut = clip(last or point, point, shown)
        if cut is not None:
            (x, y), end = cut
            if not parts or cut[0] != last or parts[-1] == "":
                parts.append(f"M{_across(x_axis, x):.2f} {_down(y_axis, y):.2f}")
            if end != cut[0]:
                parts.append(f"L{_across(x_axis, end[0]):.2f} {_down(y_axis, end[1]):.2f}")
        else:
            parts.append("")
        last = point
    colour = _COLOURS[number % len(_COLOURS)]
    style = {"stroke": colour, "stroke_width": 2, "stroke_dasharray": _dashes(number)}
    drawn = _element("path", d="".join(parts), fill="none", **style)
    if end is None:
        return drawn
    place = {"x": _across(x_axis, end[0]) + 4, "y": _down(y_axis, end[1]) - 4}
    return drawn + _element("text", mark(one, number), **place, fill=colour, font_weight="bold")


def _legend(series: Sequence[Series], bands: Sequence[str]) -> list[str]:
    made, x = [], _LEFT
    for number, text in named(series):
        name = clean_line(text)
        style = {"stroke": _COLOURS[number % len(_COLOURS)], "stroke_width": 2}
        dashes = _dashes(number)
        made.append(_element("path", d=f"M{x} 441h24", **style, stroke_dasharray=dashes))
        made.append(_element("text", name, x=x + 30, y=445))
        x += 46 + 7 * len(name)
    x = _LEFT
    for band, name in zip(range(len(BANDS)), bands, strict=False):
        made.append(
            _element("rect", x=x, y=454, width=14, height=12, fill=_GROUND[band], stroke="#5a6070")
        )
        made.append(_element("text", name, x=x + 20, y=464))
        x += 34 + 7 * len(name)
    return made


def _dashes(number: int) -> str:
    return _DASHES[number % len(_DASHES)]


def _across(x_axis: Axis, x: float) -> float:
    return _LEFT + x_axis.place(x) * _INNER_WIDTH


def _down(y_axis: Axis, y: float) -> float:
    return _TOP + (1 - y_axis.place(y)) * _INNER_HEIGHT


def _element(name: str, text: str = "", /, **attributes: object) -> str:
    """An element; an underscore in an attribute's name is a hyphen, an empty one is left out."""
    given = {key: value for key, value in attributes.items() if value != ""}
    told = " ".join(f"{key.replace('_', '-')}={_quoted(value)}" for key, value in given.items())
    lead = f"<{name} {told}" if told else f"<{name}"
    return f"{lead}>{escape(text)}</{name}>" if text else f"{lead}/>"


def _quoted(value: object) -> str:
    return quoteattr(f"{value:g}" if isinstance(value, float) else str(value))
