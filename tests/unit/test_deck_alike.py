"""Which card an earlier one may be: clear, open between several, or none."""

from __future__ import annotations

from pathlib import Path

from quizapp.deck.alike import Match, likeness, match
from quizapp.deck.face import Face, face_of
from quizapp.deck.model import Card, CardKey, CardType, LocalText, Position

WHERE = Position(Path("d.yaml"), 1, 1)


def face(name: str, kind: str = "qa", **texts: str) -> Face:
    return Face(CardKey(f"d/{name}"), kind, "", tuple(texts.items()), "d.yaml")


def test_a_face_is_folded_and_has_all_languages() -> None:
    question = LocalText((("en", "What  does\nＡdam keep?"), ("zh", "Adam 保存什么？")))
    answer = LocalText((("en", "Two Moments"),))
    card = Card(CardKey("d/a"), CardType.QA, question, WHERE, answer)
    found = face_of(card, Path("/x/d.yaml"))
    assert found.question == "What does Ａdam keep?"
    assert found.texts == (
        ("en", "what does adam keep? two moments"),
        ("zh", "adam 保存什么? two moments"),
    )
    assert found.file == "/x/d.yaml"


def test_one_language_that_stayed_is_enough() -> None:
    old = face("a", en="how far does the first step move x?", zh="第一步移动多远")
    assert likeness(old, face("b", en="something else", zh="第一步移动多远")) == 1
    assert likeness(old, face("b", **{"": "how far does the first step move x?"})) == 1
    assert likeness(old, face("b", en="something else")) < 0.3
    assert likeness(face("a"), face("b")) == 0


def test_the_only_near_card_is_clear() -> None:
    old = face("old", en="how far does the first step of sgd move x? lr times the gradient")
    new = face("new", en="how far does the first step of sgd move x? lr · gradient")
    other = face("other", en="which method clears the gradients? zero_grad")
    assert match([old], [other, new]) == [Match(old.card, (new.card,), True)]
    assert match([old], [other]) == [Match(old.card, (), False)]
    assert match([old], []) == [Match(old.card, (), False)]


def test_two_that_are_as_near_are_both_named_and_neither_is_clear() -> None:
    text = "what is the default of beta 1 in adam? 0.9"
    old, one, two = face("old", en=text), face("one", en=text), face("two", en=text)
    assert match([old], [two, one]) == [Match(old.card, (one.card, two.card), False)]
    assert [found.clear for found in match([one, two], [old])] == [False, False]


def test_the_same_words_win_over_near_ones_and_are_taken_once() -> None:
    adam, adamw = "the default learning rate of adam? 0.001", "the default rate of adamw? 0.001"
    old, near = face("old", en=adam), face("near", en=adamw)
    same = face("same", en=adam)
    assert match([old, near], [same, face("new", en=adamw)]) == [
        Match(old.card, (same.card,), True),
        Match(near.card, (CardKey("d/new"),), True),
    ]
    assert match([old, near], [same])[1] == Match(near.card, (), False)


def test_the_type_decides_between_the_same_words() -> None:
    old = face("old", "typed", en="which method clears gradients? zero_grad")
    as_qa = face("qa", "qa", en="which method clears gradients? zero_grad")
    as_typed = face("typed", "typed", en="which method clears gradients? zero_grad")
    assert match([old], [as_qa, as_typed]) == [Match(old.card, (as_typed.card,), True)]
