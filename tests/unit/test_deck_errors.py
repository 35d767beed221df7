"""Every way in which a deck can be wrong: its code, its place, and that it is all that is said."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from quizapp.deck import limits
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.report import CODES

HEAD = "quizapp: 1\ndeck: d\n"
QA = "type: qa, q: x, answer: y"


def problems(path: Path) -> list[tuple[str, int, int]]:
    """(code, line, column) of everything that is wrong with a deck."""
    with pytest.raises(DeckErrors) as caught:
        load_deck(path)
    assert all(problem.code in CODES for problem in caught.value.problems)
    return [
        (problem.code, problem.position.line, problem.position.column)
        for problem in caught.value.problems
    ]


def write(folder: Path, text: str | bytes, name: str = "bad.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def card(text: str) -> str:
    """A deck with one card."""
    return f"{HEAD}cards:\n- {text}\n"


def choice(options: str, kind: str = "choice") -> str:
    return card(f"{{id: a, type: {kind}, q: x, options: {options}}}")


def unmark(marked: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The deck without its marks, and the problems that they announce."""
    expected = []
    while (mark := re.search(r"«(E[0-9]+)»", marked)) is not None:
        line = marked.count("\n", 0, mark.start())
        column = mark.start() - (marked.rfind("\n", 0, mark.start()) + 1)
        expected.append((mark[1], line + 1, column + 1))
        marked = marked[: mark.start()] + marked[mark.end() :]
    return marked, expected


# The deck, with «code» before each place that is wrong.
WRONG = {
    # The file as YAML.
    "tab": HEAD + "cards:\n«E104»\t- x\n",
    "colon": HEAD + "title: a«E104»: b\n",
    "open quote": HEAD + 'title: «E104»"a\n',
    "open bracket": HEAD + "cards: [1, 2«E104»\n",
    "stray at-sign": HEAD + "title: «E104»@x\n",
    "unknown escape": HEAD + 'title: "a«E104»\\sigma"\n',
    "tex escape": HEAD + 'title: «E106»"\\alpha"\ncards: []\n',
    "tex arrow": HEAD + 'title: «E106»"x \\to y"\ncards: []\n',
    "tex without digits": HEAD + 'title: "\\x«E104»i"\ncards: []\n',
    "tex tab": HEAD + 'title: «E106»"\\theta"\ncards: []\n',
    "escaped escape": HEAD + 'title: «E106»"\\e[0m"\ncards: []\n',
    "control": HEAD + "title: a«E106»\x1bb\n",
    "bidi": HEAD + "title: 手«E106»\u202eb\n",
    "zero width": HEAD + "title: a«E106»\u200bb\n",
    "carriage return": HEAD + "title: a«E106»\rb\n",
    "nul": "quizapp: 1«E106»\x00\n",
    "anchor": HEAD + "title: «E107»&a x\ncards: []\n",
    "alias": HEAD + "title: «E107»*a\ncards: []\n",
    "tag": HEAD + "title: «E107»!!python/object:os.system x\ncards: []\n",
    "merge": HEAD + "cards: []\n«E107»<<: {a: b}\n",
    "two documents": HEAD + "cards: []\n«E107»---\nx\n",
    "duplicate key": HEAD + "cards: []\n«E108»deck: e\n",
    "list as key": HEAD + "? «E103»[a]\n: b\ncards: []\n",
    "deep": HEAD + "cards: " + "[" * (limits.DEPTH - 1) + "«E109»" + "[" * 100_000,
    "deep maps": "{a: " * limits.DEPTH + "«E109»" + "{a: " * 100_000,
    "deep block": "- " * limits.DEPTH + "«E109»" + "- " * 100_000,
    "long": HEAD + f"title: «E109»{'1:' * 450_000}1\ncards: []\n",
    "empty": "«E100» \n",
    "comments": "«E100»# nothing\n",
    # The deck.
    "a list": "«E103»- x\n",
    "a text": "«E103»x\n",
    "version": "quizapp: «E112»2\ndeck: d\ncards: []\n",
    "quoted version": "quizapp: «E103»'1'\ndeck: d\ncards: []\n",
    "no name": "«E102»quizapp: 1\ncards: []\n",
    "bad name": "quizapp: 1\ndeck: «E110»A b\ncards: []\n",
    "nothing in it": "«E102»" + HEAD,
    "unknown key": HEAD + "«E101»titel: x\ncards: []\n",
    "cards no list": HEAD + "cards: «E103»{a: b}\n",
    "bad language": HEAD + "title: {«E103»1: x}\ncards: []\n",
    "empty title": HEAD + "title:«E103»\ncards: []\n",
    "source": HEAD + "sources: {a: {cite: x, «E101»site: x}}\ncards: []\n",
    "lab kind": HEAD + "labs: {a: {kind: «E112»x}}\ncards: []\n",
    "lab": HEAD + "labs: {a: {«E102»kind: code}}\ncards: []\n",
    "null knob": HEAD + "labs: {a: {kind: code, run: r, k: «E103»~}}\ncards: []\n",
    # Cards.
    "begun": card("{id: a, type: qa, q: x, «E101»a: y}"),
    "misspelt": card("{id: a, type: qa, q: x, «E101»anwser: y}"),
    "no type": card("{«E102»id: a, q: x, answer: y}"),
    "unknown type": card("{id: a, type: «E112»chioce}"),
    "no answer": card("{«E102»id: a, type: qa, q: x}"),
    "a text for a card": card("«E103»x"),
    "id with space": card(f"{{id: «E110»a b, {QA}}}"),
    "same id": card(f"{{id: a, {QA}}}\n- {{id: «E111»a, {QA}}}"),
    "same id by case": card(f"{{id: a, {QA}}}\n- {{id: «E111»A, {QA}}}"),
    "same id, NFD": card(f"{{id: é, {QA}}}\n- {{id: «E111»e\u0301, {QA}}}"),
    "was itself": card(f"{{id: a, {QA}, was: «E111»a}}"),
    "was two": card(f"{{id: a, {QA}, was: [z]}}\n- {{id: b, {QA}, was: «E111»z}}"),
    "was malformed": card(f"{{id: a, {QA}, was: [«E110»x/y/z]}}"),
    "tag with space": card(f"{{id: a, {QA}, tags: [«E110»a b]}}"),
    "no such source": card(f"{{id: a, {QA}, source: {{ref: «E117»kb}}}}"),
    "unquoted braces": card("{id: a, type: qa, q: «E103»{lr}, answer: y}"),
    "list for text": card("{id: a, type: qa, q: «E103»[x], answer: y}"),
    # Options.
    "two right": choice("«E113»[{right: a, why: b}, {right: c, why: d}, {wrong: e, why: f}]"),
    "no wrong": choice("«E113»[{right: a, why: b}, {right: c, why: d}]", "choices"),
    "no right": choice("«E113»[{wrong: a, why: b}, {wrong: c, why: d}]", "choices"),
    "no why": choice("[{«E102»right: a}, {wrong: c, why: d}]"),
    "neither": choice("[{right: a, why: b}, {wrong: c, why: d}, {«E102»why: e}]"),
    "right and wrong": choice("[{«E113»right: a, wrong: a, why: b}, {wrong: c, why: d}]"),
    "same text": choice("[{right: a, why: b}, «E113»{wrong: a, why: d}]"),
    "nine options": choice("«E109»[{right: z, why: b}" + ", {wrong: w, why: d}" * 8 + "]"),
    # The other types.
    "no gap": card("{id: a, type: cloze, text: «E114»nothing}"),
    "open gap": card("{id: a, type: cloze, text: 'x «E114»{{c1::y'}"),
    "empty gap": card("{id: a, type: cloze, text: 'x «E114»{{c1::}}'}"),
    "gap in gap": card("{id: a, type: cloze, text: '{{c1::a «E114»{{c2::b}} }}'}"),
    "gap misspelt": card("{id: a, type: cloze, text: '«E114»{{c1:x}} {{c2::y}}'}"),
    "gap unnumbered": card("{id: a, type: cloze, text: '{{c1::x}} «E114»{{y}}'}"),
    "gap zero": card("{id: a, type: cloze, text: 'x «E114»{{c0::y}}'}"),
    "gaps differ": card("{id: a, type: cloze, text: «E114»{en: '{{c1::x}}', zh: '{{c2::x}}'}}"),
    "one item": card("{id: a, type: order, q: x, items: «E115»[a]}"),
    "item twice": card("{id: a, type: order, q: x, items: [a, b, «E115»a]}"),
    "truth": card("{id: a, type: truth, q: x, answer: «E103»yes}"),
    "nan": card("{id: a, type: number, q: x, answer: «E112».nan}"),
    "inf": card("{id: a, type: number, q: x, answer: «E112»1e999}"),
    "digits": card(f"{{id: a, type: number, q: x, answer: «E112»{'9' * 5000}}}"),
    "quoted number": card("{id: a, type: number, q: x, answer: «E103»'1'}"),
    "base 60": card("{id: a, type: number, q: x, answer: «E103»12:30}"),
    "tol": card("{id: a, type: number, q: x, answer: 1, tol: «E112»101%}"),
    "tol words": card("{id: a, type: number, q: x, answer: 1, tol: «E103»few}"),
    # Vary.
    "placeholder": card("{id: a, type: qa, q: '{lr} «E116»{lt}', answer: y, vary: {lr: [1]}}"),
    "unused": card(f"{{id: a, {QA}, vary: {{«E116»lr: [1]}}}}"),
    "nothing to draw": card(f"{{id: a, {QA}, vary: {{lr: «E112»[]}}}}"),
    # Checks.
    "two operators": card(f"{{id: a, {QA}, verify: {{lab: l, get: x, equals: 1, «E119»less: 2}}}}"),
    "no get": card(f"{{id: a, {QA}, verify: {{«E102»lab: l, equals: 1}}}}"),
    "no lab": card("{id: a, type: number, q: x, answer: {«E102»get: x}}"),
    "no operator": card("{id: a, type: truth, q: x, answer: true, when: {«E119»lab: l, get: m}}"),
    "words compared": card(f"{{id: a, {QA}, verify: {{lab: l, get: x, less: «E119»much}}}}"),
    "bounds": card(f"{{id: a, {QA}, verify: {{«E112»lab: l, get: x, between: [2, 1]}}}}"),
    "ratio": card(f"{{id: a, {QA}, verify: {{lab: l, get: x, ratio: {{«E102»of: base}}}}}}"),
}


@pytest.mark.parametrize("marked", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_located(tmp_path: Path, marked: str) -> None:
    text, expected = unmark(marked)
    assert problems(write(tmp_path, text)) == expected


def test_every_code_has_an_example() -> None:
    """Codes of what is no deck text (E100 apart) are proven by the tests below."""
    shown = {code for marked in WRONG.values() for code, _, _ in unmark(marked)[1]}
    assert set(CODES) - shown == {"E105", "E118"}


def test_latin_1_names_the_byte(tmp_path: Path) -> None:
    path = write(tmp_path, b"quizapp: 1\ndeck: d\ntitle: caf\xe9\n")
    assert problems(path) == [("E105", 3, 11)]
    with pytest.raises(DeckErrors, match="byte 0xE9 at offset 29"):
        load_deck(path)
    assert problems(write(tmp_path, "quizapp: 1".encode("utf-16"))) == [("E105", 1, 1)]


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "circle.yaml").symlink_to("circle.yaml")
    for name in ("pipe.yaml", "folder.yaml", "circle.yaml", "missing.yaml"):
        assert problems(tmp_path / name) == [("E100", 1, 1)]
    assert problems(Path("/dev/zero")) == [("E100", 1, 1)]
    big = write(tmp_path, b"#" * (limits.FILE_BYTES + 1))
    assert problems(big) == [("E100", 1, 1)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("just text", "a deck must be a map of keys, not 'just text' (write its keys, such as "),
        ("- x", "a deck must be a map of keys, not a list ("),
        (card("x"), "a card must be a map of keys, not 'x' (write its keys, such as 'type:')"),
        (card(""), "a card must be a map of keys, not nothing ("),
        (HEAD + "sources: {k: x}\ncards: []\n", "a source must be a map of keys, not 'x' ("),
    ],
)
def test_what_is_no_map_is_called_by_its_name(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DeckErrors) as caught:
        load_deck(write(tmp_path, text))
    (problem,) = caught.value.problems
    assert f"{problem.message} ({problem.help})".startswith(says)


REMEDIES = [
    (card("{id: a, type: number, q: x, answer: 1/3}"), "write 0.333333"),
    (card("{id: a, type: number, q: x, answer: '0,5'}"), "write 0.5"),
    (card("{id: a, type: number, q: x, answer: '1'}"), "remove the quotes"),
    (card("{id: a, type: number, q: x, answer: 1.2.3/4}"), ""),
    (card("{id: a, type: number, q: x, answer: 1/0}"), ""),
    (f"{HEAD}title: {{x}} is?\ncards: []\n", "a text that begins with { needs quotes"),
    (f"{HEAD}title: [x] is?\ncards: []\n", "a text that begins with [ needs quotes"),
    (
        choice("[{right: a, why: b}, {right: c, why: d}, {wrong: e, why: f}]"),
        "type: choices takes several",
    ),
    (choice("[{wrong: a, why: b}, {wrong: c, why: d}]"), "mark it with 'right:'"),
]


@pytest.mark.parametrize(("text", "help"), REMEDIES)
def test_the_remedy_fits_what_was_meant(tmp_path: Path, text: str, help: str) -> None:
    with pytest.raises(DeckErrors) as caught:
        load_deck(write(tmp_path, text))
    assert [problem.help for problem in caught.value.problems] == [help]


def test_a_name_is_called_by_what_it_names(tmp_path: Path) -> None:
    with pytest.raises(DeckErrors, match="'My Deck' cannot be a deck's name") as caught:
        load_deck(write(tmp_path, "quizapp: 1\ndeck: My Deck\ncards: []\n"))
    assert caught.value.problems[0].help.startswith("write lower-case letters")


def test_an_included_file_has_no_name_of_its_own(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEAD}include: [a.yaml]\ncards: []\n")
    write(tmp_path, "quizapp: 1\ndeck: x\ncards: []\n", "a.yaml")
    with pytest.raises(DeckErrors, match="remove it: only the deck's own file has it"):
        load_deck(path)


INCLUDES = [
    ("../out.yaml", "cannot leave"),
    ("/etc/passwd", "absolute"),
    ("https://example.org/a.yaml", "URL"),
    ("C:\\a.yaml", "drive"),
    ("missing.yaml", "no such file"),
    ("link.yaml", "symbolic link"),
    ("folder/deep.yaml", "symbolic link"),
    ("pipe.yaml", "pipe or a device"),
    ("notes.txt", ".yaml file"),
    ("bad.yaml", "circle"),
    ("a.yaml", "circle"),
]


@pytest.mark.parametrize(("name", "why"), INCLUDES, ids=[row[0] for row in INCLUDES])
def test_includes_stay_inside_and_go_round_nowhere(tmp_path: Path, name: str, why: str) -> None:
    write(tmp_path, "quizapp: 1\ncards: []\n", "out.yaml")
    write(tmp_path, "quizapp: 1\ncards: []\n", "elsewhere/deep.yaml")
    path = write(tmp_path, f"{HEAD}include: ['{name}']\ncards: []\n", "deck/bad.yaml")
    write(tmp_path, "quizapp: 1\ninclude: [b.yaml]\n", "deck/a.yaml")
    write(tmp_path, "quizapp: 1\ninclude: [a.yaml]\n", "deck/b.yaml")
    write(tmp_path, "notes", "deck/notes.txt")
    (path.parent / "link.yaml").symlink_to("../out.yaml")
    (path.parent / "folder").symlink_to("../elsewhere")
    os.mkfifo(path.parent / "pipe.yaml")
    with pytest.raises(DeckErrors, match=why) as caught:
        load_deck(path)
    assert [problem.code for problem in caught.value.problems] == ["E118"]


def test_a_file_is_included_once_and_problems_name_their_own_file(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEAD}include: [a.yaml, a.yaml]\ncards: []\n")
    included = write(tmp_path, "quizapp: 1\ndeck: x\ncards: []\n", "a.yaml")
    with pytest.raises(DeckErrors) as caught:
        load_deck(path)
    found = [(p.code, p.position.path, p.position.line) for p in caught.value.problems]
    assert found == [("E118", path, 3), ("E101", included, 2)]


def test_a_broken_include_does_not_make_its_sources_unknown(tmp_path: Path) -> None:
    text = f"{HEAD}include: [a.yaml]\ncards:\n- {{id: a, {QA}, source: {{ref: kb}}}}\n"
    path = write(tmp_path, text)
    write(tmp_path, "quizapp: 1\nsources: {kb: {cite: x}\n", "a.yaml")
    assert problems(path) == [("E104", 2, 24)]


def test_all_is_reported_at_once_and_no_more_than_helps(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "cards:\n" + "- {id: a b, type: qa, q: x, answer: y}\n" * 30)
    with pytest.raises(DeckErrors) as caught:
        load_deck(path)
    assert len(caught.value.problems) == 30
    assert str(caught.value).count("error[") == limits.SHOWN
    assert "… and 10 more" in str(caught.value)
    flood = write(tmp_path, HEAD + "cards:\n" + "- {id: a b, type: qa, q: x, answer: y}\n" * 3000)
    assert len(problems(flood)) == limits.PROBLEMS + 1
