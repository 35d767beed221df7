"""Markdown questions of several programs come in as cards, and go out so that they come back."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import QuizError
from quizapp.exchange import formats, markdown_in
from quizapp.exchange.model import Transit
from quizapp.exchange.ready import make_ready
from tests.transit import comparable, decks, load_text, write_deck


def read(tmp_path: Path, text: str) -> Transit:
    path = tmp_path / "cards.md"
    path.write_text(text, encoding="utf-8")
    return markdown_in.read(path)


def cards(transit: Transit) -> list[dict[str, Any]]:
    return [dict(card.data) for card in transit.cards]


def told(transit: Transit) -> list[tuple[str, str]]:
    return [(loss.place, loss.what) for loss in transit.losses]


QA = {"type": "qa", "q": "one", "answer": "two"}


@pytest.mark.parametrize(
    "text",
    [
        "Q: one\nA: two\n",
        "**Q:** one\n**A:** two\n",
        "- Q: one\n- A: two\n",
        "### Q: one\nA: two\n",
        "Question: one\n\nAnswer: two\n\n---\n",
        "问：one\n答：two\n",
        "one :: two\n",
        "one::two\n",
        "- one :: two\n",
        "one\n?\ntwo\n",
        "## one\ntwo\n",
        "## one\n\ntwo\n",
        "## one ##\ntwo\n",
        "# My title\n\n## one\n\ntwo\n",
        "Q:one\nA:two\n",
        "**Q:**one\n**A:**two\n",
        "> one :: two\n",
        "> one\n> ?\n> two\n",
        "> [!question] one\n> two\n",
        ">[!FAQ]- one\n> two\n",
        "> [!question]\n> one\n> two\n",
        "\ufeffQ: one\r\nA: two\r\n",
        "one :: two <!-- x -->\n".replace(" <!-- x -->", ""),
        "<!-- a remark -->\nQ: one\nA: two",
    ],
)
def test_a_question_in_any_notation_is_read(tmp_path: Path, text: str) -> None:
    transit = read(tmp_path, text)
    assert cards(transit) == [QA]
    assert told(transit) == []


def test_a_heading_asks_when_it_ends_with_a_question_mark_or_is_a_lower_one(tmp_path: Path) -> None:
    transit = read(tmp_path, "# Title\nintro\n# What?\nthat\n## Section\n### one\ntwo\n# Why?\n")
    assert [card["q"] for card in cards(transit)] == ["What?", "one"]
    assert transit.title == "Title"
    assert told(transit) == [
        ("line 2", "text that is no question: intro"),
        ("line 8", "a question without an answer: Why?"),
    ]


def test_two_ways_make_two_cards(tmp_path: Path) -> None:
    for text in ("one ::: two\n", "one\n??\ntwo\n"):
        found = cards(read(tmp_path, text))
        assert [(card["q"], card["answer"]) for card in found] == [("one", "two"), ("two", "one")]


@pytest.mark.parametrize("lead", ["Q: Which?", "Which?", "## Which?", "Which?\n"])
def test_task_lists_are_options_with_their_reasons(tmp_path: Path, lead: str) -> None:
    text = f"{lead}\n- [x] right\n  goes on\n  > because\n- [ ] wrong\n  - as it is\n* [ ] also\n"
    transit = read(tmp_path, text)
    assert cards(transit) == [
        {
            "type": "choice",
            "q": "Which?",
            "options": [
                {"right": "right\ngoes on", "why": "because"},
                {"wrong": "wrong", "why": "as it is"},
                {"wrong": "also", "why": ""},
            ],
        }
    ]
    assert told(transit) == []


def test_several_right_ones_and_text_around_them(tmp_path: Path) -> None:
    (card,) = cards(
        read(tmp_path, "## Which?\nof these\n\n- [x] a\n- [x] b\n- [ ] c\n\nSo it is.\n")
    )
    assert (card["type"], card["q"], card["why"]) == ("choices", "Which?\nof these", "So it is.")


def test_lettered_options_are_picked_by_the_answer(tmp_path: Path) -> None:
    (card,) = cards(read(tmp_path, "Q: Which?\nA) one\nB) two\nC) three\nAnswer: B\n"))
    assert [next(iter(option.items())) for option in card["options"]] == [
        ("wrong", "one"),
        ("right", "two"),
        ("wrong", "three"),
    ]
    (card,) = cards(read(tmp_path, "Q: Which?\nA) one\nB) two\nAnswer: neither\n"))
    assert (card["q"], card["answer"]) == ("Which?\nA) one\nB) two", "neither")


@pytest.mark.parametrize("lead", ["Q: Steps", "## Steps"])
def test_a_numbered_list_is_an_order(tmp_path: Path, lead: str) -> None:
    (card,) = cards(read(tmp_path, f"{lead}\n1. one\n2. two\n   and more\n3. three\n"))
    assert card == {"type": "order", "q": "Steps", "items": ["one", "two\nand more", "three"]}


def test_a_list_that_is_too_long_for_an_order_is_an_answer(tmp_path: Path) -> None:
    items = "".join(f"{n}. item\n" for n in range(1, 11))
    (card,) = cards(read(tmp_path, f"## Steps\n{items}"))
    assert (card["type"], card["answer"]) == ("qa", items.strip())


@pytest.mark.parametrize(
    ("text", "cloze"),
    [
        ("C: a [b] c [d]", "a {{c1::b}} c {{c2::d}}"),
        ("C: a [link](x) \\[no\\] [b]", "a [link](x) [no] {{c1::b}}"),
        ("a ==b== c", "a {{c1::b}} c"),
        ("a {{b}} c {{d}}", "a {{c1::b}} c {{c2::d}}"),
        ("a {{2::b}} c", "a {{c2::b}} c"),
        ("C: `x[0]` is {{c1::b::h}}", "`x[0]` is {{c1::b::h}}"),
        ("C: `x[0]` is [b]", "`x[0]` is {{c1::b}}"),
    ],
)
def test_gaps_of_every_make(tmp_path: Path, text: str, cloze: str) -> None:
    assert cards(read(tmp_path, text)) == [{"type": "cloze", "text": cloze}]


def test_code_is_kept_as_it_is_and_asks_nothing(tmp_path: Path) -> None:
    code = "```python\n# no heading\nQ: no question\na :: b\n\n\n---\n```"
    (card,) = cards(read(tmp_path, f"Q: one\n{code}\nA: two\n\n{code}\n"))
    assert (card["q"], card["answer"]) == (f"one\n{code}", f"two\n\n{code}")
    found = cards(read(tmp_path, "Q: one\n```\nA: two\nQ: three\nA: four\n"))
    assert len(found) == 2  # a fence that nothing closes is none


def test_tags_titles_and_parts_of_a_card(tmp_path: Path) -> None:
    text = (
        '---\ntitle: "Mine"\ntags: [all, of-it]\n---\n## one #x/y\ntwo\n#z\n\n## three\nfour\n'
        "#later\n---\nfive :: six #s\n\nQ: seven\nA: 8\nType: number\nHint: h\nUnit: s\n"
        "Tolerance: 1%\nSource: S\nTags: a, #b\nUnproven: u\n"
    )
    transit = read(tmp_path, text)
    one, three, five, seven = cards(transit)
    assert one == QA | {"tags": ["x/y", "z", "all", "of-it"]}
    assert three["tags"] == ["later", "all", "of-it"]
    assert five == {"type": "qa", "q": "five", "answer": "six", "tags": ["s", "all", "of-it"]}
    assert seven == {
        "type": "number",
        "q": "seven",
        "answer": 8,
        "tol": 0.01,
        "unit": "s",
        "hint": "h",
        "source": "S",
        "unproven": "u",
        "tags": ["a", "b", "all", "of-it"],
    }
    assert transit.title == "Mine"


def test_an_empty_line_behind_tags_ends_a_question_and_one_in_an_answer_does_not(
    tmp_path: Path,
) -> None:
    found = cards(read(tmp_path, "Q: one\nA: two\n\nand more\nTags: t\n\nthree :: four\n"))
    assert [card["answer"] for card in found] == ["two\n\nand more", "four"]


def test_pictures_maths_bold_and_plans_of_obsidian(tmp_path: Path) -> None:
    text = "![a cat](i/c.jpg) ![[d.png]] **b** :: so $$x$$ `**c**`\n<!--SR:!2023-01-01,1,230-->\n"
    transit = read(tmp_path, text)
    assert cards(transit) == [{"type": "qa", "q": "[a cat] [d.png] b", "answer": "so $x$ `**c**`"}]
    assert told(transit) == [
        ("line 2", "when it is due, as Obsidian planned it"),
        ("line 1", "the picture c.jpg"),
        ("line 1", "the picture d.png"),
        ("line 1", "bold"),
    ]


def test_bold_is_told_once_for_the_file(tmp_path: Path) -> None:
    transit = read(tmp_path, "# T\n## one\n**two**\n## **three**\n**4** **5**\n")
    assert [(card["q"], card["answer"]) for card in cards(transit)] == [
        ("one", "two"),
        ("three", "4 5"),
    ]
    assert told(transit) == [("line 2", "bold, here and in 1 more")]


def test_a_heading_with_nothing_below_is_told_and_one_over_others_is_not(tmp_path: Path) -> None:
    text = "# T\n## Group\n### one\ntwo\n### Lonely\n## Cards\n\n---\nQ: a\nA: b\n## Last\n"
    assert told(read(tmp_path, text)) == [
        ("line 5", "a heading with nothing below it: Lonely"),
        ("line 6", "a heading with nothing below it: Cards"),
        ("line 11", "a heading with nothing below it: Last"),
    ]


def test_a_numbered_or_tight_question_ends_the_answer_above(tmp_path: Path) -> None:
    text = "Q: a\nA: b\n1. Q: c\n   A: d\n2. Q:e\n   A:f\nC:\\g\nA::h\nA:/i\nq:j\n"
    found = [(card["q"], card["answer"]) for card in cards(read(tmp_path, text))]
    assert found == [("a", "b"), ("c", "d"), ("e", "f\nC:\\g\nA::h\nA:/i\nq:j")]


def test_a_task_list_below_an_answer_is_a_part_of_it(tmp_path: Path) -> None:
    transit = read(tmp_path, "## What does beta do?\nIt averages.\n\n- [ ] read\n- [x] ask\n")
    (card,) = cards(transit)
    assert (card["q"], card["answer"]) == (
        "What does beta do?",
        "It averages.\n\n- [ ] read\n- [x] ask",
    )
    assert told(transit) == [
        ("line 4", "a task list below an answer"),
    ]


def test_rows_of_a_table_and_empty_callouts_are_told(tmp_path: Path) -> None:
    text = "| Term :: x | y |\n|---|---|\n\none :: two\n\n> [!question] Why?\n\n> [!note] n\n"
    transit = read(tmp_path, text)
    assert cards(transit) == [QA]
    assert told(transit) == [
        ("line 1", "a row of a table: | Term :: x | y |"),
        ("line 2", "a row of a table: |---|---|"),
        ("line 6", "a question without an answer: Why?"),
        ("line 8", "text that is no question: n"),
    ]


def test_the_sign_of_a_callout_goes_into_no_card(tmp_path: Path) -> None:
    text = "> [!note] one :: two\n\n> [!question] a\n> > [!success]- b\n> > c\n"
    first, second = cards(read(tmp_path, text))
    assert (first, second["q"], second["answer"]) == (QA, "a", "b\nc")


def test_a_callout_ends_the_card_above_and_may_have_options(tmp_path: Path) -> None:
    text = "Q: a\nA: b\n\n> [!question] Which?\n> - [x] c\n> - [ ] d\n\n> [!faq] e\n> f\ng\n"
    one, which, last = cards(read(tmp_path, text))
    assert (one["answer"], which["type"]) == ("b", "choice")
    assert (last["q"], last["answer"]) == ("e", "f\ng")
    assert which["options"] == [{"right": "c", "why": ""}, {"wrong": "d", "why": ""}]


def test_what_is_not_understood_is_told_with_its_line(tmp_path: Path) -> None:
    transit = read(
        tmp_path, "intro\n\n- a\n- b\n\n`x::y` is C++\n\none :: two\n\n" + "l" * 50 + "\n"
    )
    assert cards(transit) == [QA]
    assert told(transit) == [
        ("line 1", "text that is no question: intro"),
        ("line 3", "text that is no question: - a"),
        ("line 4", "text that is no question: - b"),
        ("line 6", "text that is no question: `x::y` is C++"),
        ("line 10", "text that is no question: " + "l" * 39 + "…"),
    ]


@pytest.mark.parametrize(
    "text", ["", "\n", "just prose\n", "# A title\n", "---\n---\n", "```\nQ: x\n```"]
)
def test_a_file_without_a_question_is_refused_in_words(tmp_path: Path, text: str) -> None:
    with pytest.raises(QuizError, match="no question was found in"):
        read(tmp_path, text)


_ENDLESS = "``` ```x ~~~/``` -[x]a # #a ** == {{ [ ![ :: a::b:: #t $$ Q:_ ? a/? <!-- / /-_[_]_b ` _"
_ENDLESS += " > >_ | **Q:** >_[!faq]"


@pytest.mark.parametrize("piece", _ENDLESS.split(" "))
def test_no_file_takes_more_than_its_length(tmp_path: Path, piece: str) -> None:
    piece = piece.replace("/", "\n").replace("_", " ")
    start = monotonic()
    for end in ("\n", " "):
        with suppress(QuizError):
            read(tmp_path, "Q: a\n" + f"{piece}{end}" * 20_000 + "\nQ: b\nA: c\n")
    assert monotonic() - start < 10  # what is quadratic takes minutes


_PIECES = ["Q: ", "A: ", "\n", "\n\n", "a", "# ", "- [x] ", "1. ", "  ", "```", "::", "?", "=="]
_PIECES += [
    "{{",
    "}}",
    "---",
    "> ",
    "> [!question] ",
    "Q:",
    "| ",
    "**",
    "#t",
    "C: [",
    "]",
    "<!-- id: x -->",
]


@given(st.lists(st.sampled_from(_PIECES)))
def test_any_markdown_is_read_or_refused_in_words(pieces: list[str]) -> None:
    with TemporaryDirectory() as folder, suppress(QuizError):
        make_ready(read(Path(folder), "".join(pieces)))


@given(cards=decks())
def test_what_goes_out_comes_back_the_same(cards: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        deck = write_deck(Path(folder, "deck.yaml"), cards)
        out = Path(folder, "out.md")
        text, number, losses = formats.as_text([deck], out, "en", lambda _: None)
        out.write_text(text, encoding="utf-8")
        transit = markdown_in.read(out)
        ready = make_ready(transit)
        assert (number, losses, transit.title) == (len(cards), [], "it")
        assert ready.losses == ()
        again = load_text(Path(folder, "again.yaml"), ready)
        assert list(map(comparable, again.cards)) == list(map(comparable, deck.cards))
