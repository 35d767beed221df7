"""What Markdown means inside a text: bold, pictures, gaps, tags. Knows nothing of lines."""

from __future__ import annotations

import re

from quizapp.exchange.maths import to_dollars
from quizapp.exchange.model import Loss

_APART = re.compile(r"(```.*?```|~~~.*?~~~|`[^`\n]+`|\$[^$\n]+\$)", re.DOTALL)
_BOLD = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+?)(?<=\S)\1")
_PICTURE = re.compile(r"!\[([^\[\]\n]*)\]\(([^()\n]*)\)|!\[\[([^\[\]\n]*)\]\]")
_GAP = re.compile(r"\{\{(?:c?([0-9]{1,3})::)?([^{}]+)\}\}")
_BRACKETS = re.compile(r"(?<![\\!\]])\[([^\[\]\n]+)\](?!\()")
_MARKED = re.compile(r"==(?=\S)([^=\n]+?)(?<=\S)==")
_ESCAPED = re.compile(r"\\([\[\]*_#])")
_TAGS = re.compile(r"(?:(?:^|\s+)#[^\s#]+)+\s*$")


def plain(text: str) -> tuple[str, tuple[Loss, ...]]:
    """Markdown as a deck's text: bold goes, pictures are told, maths and code stay."""
    losses: list[Loss] = []

    def picture(found: re.Match[str]) -> str:
        source = found[2] if found[3] is None else found[3]
        name = source.split()[0].rpartition("/")[2] if source.split() else ""
        stands = f"[{(found[1] or '').strip() or name or 'picture'}]"
        what = f"the picture {name}".rstrip()
        losses.append(Loss("picture", what, f"{stands} stands in its place"))
        return stands

    parts = _APART.split(to_dollars(text))
    parts[::2] = [_BOLD.sub(r"\2", _PICTURE.sub(picture, part)) for part in parts[::2]]
    return "".join(parts), tuple(losses)


def with_gaps(text: str) -> str:
    """A cloze's text: gaps of other makes, ``[x]``, ``==x==`` and ``{{x}}``, as ours."""
    if re.search(r"\{\{c[0-9]{1,3}::", text):
        return text
    count = 0

    def gap(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        number = found[1] if found.re is _GAP and found[1] else str(count)
        hidden = found[2] if found.re is _GAP else found[1]
        return f"{{{{c{number}::{hidden}}}}}"

    parts = _APART.split(text)
    for form in (_GAP, _MARKED, _BRACKETS):
        if any(form.search(part) for part in parts[::2]):
            parts[::2] = [form.sub(gap, part) for part in parts[::2]]
            break
    parts[::2] = [_ESCAPED.sub(r"\1", part) for part in parts[::2]]
    return "".join(parts)


def has_gaps(text: str) -> bool:
    """Whether a paragraph is a cloze by itself: ``==x==`` or ``{{x}}`` in it."""
    return any(_MARKED.search(part) or _GAP.search(part) for part in _APART.split(text)[::2])


def tags_behind(text: str) -> tuple[str, list[str]]:
    """The text without the ``#tags`` at its end, and these."""
    found = _TAGS.search(text)
    if found is None:
        return text, []
    return text[: found.start()].rstrip(), [tag.lstrip("#") for tag in found[0].split()]
