"""Cards to Anki and from it: the real Anki renders ours, and makes packages for us to read."""

from __future__ import annotations

import os
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.config import Config
from quizapp.deck.cloze import gaps
from quizapp.deck.fmt.files import tidy_bytes
from quizapp.deck.load import load_deck
from quizapp.exchange.apkg.inward import read
from quizapp.exchange.apkg.markup import cloze_to_html, to_html
from quizapp.exchange.apkg.outward import Outward, package
from quizapp.exchange.model import Loss
from quizapp.exchange.ready import make_ready
from quizapp.exchange.write import as_deck
from quizapp.review.days import now
from quizapp.text.math import CODE, MATHS
from tests import anki
from tests.apkg import MODELS, legacy

TYPES = r"""
quizapp: 1
deck: my.types
title: One of each
sources: {book: {cite: A book, url: "https://example.org/?a=1&b=2"}}
labs: {ball: {kind: optimizer, opt: SGD, lr: 0.1, loss: x**2}}
cards:
  - id: recalled
    type: qa
    q: "Is `a < b` & $\\frac{a}{b} < 1$?"
    answer: "Yes:\n\n```\nif a < b:\n    pass\n```"
    why: Divide by b.
    hint: b > 0
    tags: [maths, a.b]
    source: {ref: book, at: p. 3}
    unproven: made up
  - id: gaps
    type: cloze
    text: '$\beta_1 = {{c1::\frac{9}{10}}}$ and {{c2::`d[{}]`::a name}}.'
    unproven: made up
  - id: one
    type: choice
    q: Which?
    options:
      - {right: this <one>, why: It is.}
      - {wrong: that, why: "It is not: $x$."}
    unproven: made up
  - id: some
    type: choices
    q: Which ones?
    options: [{right: a, why: so}, {right: b, why: so}, {wrong: c, why: never}]
    unproven: made up
  - {id: fact, type: truth, q: 1 < 2, answer: true, unproven: made up}
  - {id: steps, type: order, q: "In order?", items: [one, two, three], unproven: made up}
  - {id: word, type: typed, q: "Which method?", answer: zero_grad, accept: [zero()], unproven: x}
  - {id: count, type: number, q: "How many?", answer: 0.5, tol: 1%, unit: kg, unproven: made up}
  - id: varied
    type: number
    q: How far with lr {lr}?
    vary: {lr: [0.1, 0.2]}
    answer: {lab: ball, with: {lr: "{lr}"}, get: x.delta, abs: true}
"""


def outward(**others: Any) -> Outward:
    given: dict[str, Any] = {"measure": lambda _: 0.2, "lang": "en", **others}
    return Outward(Config(), now(), **given)


def packed(folder: Path, text: str = TYPES, **others: Any) -> tuple[Path, list[Loss]]:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "deck.yaml"
    file.write_text(text)
    made = package([load_deck(file)], outward(**others))
    path = folder / "ours.apkg"
    path.write_bytes(made.data)
    return path, list(made.losses)


def faces(collection: anki.Collection) -> dict[str, tuple[str, str]]:
    """Front and back of each card as Anki renders them, by our id; style sheets left away."""
    found = {}
    for id in collection.find_cards(""):
        card = collection.get_card(id)
        name = card.note().fields[-1].partition("/")[2]
        found[name] = tuple(
            re.sub(r"<style>.*?</style>", "", face, flags=re.DOTALL)
            for face in (card.question(), card.answer())
        )
    return found  # type: ignore[return-value]


def test_anki_shows_a_card_of_every_type(tmp_path: Path) -> None:
    path, losses = packed(tmp_path)
    collection = anki.collection(tmp_path / "anki")
    assert len(anki.take_in(collection, path).log.new) == 9
    shown = faces(collection)
    front, back = shown["recalled"]
    assert r"Is <code>a &lt; b</code> &amp; \(\frac{a}{b} &lt; 1\)?" in front
    assert "b &gt; 0</details>" in front
    assert "Yes" not in front
    assert "<pre><code>if a &lt; b:\n    pass</code></pre>" in back
    assert "Divide by b." in back
    assert "A book, p. 3<br>https://example.org/?a=1&amp;b=2" in back
    front, back = shown["gaps"]
    assert unescape(re.sub(r"<[^>]*>", "", front)) == r"\(\beta_1 = [...]\) and [a name]."
    assert r"\beta_1 = " in back
    assert r"\frac{9}{10}" in unescape(back)
    assert "d[{}]" in unescape(back)
    front, back = shown["one"]
    assert "<li>this &lt;one&gt;</li>" in front
    assert "It is." not in front
    assert '<li class="right">this &lt;one&gt;' in back
    assert front.count("<li>") == back.count("<li ") == 2
    assert shown["some"][1].count('class="right"') == 2
    assert "true / false?" in shown["fact"][0]
    assert shown["fact"][1].endswith("true")
    assert "<ol><li>one</li><li>two</li><li>three</li></ol>" in shown["steps"][1]
    assert "[[type:Answer]]" in shown["word"][0]
    assert "zero_grad, zero()" in shown["word"][1]
    assert shown["count"][1].endswith("0.5 kg")
    assert shown["varied"][1].endswith("0.2")
    plain = "plain cards, which the learner grades"
    assert losses == [
        Loss("type", "2 cards of the type number", plain, "my.types"),
        Loss("type", "1 card of the type order", plain, "my.types"),
        Loss("type", "1 card of the type truth", plain, "my.types"),
        Loss("vary", "other values of lr", "one of each is asked", "my.types/varied"),
    ]
    assert collection.tags.all() == ["a.b", "maths"]
    assert not any("<script" in face for both in shown.values() for face in both)


def test_decks_with_one_title_are_two_in_anki_and_languages_left_are_told(tmp_path: Path) -> None:
    decks = []
    for name in ("a", "b"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(
            f"quizapp: 1\ndeck: {name}\ntitle: 'My::deck'\ncards:\n"
            "  - {id: x, type: qa, q: {en: Q, zh: 问}, answer: {en: A, zh: 答}, unproven: u}\n"
            "  - {id: y, type: qa, q: {zh: 问二}, answer: {zh: 答}, unproven: u}\n"
        )
        decks.append(load_deck(file))
    made = package(decks, outward())
    assert made.losses == [Loss("language", "texts in zh", "left out", one) for one in "ab"]
    path = tmp_path / "ours.apkg"
    path.write_bytes(made.data)
    collection = anki.collection(tmp_path / "anki")
    assert len(anki.take_in(collection, path).log.new) == 4
    names = {deck.name for deck in collection.decks.all_names_and_ids()}
    assert names == {"Default", "quizapp", "quizapp::My:deck", "quizapp::My:deck (b)"}


def test_cards_come_in_the_order_in_which_anki_shows_them_new(tmp_path: Path) -> None:
    """Not in that of their ids; a reviewed card says where it was, unless an old Anki forgot it."""
    notes = [(name, "a") for name in ("third", "first", "second", "behind second")]
    moved = ["UPDATE cards SET due = 30 WHERE id = 1", "UPDATE cards SET due = 10 WHERE id = 2"]
    seen = """UPDATE cards SET type = 2, due = 5, data = '{"pos":20,"s":1.5}' WHERE id = 3"""
    moved += [seen, "UPDATE cards SET type = 2, due = 1, queue = -1 WHERE id = 4"]
    transit = read(legacy(tmp_path / "deck.apkg", notes, also=moved)).transit
    assert [card.data["q"] for card in transit.cards] == [
        "first", "second", "behind second", "third",
    ]  # fmt: skip
    assert [card.data.get("tags") for card in transit.cards] == [None, None, ["suspended"], None]


def test_a_deck_from_anki_goes_back_beside_the_one_that_it_came_from(tmp_path: Path) -> None:
    collection = anki.collection(tmp_path / "anki")
    for question in ("zebra", "ape"):
        anki.add(collection, "Basic", question, "a", deck="My Stuff")
    theirs = read(anki.put_out(collection, tmp_path / "theirs.apkg", legacy=False)).transit
    assert [card.data["q"] for card in theirs.cards] == ["zebra", "ape"]
    (text,) = as_deck(make_ready(theirs), "deck.yaml", "back", theirs.title).files.values()
    path, _ = packed(tmp_path / "ours", text)
    assert len(anki.take_in(collection, path).log.new) == 2
    assert len(collection.find_cards('deck:"My Stuff"')) == 2
    assert len(collection.find_cards('"deck:quizapp::My Stuff"')) == 2
    ours = read(path).transit
    assert (ours.title, [card.data["q"] for card in ours.cards]) == ("My Stuff", ["zebra", "ape"])


def test_an_answer_that_no_lab_gives_stays_here(tmp_path: Path) -> None:
    path, losses = packed(tmp_path, measure=lambda _: None)
    assert len(read(path).transit.cards) == 8
    assert losses[-1].what == "an answer that a lab measures"


def test_an_export_after_an_edit_updates_the_note(tmp_path: Path) -> None:
    collection = anki.collection(tmp_path / "anki")
    path, _ = packed(tmp_path)
    os.utime(tmp_path / "deck.yaml", (1_700_000_000, 1_700_000_000))
    anki.take_in(collection, packed_again(tmp_path))
    (tmp_path / "deck.yaml").write_text(TYPES.replace("How many?", "How much?"))
    log = anki.take_in(collection, packed_again(tmp_path)).log
    assert (len(log.new), len(log.updated)) == (0, 9)
    assert "How much?" in faces(collection)["count"][0]
    assert path.exists()


def packed_again(folder: Path) -> Path:
    path = folder / "again.apkg"
    path.write_bytes(package([load_deck(folder / "deck.yaml")], outward()).data)
    return path


def test_ours_comes_back_as_it_was(tmp_path: Path) -> None:
    path, _ = packed(tmp_path)
    written = {card["id"]: card for card in yaml.safe_load(TYPES)["cards"]}
    came = {str(card.data["id"]): card.data for card in read(path).transit.cards}
    for name in ("recalled", "one", "some", "word"):
        wanted, found = written[name], came[name]
        for key in ("type", "q", "answer", "why", "hint", "accept"):
            assert found.get(key) == wanted.get(key), (name, key)
        options = found.get("options", [])
        assert sorted(map(str, options)) == sorted(map(str, wanted.get("options", [])))
    assert came["recalled"]["tags"] == ["maths", "a.b"]
    assert came["gaps"]["text"] == written["gaps"]["text"].replace("c2", "c1")


# What we write must say the same when it is read again, whatever it holds.

PARTS = [*"ab <>&{}[]()$\\:;'\"`#=é中", "{{", "}}", "::", "[$]", "c1::", "[sound:", "&lt;"]
PROSE = st.lists(st.sampled_from(PARTS), max_size=30).map("".join)


@settings(max_examples=100)
@given(PROSE)
def test_text_survives_the_way_to_html(text: str) -> None:
    html = to_html(text)
    assert not re.search(r"\{\{|\}\}|\[\$\]|\[sound:", html)
    shown = unescape(re.sub(r"</?(?:code|span)>", "", html))
    parts = re.split(f"({CODE.pattern})", text)
    assert shown == "".join(
        part.strip("`") if place % 2 else MATHS.sub(r"\\(\1\\)", part)
        for place, part in enumerate(parts)
    )


@settings(max_examples=100)
@given(PROSE, PROSE, st.sampled_from(["{}", "${}$", "`{}`"]))
def test_a_gap_never_ends_early(hidden: str, hint: str, around: str) -> None:
    segments = gaps("{{c1::" + hidden + ("::" + hint if hint else "") + "}}")
    if [segment.gap for segment in segments] != [1]:
        return  # no well-written gap
    html = cloze_to_html(gaps(around.format("x {{c1::" + hidden + "}} y")))
    assert html.count("{{c1::") <= 1
    assert len(re.findall(r"\{\{|\}\}", html)) in (0, 2)


# From Anki.


@pytest.fixture(params=[True, False], ids=["old form", "new form"])
def deck(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[dict[str, Any], list[Loss]]:
    """A package that Anki made of notes of many types, as a deck of ours."""
    collection = anki.collection(tmp_path)
    into = "Languages::German"
    anki.add(collection, "Basic", "Is <b>1 &lt; 2</b>?<br>Yes or no", "Yes", tags="easy", deck=into)
    anki.add(collection, "Basic (and reversed card)", "dog", "Hund", deck=into)
    anki.add(collection, "Basic (optional reversed card)", "cat", "Katze", "")
    anki.add(collection, "Basic (optional reversed card)", "cow", "Kuh", "y")
    anki.add(collection, "Basic (type in the answer)", "2 + 2", "four")
    anki.add(collection, "Cloze", "{{c1::Bonn}} was, {{c2::Berlin::city}} is", "a remark")
    anki.add(collection, "Cloze", r"\(x = {{c1::\frac{1}{2} }}\)<div>ja</div>", "")
    anki.add(collection, "Basic", 'see <img src="a/b.png">', "[sound:x.mp3]ja", tags="leech")
    anki.add(collection, "Basic", "only a sound", "[sound:y.mp3]")
    own = collection.models.new("Country")
    for name in ("Name", "Capital", "Remark", "Picture"):
        collection.models.add_field(own, collection.models.new_field(name))
    face = collection.models.new_template("Card 1")
    face["qfmt"] = "Capital of {{Name}}?{{#Picture}}<script>x</script>{{Picture}}{{/Picture}}"
    face["afmt"] = "{{FrontSide}}<hr id=answer>It is {{Capital}}.<br>{{hint:Remark}}"
    collection.models.add_template(own, face)
    collection.models.add(own)
    anki.add(collection, "Country", "France", "Paris", "on the Seine", "")
    collection.sched.suspend_cards(collection.find_cards("cow"))
    collection.set_user_flag_for_cards(1, collection.find_cards("cat"))
    path = anki.put_out(collection, tmp_path / "theirs.apkg", legacy=request.param)
    ready = make_ready(read(path).transit)
    text = next(iter(as_deck(ready, "deck.yaml", "theirs").files.values()))
    assert tidy_bytes(Path("deck.yaml"), text.encode()).after == text
    return yaml.safe_load(text), list(ready.losses)


def test_notes_of_anki_become_cards(deck: tuple[dict[str, Any], list[Loss]]) -> None:
    made, losses = deck
    cards = {card.get("q") or card["text"]: card for card in made["cards"]}
    said = {
        question: (card["type"], card.get("answer"), card.get("why"))
        for question, card in cards.items()
    }
    assert said == {
        "Is 1 < 2?\nYes or no": ("qa", "Yes", None),
        "dog": ("qa", "Hund", None),
        "Hund": ("qa", "dog", None),
        "cat": ("qa", "Katze", None),
        "cow": ("qa", "Kuh", None),
        "Kuh": ("qa", "cow", None),
        "2 + 2": ("typed", "four", None),
        "{{c1::Bonn}} was, {{c2::Berlin::city}} is": ("cloze", None, "a remark"),
        "$x = {{c1::\\frac{1}{2} }}$\nja": ("cloze", None, None),
        "see [b.png]": ("qa", "ja", None),
        "Capital of France?": ("qa", "It is Paris.", "on the Seine"),
    }
    assert cards["dog"]["tags"] == ["Languages/German"]
    assert cards["Is 1 < 2?\nYes or no"]["tags"] == ["easy", "Languages/German"]
    assert len({card["id"] for card in made["cards"]}) == 11
    assert {card["unproven"] for card in made["cards"]} == {"imported from theirs.apkg"}
    kinds = sorted(loss.kind for loss in losses)
    assert kinds == [
        "card",
        "cloze",
        "deck",
        "flag",
        "leech",
        "picture",
        "script",
        "sound",
        "sound",
        "suspended",
    ]
    lost = {loss.kind: loss for loss in losses}
    assert lost["card"].what == "a card without an answer"
    assert lost["suspended"].what == "2 cards suspended"


def test_a_deck_with_a_name_that_hides_something_loads(tmp_path: Path) -> None:
    path = legacy(tmp_path / "deck.apkg", decks={"1": {"name": "a\u202eb\x1b[31m" + 500 * "c"}})
    transit = read(path).transit
    assert transit.title == ("ab[31m" + 500 * "c")[:200]
    as_deck(make_ready(transit), "deck.yaml", "deck", transit.title)


def test_a_note_type_without_fields_gives_no_card(tmp_path: Path) -> None:
    models = {"1": {"name": "Odd", "type": 1, "flds": [], "tmpls": []}}
    transit = read(legacy(tmp_path / "deck.apkg", models=models)).transit
    assert (transit.cards, [loss.what for loss in transit.losses]) == (
        [],
        ["a card without a question"],
    )


def test_a_script_of_a_template_is_told_once(tmp_path: Path) -> None:
    front = "{{Front}}<SCRIPT>if (a < b) '{{Back}}'</script ><a onclick='x()'>!</a><style>x"
    face = {"name": "1", "qfmt": front, "afmt": "{{Back}}"}
    models = {"1": {**MODELS["1"], "tmpls": [face]}}
    path = legacy(tmp_path / "deck.apkg", [("q", "a"), ("r", "b")], models=models)
    transit = read(path).transit
    assert [card.data["q"] for card in transit.cards] == ["q!", "r!"]
    assert transit.losses == [
        Loss("script", "scripts or style sheets", "left out", "note type Basic"),
        Loss("script", "a script in <a>", "left out", "note 1"),
    ]
