"""Tables come in as cards, whatever program wrote them, and go out so that they come back."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given

from quizapp.errors import QuizError
from quizapp.exchange import csv_in, formats
from quizapp.exchange.csv_out import guard
from quizapp.exchange.model import Transit
from quizapp.exchange.ready import make_ready
from tests.transit import comparable, decks, load_text, write_deck


def read(tmp_path: Path, data: str | bytes, name: str = "cards.csv", **how: Any) -> Transit:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return csv_in.read(path, **how)


def cards(transit: Transit) -> list[dict[str, Any]]:
    return [dict(card.data) for card in transit.cards]


def told(transit: Transit) -> list[tuple[str, str]]:
    return [(loss.place, loss.what) for loss in transit.losses]


QA = {"type": "qa", "q": "one", "answer": "two"}


@pytest.mark.parametrize(
    "data",
    [
        "question,answer\none,two\n",
        "answer,question\ntwo,one\n",
        "one,two\n",
        "one;two\n",
        "one|two\n",
        "one\ttwo\n",
        "Front;Back\r\none;two\r\n",
        "sep=;\r\none;two\r\n",
        "\ufeffquestion,answer\none,two\n",
        "Q , A\n one , two \n",
        "问题,答案\none,two\n",
        "题目\t答案\none\ttwo\n",
        "Frage;Antwort\none;two\n",
        "Question;Réponse\none;two\n",
        "Pregunta,Respuesta\none,two\n",
        "質問,答え\none,two\n",
        "#separator:Semicolon\none;two\n",
        "#separator:tab\n#html:false\n#columns:Front\tBack\none\ttwo\n",
        '"question","answer"\n"one","two"\n\n\n',
        "one,two",
    ],
)
def test_a_table_of_any_make_is_read(tmp_path: Path, data: str) -> None:
    transit = read(tmp_path, data)
    assert cards(transit) == [QA]
    assert told(transit) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_with_a_mark_are_known(tmp_path: Path, encoding: str) -> None:
    transit = read(tmp_path, "问题,答案\n词,é\n".encode(encoding))
    assert (cards(transit), told(transit)) == ([{"type": "qa", "q": "词", "answer": "é"}], [])


def test_another_encoding_is_a_guess_that_is_told_or_one_that_was_given(tmp_path: Path) -> None:
    transit = read(tmp_path, "q,a\ncaf\xe9,\x80\n".encode("latin-1"))
    assert cards(transit) == [{"type": "qa", "q": "café", "answer": "€"}]
    ((place, what),) = told(transit)
    assert (place, what) == ("line 2", "bytes that are not UTF-8, the first on this line")
    transit = read(tmp_path, "问题,答案\n词,二\n".encode("gbk"), encoding="gbk")
    assert (cards(transit)[0]["q"], told(transit)) == ("词", [])


def test_cells_may_have_lines_quotes_and_commas(tmp_path: Path) -> None:
    transit = read(tmp_path, 'q,a\n"one\nand, ""half""",two\nlast,x,\n')
    assert [card["q"] for card in cards(transit)] == ['one\nand, "half"', "last"]
    assert [card.place for card in transit.cards] == ["row 2", "row 3 (line 4)"]


TYPED = """\
type,question,answer,tol,unit,accept
number,Third?,1/3,1%,s,
number,Half?,50%,,,
number,Less?,-5,,,
number,With unit?,3 s,,s,
qa,Looks like a number?,42,,,
truth,Sky?,yes,,,
判断,天?,错,,,
typed,Say,zero_grad,,,"zero_grad()
clear"
strange,What?,x,,,
"""


def test_a_type_column_makes_the_type(tmp_path: Path) -> None:
    transit = read(tmp_path, TYPED)
    found = [(card["type"], card["answer"]) for card in cards(transit)]
    assert found == [
        ("number", 1 / 3),
        ("number", 0.5),
        ("number", -5),
        ("number", 3),
        ("qa", "42"),
        ("truth", True),
        ("truth", False),
        ("typed", "zero_grad"),
        ("qa", "x"),
    ]
    assert (cards(transit)[0]["tol"], cards(transit)[0]["unit"]) == (0.01, "s")
    assert cards(transit)[7]["accept"] == ["zero_grad()", "clear"]
    assert told(transit) == [("row 10 (line 11)", "the type 'strange'")]


CHOICES = """\
question,option A,option B,option C,answer,why B
One,x,y,z,B,because
Two,x,y,z,AC,
By text,x,y,z,z,
By number,5,6,7,1,
By text that is a number,1,2,3,3,
None,x,y,z,q,
"""


def right(card: dict[str, Any]) -> list[str]:
    return [option["right"] for option in card["options"] if "right" in option]


def test_options_and_the_answer_that_picks_them(tmp_path: Path) -> None:
    found = cards(read(tmp_path, CHOICES))
    assert [(card["type"], right(card)) for card in found] == [
        ("choice", ["y"]),
        ("choices", ["x", "z"]),
        ("choice", ["z"]),
        ("choice", ["5"]),
        ("choice", ["3"]),
        ("choices", []),
    ]


def test_a_question_bank_in_chinese(tmp_path: Path) -> None:
    transit = read(tmp_path, "题目,A,B,C,D,答案,解析\n首都?,北京,上海,,,A,因为\n")
    assert cards(transit)[0]["options"][0]["right"] == "北京"
    assert cards(transit)[0]["why"] == "因为"
    assert told(transit) == []


def test_right_and_wrong_columns_with_reasons(tmp_path: Path) -> None:
    transit = read(tmp_path, "q,right,right why,wrong 1,wrong 2\nW?,r,because,a,b\n")
    assert cards(transit)[0]["options"] == [
        {"right": "r", "why": "because"},
        {"wrong": "a", "why": ""},
        {"wrong": "b", "why": ""},
    ]


def test_items_make_an_order_and_gaps_a_cloze(tmp_path: Path) -> None:
    found = cards(read(tmp_path, "q,item 1,item 2,a\nSteps,one,two,\nA {{c1::gap}},,,more\n"))
    assert found == [
        {"type": "order", "q": "Steps", "items": ["one", "two"]},
        {"type": "cloze", "text": "A {{c1::gap}}", "why": "more"},
    ]


ANKI = """\
#separator:tab
#html:true
#guid column:1
#tags column:4
K;4[\ta<br>b\t<b>c</b> <img src="x.jpg">\tone two
"""


def test_notes_that_anki_exported_as_text(tmp_path: Path) -> None:
    transit = read(tmp_path, ANKI, "notes.txt")
    (card,) = transit.cards
    assert card.data == {"type": "qa", "q": "a\nb", "answer": "c [x.jpg]", "tags": ["one", "two"]}
    assert card.guid == "K;4["
    assert told(transit) == [("row 5", "the picture x.jpg")]


SEVERAL = """#separator:tab
#html:true
#guid column:1
#notetype column:2
#deck column:3
#tags column:6
a\tBasic (and reversed card)\tGerman::Nouns\tHaus\thouse\tone
b\tBasic (type in the answer)-1f2e3\tGerman\tund\tand\t
c\tMine\tGerman\tx\ty\t
d\tMine\tGerman\tz\ty\t
e\tImage Occlusion\tGerman\t{{c1::image-occlusion:rect:left=.1}}<br>\t<img src="x.jpg">\t
f\tCloze\tGerman\t{{c1::a {{c2::b}} c}} d\t\t
"""


def test_note_types_and_decks_that_anki_names_count(tmp_path: Path) -> None:
    transit = read(tmp_path, SEVERAL, "notes.txt")
    nouns = ["one", "German/Nouns"]
    assert cards(transit) == [
        {"type": "qa", "q": "Haus", "answer": "house", "tags": nouns},
        {"type": "qa", "q": "house", "answer": "Haus", "tags": nouns},
        {"type": "typed", "q": "und", "answer": "and", "tags": ["German"]},
        {"type": "qa", "q": "x", "answer": "y", "tags": ["German"]},
        {"type": "qa", "q": "z", "answer": "y", "tags": ["German"]},
        {"type": "cloze", "text": "{{c1::a b c}} d", "tags": ["German"]},
    ]
    assert [card.guid for card in transit.cards] == ["a", "a-2", "b", "c", "d", "f"]
    assert [card.place for card in transit.cards][:2] == ["row 7, card 1", "row 7, card 2"]
    assert transit.title == "German"
    assert told(transit) == [
        ("row 11", "parts of a picture to name"),
        ("", "2 decks"),
        ("", "the note type 'Mine'"),
    ]


def test_one_deck_or_note_type_may_be_named_for_the_whole_file(tmp_path: Path) -> None:
    data = "#separator:tab\n#notetype:Basic (and reversed card)\n#deck:German\nHaus\thouse\n"
    transit = read(tmp_path, data, "notes.txt")
    assert [card["q"] for card in cards(transit)] == ["Haus", "house"]
    assert (transit.title, told(transit)) == ("German", [])


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ("Vraag;Antwoord\nWat is dit?;een huis\nEn dat?;een boom\n", "'Vraag', 'Antwoord'"),
        ("sual,cavab\nBu nədir, de?,ev\nBəs o?,ağac\n".replace(", de", ""), "'sual', 'cavab'"),
        ("Español,Inglés\ncasa,house\nperro,dog\n", "'Español', 'Inglés'"),
    ],
)
def test_a_first_row_like_a_header_is_a_card_and_told(
    tmp_path: Path, data: str, names: str
) -> None:
    transit = read(tmp_path, data)
    assert len(transit.cards) == 3
    assert told(transit) == [("row 1", f"{names} name no column that is known")]


@pytest.mark.parametrize(
    "data",
    [
        "casa,house\nperro,dog\n",
        "Haus,House\nHund,Dog\nBaum,Tree\n",
        "What is it?,house\nAnd that?,a tree\n",
        "one,two\n",
        "#separator:comma\n#guid column:3\nHaus,house,x\nwas ist das?,that,y\n",
    ],
)
def test_a_first_row_like_all_others_is_a_card(tmp_path: Path, data: str) -> None:
    assert told(read(tmp_path, data)) == []


def test_html_is_read_where_it_is_said_and_told_where_not(tmp_path: Path) -> None:
    assert cards(read(tmp_path, "q,a\na<br>b,c\n", html=True))[0]["q"] == "a\nb"
    transit = read(tmp_path, "q,a\na<br>b,c\nd<br>e,f\n")
    assert cards(transit)[0]["q"] == "a<br>b"
    assert told(transit) == [("row 2", "what looks like HTML, <br>")]


def test_columns_that_nobody_asked_for_are_told(tmp_path: Path) -> None:
    assert told(read(tmp_path, "q,a,Sound\nx,y,z\n")) == [("", "the column 'Sound'")]
    assert told(read(tmp_path, "x,y,z\n")) == [("", "the column 'column 3'")]


def test_quotes_in_tabbed_text_stand_for_themselves(tmp_path: Path) -> None:
    transit = read(tmp_path, 'q\ta\n"Yes" he said\t5" disk\n', "cards.tsv")
    assert cards(transit)[0] == {"type": "qa", "q": '"Yes" he said', "answer": '5" disk'}
    assert told(transit) == [("", "quotes that do not pair up")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "there are no rows in it"),
        (b"\n\n", "there are no rows in it"),
        (b"only\none\n", "only one column"),
        (b"q,a\n", "there is no row below the names of its columns"),
        (b'q,a\nx,"open\n', "a quote is left open in the row that begins on line 2"),
        (b'q,a\nx,"' + b"y" * 200_000, "a quote is left open in the row that begins on line 2"),
        (b'q,a\nx,"y"z\n', "line 2, text goes on after a closing quote"),
        (b"q" + b",a" * 1_000_000, "1000001 columns; the limit is 200"),
        (b"q,a\n\0\0", "there are NUL bytes in it"),
        (b"#separator:long\nx", "is not one character"),
        (b"q,a\n" * (2_200_000), "the file is larger than 8 MiB"),
    ],
    ids=range(11),
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(QuizError) as refused:
        read(tmp_path, data)
    assert words in refused.value.message


def test_an_encoding_that_is_none_or_not_the_files_is_refused(tmp_path: Path) -> None:
    for encoding, words in [
        ("klingon", "no encoding"),
        ("rot13", "no encoding of"),
        ("ascii", "not ascii"),
    ]:
        with pytest.raises(QuizError, match=words):
            read(tmp_path, "q,a\né,b\n", encoding=encoding)


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "'=x", "''=x", "＝x", "=", "-1+1"])
def test_no_cell_is_a_formula_and_each_comes_back(tmp_path: Path, text: str) -> None:
    assert guard(text) == f"'{text}"
    assert cards(read(tmp_path, f'q,a\nx,"{guard(text)}"\n'))[0]["answer"] == text


@pytest.mark.parametrize("text", ["x", "-5", "1e-3", "'x", "''", "x=1"])
def test_other_cells_stand_as_they_are(text: str) -> None:
    assert guard(text) == text


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
@given(cards=decks())
def test_what_goes_out_comes_back_the_same(ending: str, cards: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        deck = write_deck(Path(folder, "deck.yaml"), cards)
        out = Path(folder, f"out{ending}")
        text, number, losses = formats.as_text([deck], out, "en", lambda _: None)
        out.write_text(text, encoding="utf-8", newline="")
        ready = make_ready(csv_in.read(out))
        assert (number, losses) == (len(cards), [])
        assert {loss.kind for loss in ready.losses} <= {"html"}  # a word about it, no more
        again = load_text(Path(folder, "again.yaml"), ready)
        assert list(map(comparable, again.cards)) == list(map(comparable, deck.cards))


def test_a_closed_cell_is_no_open_quote_however_long_it_is(tmp_path: Path) -> None:
    transit = read(tmp_path, f'q,a\none,two\n"{"x" * 140_000}",y\n')
    ready = make_ready(transit)
    assert len(ready.cards) == 1
    ((_, what),) = [(loss.place, loss.what) for loss in ready.losses]
    assert "a text of 140000 characters" in what
    with pytest.raises(QuizError, match="a quote is left open in the row that begins on line 3"):
        read(tmp_path, f'q,a\none,two\n"{"x" * 140_000},y\n')
