r"""Formulas as other programs write them, ``\(x\)`` or ``[$]x[/$]``, made ``$x$``. Reads no TeX."""

from __future__ import annotations

import re

# Each form stops where the next one opens, so that openings without an end cost no time.
_FOREIGN = re.compile(
    r"\\\((?P<round>(?:(?!\\[()]).)*)\\\)|\\\[(?P<square>(?:(?!\\[\[\]]).)*)\\\]"
    r"|\[\$\](?P<anki>(?:(?!\[/?\$\]).)*)\[/\$\]"
    r"|\[\$\$\](?P<block>(?:(?!\[/?\$\$\]).)*)\[/\$\$\]"
    r"|\[latex\](?P<latex>(?:(?!\[/?latex\]).)*)\[/latex\]"
    r"|(?<!\$)\$\$(?!\$)(?P<double>[^$]+)\$\$",
    re.DOTALL,
)
_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_BLOCKS = ("square", "block")


def to_dollars(text: str) -> str:
    r"""The text with each ``\(x\)``, ``\[x\]``, ``[$]x[/$]`` and ``$$x$$`` as ``$x$``.

    A formula that stood on lines of its own still does. Code is left alone.
    """
    if "\\" not in text and "$" not in text and "[latex]" not in text:
        return text
    parts = _CODE.split(text)
    return "".join(
        part if index % 2 else _FOREIGN.sub(_dollars, part) for index, part in enumerate(parts)
    )


def _dollars(found: re.Match[str]) -> str:
    kind = found.lastgroup or "round"
    tex = " ".join(found[kind].split())
    if kind == "latex":
        tex = tex.strip("$").strip()
    if not tex or "$" in tex:
        return found[0]
    if kind not in _BLOCKS:
        return f"${tex}$"
    before = "" if found.string[max(0, found.start() - 1) : found.start()] in ("", "\n") else "\n"
    after = "" if found.string[found.end() : found.end() + 1] in ("", "\n") else "\n"
    return f"{before}${tex}${after}"
