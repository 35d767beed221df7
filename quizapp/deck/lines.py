"""Lines of YAML put inside and below one another. Makes none."""

from __future__ import annotations


def indented(lines: list[str]) -> list[str]:
    """The lines one level deeper; empty ones stay empty."""
    return [f"  {line}" if line else "" for line in lines]


def add(lines: list[str], more: list[str], *, apart: bool) -> None:
    """Put ``more`` below; ``apart`` with an empty line between.

    None is added at the top, nor below an empty line: that one may be part of a text, to which
    another would be added.
    """
    if apart and lines and lines[-1].strip():
        lines.append("")
    lines += more
