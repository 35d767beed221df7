"""Every bad and tricky deck of the corpus gets the very words that stand beside it.

Where words have changed on purpose, `python -m tests.corpus` writes them anew.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.deck import limits
from quizapp.deck.report import CODES, render
from quizapp.text.clean import forbidden
from tests.corpus import KINDS, cases, expected, problems, said

CASES = [case for kind in KINDS for case in cases(kind)]
SAID = {case: text for kind in KINDS for case, text in expected(kind).items()}


def test_the_corpus_is_whole() -> None:
    assert len(CASES) >= 250
    assert set(SAID) == set(CASES)
    codes = {code for text in SAID.values() for code in CODES if f"[{code}]" in text}
    assert set(CODES) <= codes


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_told_in_its_words(case: str) -> None:
    told = said(case)
    assert told == SAID[case]
    assert forbidden(told) is None


HEAD = b"quizapp: 1\ndeck: d\n"


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(4 << 30)


def _includes(path: Path) -> None:
    """A binary tree of includes, 2^20 files if it were followed."""
    path.write_bytes(HEAD + b"include: [a0.yaml, b0.yaml]\n")
    for depth in range(20):
        further = f"include: [a{depth + 1}.yaml, b{depth + 1}.yaml]\n"
        for side in "ab":
            (path.parent / f"{side}{depth}.yaml").write_text(f"quizapp: 1\n{further}")


def _placeholders(path: Path) -> None:
    """Twenty things that vary, a hundred values each."""
    names = [f"v{number}" for number in range(20)]
    texts = " ".join(f"{{{name}}}" for name in names)
    vary = ", ".join(f"{name}: [{', '.join(map(str, range(100)))}]" for name in names)
    card = f"- {{id: a, type: qa, q: '{texts}', answer: y, vary: {{{vary}}}}}\n"
    path.write_bytes(HEAD + b"cards:\n" + card.encode())


BOMBS: dict[str, tuple[bytes | Callable[[Path], None], str]] = {
    "brackets": (b"[" * 2_000_000, "nested more than"),
    "braces": (b"{a: " * 500_000, "nested more than"),
    "dashes": (b"- " * 1_000_000, "nested more than"),
    "question marks": (b"? " * 200_000, "a key must be plain"),
    "indents": (b"".join(b" " * n + b"a:\n" for n in range(2_000)), "nested more than"),
    "laughs": (
        b"a: &a [x]\n" + b"".join(b"%c: &%c [*a, *a]\n" % (n, n) for n in range(98, 123)),
        "anchors",
    ),
    "one long text": (HEAD + b"title: " + b"x" * 3_000_000 + b"\n", "the limit is"),
    "one long number": (
        HEAD + b"cards: [{id: a, type: number, q: x, answer: " + b"9" * 1_000_000 + b"}]\n",
        "the limit is",
    ),
    "half a million keys": (b"".join(b"k%d: x\n" % n for n in range(500_000)), "more than 50000"),
    "a million items": (HEAD + b"cards: [" + b"x," * 1_000_000 + b"]\n", "more than"),
    "many cards": (HEAD + b"cards:\n" + b"- {id: a}\n" * 200_000, "more than 50000"),
    "many options": (
        HEAD + b"cards: [{id: a, type: choice, q: x, options: [" + b"x," * 500_000 + b"]}]\n",
        "more than 50000",
    ),
    "gaps": (
        HEAD + b"cards: [{id: a, type: cloze, text: '" + b"{{c1::" * 2_000 + b"'}]\n",
        "a gap that is not closed",
    ),
    "dollars": (HEAD + b"cards: [{id: a, type: qa, answer: y, q: '" + b"$" * 9_000 + b"'}]\n", ""),
    "backticks": (
        HEAD + b"cards: [{id: a, type: qa, answer: y, q: '" + b"`" * 9_001 + b"'}]\n",
        "",
    ),
    "colons": (HEAD + b"title: " + b"1:" * 450_000 + b"1\n", "the limit is"),
    "controls": (HEAD + b"title: " + b"\x1b" * 500_000 + b"\n", "is not allowed"),
    "escapes": (HEAD + b'title: "' + b"\\e" * 9_000 + b'"\ncards: []\n', "is not allowed"),
    "parentheses": (
        HEAD
        + b"labs: {l: {kind: optimizer, opt: SGD, loss: '"
        + b"(" * 9_000
        + b"x"
        + b")" * 9_000
        + b"'}}\ncards: []\n",
        "loss",
    ),
    "minus signs": (
        HEAD
        + b"labs: {l: {kind: optimizer, opt: SGD, loss: '"
        + b"-" * 9_000
        + b"x'}}\ncards: []\n",
        "loss",
    ),
    "four sparse gigabytes": (_sparse, "larger than"),
    "a tree of includes": (_includes, "included already"),
    "everything varies": (_placeholders, ""),
    "a pipe": (lambda path: os.mkfifo(path), "a pipe or a device"),
    "a folder": (lambda path: path.mkdir(), "a folder"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "symbolic links"),
    "a link to a device": (lambda path: path.symlink_to("/dev/zero"), "a pipe or a device"),
    "a link to nothing": (lambda path: path.symlink_to("nothing.yaml"), "no such file"),
    "too large": (b"#" * (limits.FILE_BYTES + 1), "larger than"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_does_not_go_off(name: str, tmp_path: Path) -> None:
    made, words = BOMBS[name]
    path = tmp_path / "bomb.yaml"
    if isinstance(made, bytes):
        path.write_bytes(made)
    else:
        made(path)
    start = time.process_time()
    told = render(problems(path))
    # No timing test: a guard against what would take minutes.
    assert time.process_time() - start < 10
    assert words in told
    assert len(told) < 100_000
    assert forbidden(told) is None
