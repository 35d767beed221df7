"""Values as short plain text, and columns of it. Nothing here knows what an optimizer is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import torch
from torch import Tensor

WIDTH = 80
_LONGEST = 60
_FEW = 4
_PAIRS = torch.float4_e2m1fn_x2  # two numbers a byte, which torch cannot take apart
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def shown(text: object) -> str:
    """A key or a string on one line: what cannot be printed is escaped, what is long is cut.

    Names come from files that anyone may have written.
    """
    if isinstance(text, int) and abs(text) >= 1 << 63:
        return "(huge integer)"
    if not isinstance(text, str | int | float | None):
        return f"({type(text).__name__})"
    line = cut(str(text), _LONGEST)
    return line if line.isprintable() else cut(ascii(line)[1:-1], _LONGEST)


def cut(text: str, width: int) -> str:
    """``text``, with ``…`` in its middle where it is too long: names differ at both ends."""
    if len(text) <= width:
        return text
    head = (width - 1) // 2
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"


def value(setting: object, *, exact: bool = False, depth: int = 2) -> str:
    """A setting, such as ``0.001`` or ``(0.9, 0.999)``; a tensor of few elements is its numbers.

    Unless ``exact``, a number with many digits is rounded to six.
    """
    if isinstance(setting, Tensor):
        if setting.is_meta or setting.dtype == _PAIRS or not 0 < setting.numel() <= _FEW:
            return tensor(setting)
        held = setting.item() if setting.numel() == 1 else setting.tolist()
        return f"tensor {value(held, exact=exact)}"
    if isinstance(setting, list | tuple) and depth:
        items = [value(item, exact=exact, depth=depth - 1) for item in setting[:4]]
        inner = ", ".join([*items, "…"] if len(setting) > 4 else items)
        return f"[{inner}]" if isinstance(setting, list) else f"({inner})"
    text = shown(setting)
    long = isinstance(setting, float) and not exact and len(text) > 9
    return f"{setting:.6g}" if long else text


def tensor(x: Tensor) -> str:
    """``3×4 float32``."""
    return f"{shape(x.shape)} {str(x.dtype).removeprefix('torch.')}"


def shape(sizes: Sequence[int]) -> str:
    return "×".join(map(str, sizes)) or "scalar"


def size(count: int) -> str:
    """Bytes for people: ``640 B``, ``1.2 MiB``."""
    amount = float(count)
    for unit in _UNITS:
        if amount < 1024 or unit == _UNITS[-1]:
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"


def count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def columns(
    rows: Sequence[Sequence[str]], right: Collection[int] = (), wide: int = 0, indent: str = ""
) -> list[str]:
    """Rows as aligned lines; columns in ``right`` are flush right, ``wide`` is cut to fit."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    spare = WIDTH - len(indent) - breadth(rows)
    if spare < 0:
        widths[wide] = max(12, widths[wide] + spare)
    lines = []
    for row in rows:
        cells = [cut(cell, width) for cell, width in zip(row, widths, strict=True)]
        padded = [
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        lines.append(cut(indent + "  ".join(padded).rstrip(), WIDTH))
    return lines


def breadth(rows: Sequence[Sequence[str]]) -> int:
    """How wide rows are as ``columns``, uncut."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return sum(widths) + 2 * (len(widths) - 1)


def listed(
    head: str, items: Sequence[str], indent: str = "    ", between: str = ", "
) -> Iterator[str]:
    """``head`` and items, over as many lines as they need, no item broken."""
    line, started = head, False
    for item in items:
        item = cut(item, WIDTH - len(indent) - len(between))
        joined = line + (between if started else "") + item
        if len(joined + between.rstrip()) > WIDTH:
            yield (line + between if started else line).rstrip()
            joined = indent + item
        line, started = joined, True
    if started:
        yield line
