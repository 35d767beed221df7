"""Source files as statements: the text of each, its comment, and which lines it takes. No torch."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_BESIDE_BRACKET = re.compile(r"(?<=[(\[]) |,? (?=[)\]])")
"""What stood at the ends of lines in brackets, once they are one line."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, or the head of a compound one.

    ``body`` are the lines of the branch that a true condition takes; empty for a plain statement.
    """

    text: str
    comment: str
    body: range


@cache
def listing(path: str) -> Mapping[int, Statement]:
    """The statement that each line of a file belongs to, the innermost one."""
    source = Path(path).read_text(encoding="utf-8")
    lines, comments = source.split("\n"), _comments(source)
    found: dict[int, Statement] = {}
    for node in ast.walk(ast.parse(source)):  # outer ones come first
        if isinstance(node, ast.stmt):
            statement = _statement(node, lines, comments)
            for line in range(node.lineno, _end(node) + 1):
                found[line] = statement
    return found


def fields(path: str, name: str) -> dict[str, str]:
    """The fields of a class in a file, and the comment beside each: what it is in symbols."""
    source = Path(path).read_text(encoding="utf-8")
    comments = _comments(source)
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return {
                field.target.id: comments.get(field.lineno, (0, ""))[1]
                for field in node.body
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
            }
    return {}


def _statement(
    node: ast.stmt, lines: list[str], comments: Mapping[int, tuple[int, str]]
) -> Statement:
    own = range(node.lineno, _end(node) + 1)
    parts = [lines[line - 1][: comments.get(line, (None, ""))[0]].strip() for line in own]
    said = [comments[line][1] for line in own if line in comments]
    body: range = range(0)
    if isinstance(node, ast.If | ast.For | ast.While):
        body = range(node.body[0].lineno, (node.body[-1].end_lineno or 0) + 1)
    text = _BESIDE_BRACKET.sub("", " ".join(parts).strip())
    return Statement(text, " ".join(filter(None, said)), body)


def _end(node: ast.stmt) -> int:
    """The last line of a statement, or of a compound one's head."""
    body: list[ast.stmt] = getattr(node, "body", [])
    return max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno


def _comments(source: str) -> dict[int, tuple[int, str]]:
    """Where each line's comment begins, and what it says to a reader."""
    found = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            text = token.string.lstrip("# ")
            found[token.start[0]] = token.start[1], "" if text.startswith("noqa") else text
    return found
