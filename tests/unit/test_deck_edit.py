"""Edits of decks by command: the text that comes out, to the byte, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp import atomic
from quizapp.deck.edit.keep import carry_out, undo
from quizapp.deck.edit.move import move, picked, split, split_inside, tagged
from quizapp.deck.edit.plan import difference, prove
from quizapp.deck.edit.rename import rename_card, rename_deck
from quizapp.deck.library import Library
from quizapp.deck.load import load_deck
from quizapp.deck.model import CardKey
from quizapp.errors import QuizError

HEAD = "quizapp: 1\ndeck: d\ncards:\n"
REST = "type: truth, q: x, answer: true"
LINES = "    type: truth\n    q: x\n    answer: true"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))


def write(folder: Path, text: str, name: str = "d.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    return path


def text(path: Path) -> str:
    return path.read_bytes().decode()


def move_cards(source: Path, ids: list[str], target: Path) -> tuple[str, ...]:
    deck = load_deck(source)
    plan = move(deck, picked(deck, ids), target)
    carry_out(plan)
    return plan.notes


# A card before and after `rename old new`.
RENAMED = {
    "block": (
        f"  # why\n  - id: old   # its id\n{LINES}\n",
        f"  # why\n  - id: new   # its id\n    was: old\n{LINES}\n",
    ),
    "braces": (f"  - {{id: old, {REST}}}  # end\n", f"  - {{id: new, was: old, {REST}}}  # end\n"),
    "quoted": (f"  - {{{REST}, id: 'old'}}\n", f"  - {{{REST}, id: 'new', was: old}}\n"),
    "json": (
        '  [{"id": "old", "type": "truth", "q": "x", "answer": true}]\n',
        '  [{"id": "new", "was": "old", "type": "truth", "q": "x", "answer": true}]\n',
    ),
    "was one": (
        f"  - {{id: old, {REST}, was: a}}\n",
        f"  - {{id: new, {REST}, was: [a, old]}}\n",
    ),
    "was several": (
        f"  - {{id: old, {REST}, was: [a,  e/b ]}}\n",
        f"  - {{id: new, {REST}, was: [a,  e/b, old ]}}\n",
    ),
    "was a list": (
        "  - id: old\n    type: truth\n    was:\n      - a  # once\n    q: x\n    answer: true\n",
        "  - id: new\n    type: truth\n    was:\n      - a  # once\n      - old\n    q: x\n"
        "    answer: true\n",
    ),
    "back": (
        f"  - {{id: old, {REST}, was: [a, new, b]}}\n",
        f"  - {{id: new, {REST}, was: [a, b, old]}}\n",
    ),
    "back again": (
        f"  - {{id: old, {REST}, was: d/new}}\n",
        f"  - {{id: new, {REST}, was: old}}\n",
    ),
    "dash alone": (
        "  -\n    id: old\n    type: truth\n    q: x\n    answer: true",
        "  -\n    id: new\n    was: old\n    type: truth\n    q: x\n    answer: true",
    ),
    "last line": (
        "  - type: truth\n    q: x\n    answer: true\n    id: old",
        "  - type: truth\n    q: x\n    answer: true\n    id: new\n    was: old",
    ),
}


@pytest.mark.parametrize("returns", [False, True], ids=["\\n", "\\r\\n"])
@pytest.mark.parametrize("form", RENAMED)
def test_another_id_changes_nothing_else(tmp_path: Path, form: str, returns: bool) -> None:
    before, after = RENAMED[form]
    mark = "\ufeff# 一个 😀\n" if returns else "# 一个 😀\n"
    ends = "\r\n" if returns else "\n"
    path = write(tmp_path, (mark + HEAD + before).replace("\n", ends))
    carry_out(rename_card(path, "old", "new"))
    assert text(path) == (mark + HEAD + after).replace("\n", ends)
    assert "d/old" in load_deck(path).cards[0].was


def test_a_card_of_an_included_file_is_renamed_there(tmp_path: Path) -> None:
    part = write(tmp_path, f"quizapp: 1\ncards:\n  - {{id: old, {REST}}}\n", "more/part.yaml")
    path = write(tmp_path, "quizapp: 1\ndeck: d\ninclude: more/part.yaml\n")
    carry_out(rename_card(path, "d/old", "new"))
    assert "{id: new, was: old," in text(part)


@pytest.mark.parametrize(
    ("id", "new", "message"),
    [
        ("a", "b", "'d/b' is another card"),
        ("a", "z", "'d/z' was another card"),
        ("a", "used", "'d/used' was another card"),
        ("a", "a", "already"),
        ("a", "x y", "cannot be a card's id"),
        ("a", "B", "look alike"),
        ("aa", "c", "has no card 'aa'"),
    ],
)
def test_an_id_that_is_or_was_anothers_is_refused(
    tmp_path: Path, id: str, new: str, message: str
) -> None:
    path = write(tmp_path, f"{HEAD}  - {{id: a, {REST}}}\n  - {{id: b, {REST}, was: z}}\n")
    before = text(path)
    with pytest.raises(QuizError, match=message):
        carry_out(rename_card(path, id, new, {CardKey("d/used")}))
    assert text(path) == before


def test_a_deck_gets_another_name_with_one_line(tmp_path: Path) -> None:
    cards = f"  - {{id: a, {REST}, was: z}}\n"
    path = write(tmp_path, HEAD.replace("deck: d", "deck: 'd' # its name") + cards)
    carry_out(rename_deck(path, "e"))
    assert text(path) == f"quizapp: 1\ndeck: 'e' # its name\nwas: d\ncards:\n{cards}"
    assert set(load_deck(path).cards[0].was) == {"d/a", "d/z", "e/z"}
    carry_out(rename_deck(path, "f"))
    assert "\nwas: [d, e]\n" in text(path)
    carry_out(rename_deck(path, "d", {"d"}))
    assert "deck: 'd' # its name\nwas: [e, f]\n" in text(path)
    with pytest.raises(QuizError, match="another deck has or had"):
        rename_deck(path, "g", {"g"})


def test_a_deck_does_not_become_what_one_of_its_cards_was(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + f"  - {{id: a, {REST}, was: e/a}}\n")
    with pytest.raises(QuizError, match=r"d.yaml:4:5: the card would be what its 'was' names"):
        rename_deck(path, "e")


SOURCE = """\
quizapp: 1
deck: d
license: CC-BY-4.0
sources:
  kb: {cite: "Kingma & Ba"}   # the paper
labs:
  # shared
  both: {kind: optimizer, opt: SGD}

  alone:
    kind: optimizer
    opt: Adam
cards:
  # about a
  - id: a
    type: number
    q: |
      how far?
    # measured
    answer: {lab: alone, get: x.delta}
    source: {ref: kb, at: §2}
    was: [z, e/y]

  # ── Part two ──

  - {id: b, type: number, q: b, answer: 1, verify: {lab: both, get: x.end}, tags: [t]}
  - {id: c, type: number, q: c, answer: 1, tol: 1%, verify: {lab: both, get: x.end}}
"""


def test_cards_move_with_their_comments_and_all_they_need(tmp_path: Path) -> None:
    source = write(tmp_path, SOURCE)
    target = write(
        tmp_path,
        "quizapp: 1\ndeck: e\nlabs: {own: {kind: optimizer, opt: SGD}}\ncards:\n"
        f"- {{id: x, {REST}}}\n\nabout: more\n",
        "e.yaml",
    )
    with pytest.raises(QuizError, match=r"labs of .* are in brackets"):
        move_cards(source, ["a"], target)
    write(
        tmp_path,
        text(target).replace("labs: {own: {", "labs:\n    own: {").replace("SGD}}", "SGD}"),
        "e.yaml",
    )
    notes = move_cards(source, ["b", "a"], target)
    assert notes == (
        "labs: both is copied: others use it too",
        "labs: alone goes along",
        "sources: kb goes along",
    )
    assert (
        text(target)
        == """\
quizapp: 1
deck: e
labs:
    own: {kind: optimizer, opt: SGD}
    # shared
    both: {kind: optimizer, opt: SGD}
    alone:
      kind: optimizer
      opt: Adam
sources:
  kb: {cite: "Kingma & Ba"}   # the paper
cards:
- {id: x, type: truth, q: x, answer: true}
# about a
- id: a
  type: number
  q: |
    how far?
  # measured
  answer: {lab: alone, get: x.delta}
  source: {ref: kb, at: §2}
  was: [d/z, e/y, d/a]
- {id: b, was: d/b, type: number, q: b, answer: 1, verify: {lab: both, get: x.end}, tags: [t]}

about: more
"""
    )
    assert (
        text(source)
        == """\
quizapp: 1
deck: d
license: CC-BY-4.0
labs:
  # shared
  both: {kind: optimizer, opt: SGD}

cards:
  # ── Part two ──

  - {id: c, type: number, q: c, answer: 1, tol: 1%, verify: {lab: both, get: x.end}}
"""
    )


def test_there_and_back_again(tmp_path: Path) -> None:
    source = write(tmp_path, SOURCE)
    target = write(tmp_path, f"quizapp: 1\ndeck: e\ncards: [{{id: x, {REST}}}]", "e.yaml")
    move_cards(source, ["b", "c"], target)
    assert "was: d/b" in text(target)
    assert "both" not in text(source)
    move_cards(target, ["b", "c"], source)
    assert text(target) == f"quizapp: 1\ndeck: e\ncards: [{{id: x, {REST}}}]"
    assert [card.was for card in load_deck(source).cards][1:] == [("e/b",), ("e/c",)]


@pytest.mark.parametrize(
    ("cards", "gone", "left"),
    [
        ("[A, B, C]", "a", "[B, C]"),
        ("[A, B, C]", "b", "[A, C]"),
        ("[A, B, C, ]", "bc", "[A, ]"),
        ("[A, B, C]", "ac", "[B]"),
        ("[ A ]", "a", "[]"),
        ("[\n  # a\n  A, # an a\n  # b\n  B,\n]", "b", "[\n  # a\n  A, # an a\n  # b\n  \n]"),
        ("[\n  A, # an a\n  # b\n  B\n]", "b", "[\n  A # an a\n  # b\n  \n]"),
        ("[\n  A, # an a\n  # b\n  B\n]", "a", "[\n   # an a\n  # b\n  B\n]"),
        ("[\n  A,\n  B, # a, b\n  C\n]", "ab", "[\n   # a, b\n  C\n]"),
    ],
)
def test_cards_leave_their_brackets(tmp_path: Path, cards: str, gone: str, left: str) -> None:
    def whole(written: str) -> str:
        for id in "ABC":
            written = written.replace(id, f"{{id: {id.lower()}, {REST}}}")
        return f"quizapp: 1\ndeck: d\ncards: {written}\n"

    source = write(tmp_path, whole(cards))
    deck = load_deck(source)
    carry_out(split(deck, picked(deck, list(gone)), tmp_path / "n.yaml", "n"))
    assert text(source) == whole(left)
    undo()
    carry_out(split_inside(deck, picked(deck, list(gone)), tmp_path / "n.yaml"))
    assert text(source) == whole(left).replace("deck: d\n", "deck: d\ninclude: n.yaml\n")


def test_what_cannot_go_as_it_is_stays(tmp_path: Path) -> None:
    source = write(tmp_path, SOURCE)
    other_lab = write(
        tmp_path,
        "quizapp: 1\ndeck: e\nlabs:\n  both: {kind: optimizer, opt: Adam}\n"
        f"cards:\n- {{id: c, {REST}}}\n",
        "e.yaml",
    )
    deck = load_deck(source)
    for ids, used, message in (
        (["b"], set(), "both decks have 'both' under 'labs'"),
        (["c"], set(), "'e/c' is or was another card"),
        (["a"], {CardKey("e/a")}, "'e/a' is or was another card"),
        (["q"], set(), "has no card 'q'"),
    ):
        with pytest.raises(QuizError, match=message):
            move(deck, picked(deck, ids), other_lab, used)
    with pytest.raises(QuizError, match="both decks"):
        move(deck, picked(deck, ["a"]), source)
    assert text(source) == SOURCE


def test_a_code_lab_brings_its_file(tmp_path: Path) -> None:
    lab = write(tmp_path, "# the lab\n", "labs/own.py")
    card = "{id: a, type: number, q: x, answer: {lab: mine, get: x}}"
    source = write(
        tmp_path,
        f"quizapp: 1\ndeck: d\nlabs:\n  mine: {{kind: code, run: own}}\ncards:\n  - {card}\n",
    )
    target = write(
        tmp_path, f"quizapp: 1\ndeck: e\ncards:\n  - {{id: x, {REST}}}\n", "other/e.yaml"
    )
    copy = target.parent / "labs" / "own.py"
    write(target.parent, "# another lab\n", "labs/own.py")
    with pytest.raises(QuizError, match="another one"):
        move_cards(source, ["a"], target)
    copy.unlink()
    tests = write(tmp_path, "# its tests\n", "labs/test_own.py")
    assert move_cards(source, ["a"], target)[1:] == (
        f"labs/own.py is copied to {copy}",
        f"labs/test_own.py is copied to {copy.with_name('test_own.py')}",
    )
    assert text(copy) == text(lab)
    assert text(copy.with_name("test_own.py")) == text(tests)
    assert text(source).endswith("deck: d\ncards: []\n")
    undo()
    assert not copy.exists()
    assert card in text(source)


def test_a_part_becomes_a_deck(tmp_path: Path) -> None:
    source = write(tmp_path, SOURCE)
    deck = load_deck(source)
    with pytest.raises(QuizError, match="no card has the tag 'tt'"):
        tagged(deck, "tt")
    carry_out(split(deck, tagged(deck, "t"), tmp_path / "part.yaml", "part"))
    assert text(tmp_path / "part.yaml") == (
        "quizapp: 1\ndeck: part\nlicense: CC-BY-4.0\nlabs:\n  # shared\n"
        "  both: {kind: optimizer, opt: SGD}\ncards:\n"
        "  - {id: b, was: d/b, type: number, q: b, answer: 1, verify: {lab: both, get: x.end},"
        " tags: [t]}\n"
    )
    for name, message in (("d", "is or was a deck"), ("u", "is or was"), ("U u", "cannot be")):
        with pytest.raises(QuizError, match=message):
            split(deck, tagged(deck, "t"), tmp_path / "p.yaml", name, {"u"})


def test_a_part_becomes_a_file_of_the_same_deck(tmp_path: Path) -> None:
    source = write(tmp_path, SOURCE)
    deck = load_deck(source)
    new = tmp_path / "parts" / "a.yaml"
    carry_out(split_inside(deck, picked(deck, ["a"]), new))
    assert (
        text(new)
        == "quizapp: 1\ncards:\n" + SOURCE.partition("cards:\n")[2].partition("\n\n")[0] + "\n"
    )
    assert text(source).startswith("quizapp: 1\ndeck: d\ninclude: parts/a.yaml\nlicense: ")
    again = load_deck(source)
    assert {card.key: card.was for card in again.cards} == {c.key: c.was for c in deck.cards}
    carry_out(split_inside(again, picked(again, ["b", "c"]), tmp_path / "b.yaml"))
    assert "\ninclude: [parts/a.yaml, b.yaml]\n" in text(source)
    assert "\ncards: []\n" in text(source)
    with pytest.raises(QuizError, match="is outside"):
        split_inside(deck, picked(deck, ["a"]), tmp_path.parent / "x.yaml")


def test_nothing_is_written_over_what_changed_meanwhile(tmp_path: Path) -> None:
    source = write(tmp_path, SOURCE)
    plan = rename_card(source, "a", "new")
    assert "+  - id: new" in difference(plan)
    write(tmp_path, SOURCE + "# meanwhile\n")
    with pytest.raises(QuizError, match="was changed in this moment"):
        carry_out(plan)
    assert text(source) == SOURCE + "# meanwhile\n"


def test_an_edit_is_taken_back_unless_the_file_was_changed(tmp_path: Path) -> None:
    source = write(tmp_path, SOURCE)
    carry_out(rename_card(source, "a", "one"))
    once = text(source)
    carry_out(rename_card(source, "b", "two"))
    assert undo() == [source]
    assert text(source) == once
    write(tmp_path, once + "# mine\n")
    with pytest.raises(QuizError, match="was changed since"):
        undo()
    write(tmp_path, once)
    undo()
    assert text(source) == SOURCE
    with pytest.raises(QuizError, match="no edit of a deck is left"):
        undo()


def test_an_edit_that_was_cut_off_hides_no_card_and_can_be_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path, SOURCE, "decks/d.yaml")
    new = source.with_name("part.yaml")
    deck = load_deck(source)
    plan = split(deck, tagged(deck, "t"), new, "part")

    def dies_after_the_first(texts: dict[Path, str]) -> None:
        atomic.replace(*next(iter(texts.items())))
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(atomic, "replace_all", dies_after_the_first)
        with pytest.raises(KeyboardInterrupt):
            carry_out(plan)
    library = Library.load([source.parent])
    assert library.renamed() == {"d/z": "d/a", "e/y": "d/a"}
    (problem,) = library.broken[0].problems
    assert (problem.position.path, problem.position.line) == (new, 8)
    assert set(undo()) == {source, new}
    assert text(source) == SOURCE
    assert not new.exists()


def test_all_files_are_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = write(tmp_path, "1"), write(tmp_path, "2", "e.yaml")
    real, calls = Path.replace, []

    def fails_on_the_second(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 3:
            raise OSError("no room")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", fails_on_the_second)
    with pytest.raises(QuizError, match="cannot be written"):
        atomic.replace_all({first: "one", tmp_path / "new.yaml": "new", second: "two"})
    assert (text(first), text(second)) == ("1", "2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.yaml", "e.yaml"]


def test_a_result_that_is_not_what_was_meant_is_not_written(tmp_path: Path) -> None:
    source = write(tmp_path, SOURCE)
    plan = rename_card(source, "a", "new")
    (draft,) = plan.drafts
    draft.raw = draft.raw.replace("how far?", "how long?")
    with pytest.raises(QuizError, match="would not hold exactly the cards meant"):
        prove(plan)
    draft.raw = draft.raw.replace("type: number", "type: nmuber")
    with pytest.raises(QuizError, match="that would break"):
        prove(plan)
