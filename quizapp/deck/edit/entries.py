"""Taking items and entries out of lists and maps, and putting them in, in the style around them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from quizapp.deck.edit.draft import Draft, Edit
from quizapp.deck.edit.spans import Slot, end_of, is_flow, slots
from quizapp.deck.quoting import one_line
from quizapp.deck.tree import List, Map, Node, Scalar
from quizapp.errors import QuizError

_INDENT = 2
"""Where the entries of a list or map begin that had none."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Something taken out: its ``lines`` from column 0 on, if it has lines of its own, and its text
    ``inside`` brackets, if it can stand there.
    """

    lines: tuple[str, ...]
    inside: str = ""


def cuts(draft: Draft, node: List | Map, places: Iterable[int]) -> list[Cut]:
    """What stands at some places of a list or map, as it is written."""
    there = slots(draft, node)
    values = node.items if isinstance(node, List) else [*node.items.values()]
    return [_cut(draft, there[at], values[at], flow=is_flow(draft, node)) for at in places]


def _cut(draft: Draft, slot: Slot, value: Node, *, flow: bool) -> Cut:
    own = draft.text[slot.start : slot.end]
    if flow:
        return Cut((), own)
    lines = draft.lines[slot.first : slot.last]
    inside = own if isinstance(value, (List, Map)) and is_flow(draft, value) else ""
    return Cut(tuple(_shifted(line, -slot.column) for line in lines), inside)


def take_out(draft: Draft, key: str, gone: Collection[int]) -> list[Edit]:
    """Take items out of the list or map under a top-level key; one left empty says so, or goes."""
    node = draft.root.items[key]
    assert isinstance(node, (List, Map))
    there = slots(draft, node)
    if len(gone) == len(there):
        return _emptied(draft, key, node)
    if is_flow(draft, node):
        return _out_of_brackets(draft.text, there, gone)
    return [_lines_out(draft, there[at]) for at in sorted(gone)]


def _emptied(draft: Draft, key: str, node: List | Map) -> list[Edit]:
    """``cards`` must stay, and be a list; any other key goes."""
    names = list(draft.root.keys)
    own = slots(draft, draft.root)[names.index(key)]
    if key != "cards":
        if is_flow(draft, draft.root):
            whole = slots(draft, draft.root)
            return _out_of_brackets(draft.text, whole, [names.index(key)])
        return [_lines_out(draft, own)]
    if is_flow(draft, node):
        return [Edit(node.start.index, end_of(draft, node), "[]")]
    colon = draft.text.index(":", draft.root.keys[key].end.index) + 1
    return [Edit(colon, colon, " []"), *(_lines_out(draft, slot) for slot in slots(draft, node))]


def _lines_out(draft: Draft, slot: Slot) -> Edit:
    """Take out whole lines, with the blank ones below, or at the file's end those above."""
    first, last = slot.first, slot.last
    while last < len(draft.lines) and not draft.lines[last].strip():
        last += 1
    while last >= len(draft.lines) and first and not draft.lines[first - 1].strip():
        first -= 1
    return Edit(draft.start_of(first), draft.start_of(last), "")


def _out_of_brackets(text: str, there: Sequence[Slot], gone: Collection[int]) -> list[Edit]:
    """Take out items, each with a comma; something stays, and so do comments between items."""
    edits: list[Edit] = []
    kept = max(at for at in range(len(there)) if at not in gone)
    for at in (at for at in gone if at < kept):
        start, end, following = there[at].start, there[at].end, there[at + 1].start
        comma = _comma(text, end)
        edits.append(Edit(start, comma + 1 if "#" in text[end:following] else following, ""))
    if kept + 1 == len(there):
        return edits
    before, start, end = there[kept].end, there[kept + 1].start, there[-1].end
    if "#" not in text[before:start]:
        return [*edits, Edit(before, end, "")]
    if (last := _comma(text, end)) >= 0:  # the comma before them then ends the list
        return [*edits, Edit(start, last + 1, "")]
    comma = _comma(text, before)
    return [*edits, Edit(comma, comma + 1, ""), Edit(start, end, "")]


def _comma(text: str, at: int) -> int:
    """The comma that follows, past blanks and comments; -1 where there is none."""
    while text[at].isspace() or text[at] == "#":
        at = text.index("\n", at) if text[at] == "#" else at + 1
    return at if text[at] == "," else -1


def put_in(draft: Draft, key: str, things: Sequence[Cut]) -> list[Edit]:
    """Put items at the end of the list or map under a top-level key, which is made if missing.

    Raises:
        QuizError: what is there is written in brackets, and what comes is not.
    """
    node = draft.root.items.get(key)
    dash = "- " if key == "cards" else ""
    if node is None:
        return [_new_table(draft, [f"{key}:", *_block(things, dash, _INDENT)])]
    assert isinstance(node, (List, Map))
    there = slots(draft, node)
    if is_flow(draft, node) and not there:
        line = draft.line_at(end_of(draft, node) - 1)
        colon = draft.text.index(":", draft.root.keys[key].end.index) + 1
        emptied = Edit(colon, end_of(draft, node), "")
        return [emptied, _after(draft, line + 1, _block(things, dash, _INDENT))]
    if not is_flow(draft, node):
        return [_after(draft, there[-1].last, _block(things, dash, there[-1].column))]
    if not all(thing.inside for thing in things):
        message = f"the {key} of {draft.path} are in brackets, and what should go there is not"
        raise QuizError(message, f"Write the {key} there on lines of their own.")
    at = there[-1].end
    return [Edit(at, at, "".join(f", {thing.inside}" for thing in things))]


def _block(things: Sequence[Cut], dash: str, column: int) -> list[str]:
    lines: list[str] = []
    for thing in things:
        first, *more = thing.inside.split("\n")
        own = thing.lines or [dash + first, *(f"  {line}" for line in more)]
        lines += [_shifted(line, column) for line in own]
    return lines


def _after(draft: Draft, line: int, lines: Sequence[str]) -> Edit:
    """Put lines before the line with this number."""
    at = draft.start_of(line)
    whole = "\n".join(lines) + "\n"
    if at and draft.text[at - 1] != "\n":  # the file's last line has no end
        whole = "\n" + whole[:-1]
    return Edit(at, at, whole)


def _new_table(draft: Draft, lines: Sequence[str]) -> Edit:
    """A new key of the file, before its cards; of cards, at its end."""
    if is_flow(draft, draft.root):
        remedy = "Write it as a map of keys, one a line, without the outer braces."
        raise QuizError(f"{draft.path} is one pair of braces; nothing can be added to it", remedy)
    names = list(draft.root.keys)
    own = slots(draft, draft.root)
    return _after(
        draft, own[names.index("cards")].first if "cards" in names else own[-1].last, lines
    )


def _shifted(line: str, by: int) -> str:
    """A line moved to the right, or to the left as far as it has room."""
    if by >= 0:
        return " " * by + line if line else line
    return line[min(-by, len(line) - len(line.lstrip(" "))) :]


def words_of(node: Node | None) -> list[Scalar]:
    """The names in a list of names, which may be a lone one."""
    if isinstance(node, List):
        return [item for item in node.items if isinstance(item, Scalar)]
    return [node] if isinstance(node, Scalar) else []


def set_words(draft: Draft, owner: Map, key: str, words: Sequence[str], after: str) -> list[Edit]:
    """Make a list of names read ``words``, which are no fewer than it has; what stays is untouched.

    Args:
        owner: the map that has the list, or gets it, after its key ``after``.
    """
    node = owner.items.get(key)
    if node is None:
        return [_new_key(draft, owner, key, words, after)]
    if isinstance(node, Scalar) and len(words) > 1:
        return [Edit(node.start.index, node.end.index, _in_brackets(words))]
    there = words_of(node)
    edits = [
        Edit(old.start.index, old.end.index, one_line(new, flow=True))
        for old, new in zip(there, words, strict=False)
        if old.value != new
    ]
    return edits + _more_words(draft, node, words, len(there))


def _more_words(draft: Draft, node: Node, words: Sequence[str], had: int) -> list[Edit]:
    more = [one_line(word, flow=True) for word in words[had:]]
    if not more:
        return []
    assert isinstance(node, List)
    last = slots(draft, node)[-1]
    if is_flow(draft, node):
        return [Edit(last.end, last.end, "".join(f", {word}" for word in more))]
    return [_after(draft, last.last, [" " * last.column + f"- {word}" for word in more])]


def _new_key(draft: Draft, owner: Map, key: str, words: Sequence[str], after: str) -> Edit:
    """A new entry of a map, right after one that it has."""
    value = _in_brackets(words) if len(words) > 1 else one_line(words[0], flow=True)
    at = end_of(draft, owner.items[after])
    if not is_flow(draft, owner):
        line = draft.line_at(max(at - 1, 0)) + 1
        return _after(draft, line, [" " * owner.start.column + f"{key}: {value}"])
    if draft.text[owner.keys[after].start.index] != '"':
        return Edit(at, at, f", {key}: {value}")
    quoted = ", ".join(f'"{word}"' for word in words)
    return Edit(at, at, f', "{key}": {f"[{quoted}]" if len(words) > 1 else quoted}')


def _in_brackets(words: Sequence[str]) -> str:
    return "[" + ", ".join(one_line(word, flow=True) for word in words) + "]"
