"""What Markdown means inside a text: bold, pictures, gaps, tags. Knows nothing of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from quizapp.exchange.maths import to_dollars
from quizapp.exchange.model import Loss

_MATHS = r"\$[^$\n]+\$"
_SKIPPED = rf"```.*?```|~~~.*?~~~|`[^`\n]+`|{_MATHS}"
_APART = re.compile(f"({_SKIPPED})", re.DOTALL)
_BOLD = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+?)(?<=\S)\1")
_PICTURE = re.compile(r"!\[([^\[\]\n]*)\]\(([^()\n]*)\)|!\[\[([^\[\]\n]*)\]\]")
# Gaps may hold maths, and none begins in maths or code.
_GAPS = tuple(
    re.compile(f"(?P<skipped>{_SKIPPED})|{form}", re.DOTALL)
    for form in (
        r"\{\{(?:c?(?P<number>[0-9]{1,3})::)?(?P<hidden>[^{}]+)\}\}",
        r"==(?=\S)(?P<hidden>[^=\n]+?)(?<=\S)==",
        rf"(?<![\\!\]])\[(?P<hidden>(?:[^\[\]\n$]|{_MATHS})+)\](?!\()",
    )
)
_ESCAPED = re.compile(r"\\([\[\]*_#])")
_TAGS = re.compile(r"(?:(?:^|\s+)#[^\s#]+)+\s*$")


def plain(text: str) -> tuple[str, tuple[Loss, ...]]:
    """Markdown as a deck's text: bold and pictures go and are told, maths and code stay."""
    losses: list[Loss] = []

    def picture(found: re.Match[str]) -> str:
        source = found[2] if found[3] is None else found[3]
        name = source.split()[0].rpartition("/")[2] if source.split() else ""
        stands = f"[{(found[1] or '').strip() or name or 'picture'}]"
        what = f"the picture {name}".rstrip()
        losses.append(Loss("picture", what, f"{stands} stands in its place"))
        return stands

    parts = _APART.split(to_dollars(text))
    bold = 0
    for at in range(0, len(parts), 2):
        parts[at], found = _BOLD.subn(r"\2", _PICTURE.sub(picture, parts[at]))
        bold += found
    if bold:
        losses.append(Loss("bold", "bold", "its words stay, as plain text"))
    return "".join(parts), tuple(losses)


def with_gaps(text: str) -> str:
    """A cloze's text: gaps of other makes, ``{{x}}``, ``==x==`` and ``[x]``, as ours."""
    if re.search(r"\{\{c[0-9]{1,3}::", text):
        return text
    form = next((form for form in _GAPS if _first(form, text)), None)
    if form is not None:
        counted = count(1)
        text = form.sub(lambda found: _gap(found, counted), text)
    parts = _APART.split(text)
    parts[::2] = [_ESCAPED.sub(r"\1", part) for part in parts[::2]]
    return "".join(parts)


def has_gaps(text: str) -> bool:
    """Whether a paragraph is a cloze by itself: ``{{x}}`` or ``==x==`` in it."""
    return any(_first(form, text) for form in _GAPS[:2])


def _first(form: re.Pattern[str], text: str) -> bool:
    return any(not found["skipped"] for found in form.finditer(text))


def _gap(found: re.Match[str], counted: Iterator[int]) -> str:
    if found["skipped"]:
        return found[0]
    number = found.groupdict().get("number") or str(next(counted))
    return f"{{{{c{number}::{found['hidden']}}}}}"


def tags_behind(text: str) -> tuple[str, list[str]]:
    """The text without the ``#tags`` at its end, and these."""
    found = _TAGS.search(text)
    if found is None:
        return text, []
    return text[: found.start()].rstrip(), [tag.lstrip("#") for tag in found[0].split()]
