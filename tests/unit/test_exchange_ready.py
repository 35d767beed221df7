"""Cards in transit become a deck that our loader takes, whatever they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.deck import limits
from quizapp.deck.load import load_deck
from quizapp.errors import QuizError
from quizapp.exchange.ids import deck_name, legal_id, legal_tag, name_for, short_hash
from quizapp.exchange.model import Carried, Transit
from quizapp.exchange.ready import Ready, make_ready
from quizapp.exchange.write import as_deck


def qa(
    q: str, answer: str = "a", place: str = "row 1", own_id: str = "", guid: str = "", **more: Any
) -> Carried:
    return Carried({"type": "qa", "q": q, "answer": answer, **more}, place, own_id, guid)


def ready(*cards: Carried) -> Ready:
    return make_ready(Transit("x.csv", cards))


def ids(made: Ready) -> list[str]:
    return [name for name, _ in made.cards]


def told(made: Ready) -> list[tuple[str, str, str]]:
    return [(loss.place, loss.what, loss.done) for loss in made.losses]


def test_ids_are_read_from_the_question_in_any_script() -> None:
    made = ready(qa("What is `x`?"), qa("词汇 是什么？"), qa("हिन्दी क्या"), qa("¿Qué?"), qa("??"))
    assert ids(made)[:4] == ["what-is-x", "词汇-是什么", "हिन्दी-क्या", "qué"]
    assert ids(made)[4].startswith("card-")


def test_a_long_question_is_cut_between_words_and_told_from_its_like() -> None:
    long = "What does the optimizer do with the gradients of parameters that are"
    one, other = name_for(f"{long} frozen"), name_for(f"{long} shared")
    assert one != other
    assert one.startswith("what-does-the-optimizer-do-with-the-")
    assert len(one) < 60


def test_the_same_question_twice_is_two_cards_and_the_same_card_twice_is_one() -> None:
    made = ready(qa("What?", "a"), qa("What?", "b", "row 2"), qa("What?", "a", "row 3"))
    assert len(set(ids(made))) == 2
    ((place, what, _),) = told(made)
    assert place == "row 3"
    assert what.endswith("as there is one already (row 1)")


def test_the_sources_own_name_is_the_id_also_of_a_reworded_card() -> None:
    assert ids(ready(qa("Old words", own_id="q7"))) == ids(ready(qa("New words", own_id="q7")))
    foreign = ids(ready(qa("Old", own_id="K;%4[ x")))
    assert foreign == ids(ready(qa("New", own_id="K;%4[ x")))
    assert foreign[0].startswith("card-")


def test_a_guid_is_kept_beside_an_id_that_can_be_read() -> None:
    twice = [qa("What?", answer, guid=guid) for answer, guid in (("a", "K;1["), ("b", "two"))]
    once = qa("Who is two", guid="who")
    made = {card.guid: (name, card.data.get("was")) for name, card in ready(*twice, once).cards}
    back = {
        card.guid: (name, card.data.get("was")) for name, card in ready(once, *twice[::-1]).cards
    }
    assert made == back
    assert made["who"] == ("who-is-two", "who")
    assert made["two"][0].startswith("what-")
    assert made["two"][1] == "two"
    assert made["K;1["][1] == legal_id("K;1[")
    # An id is never what another card was, or will be.
    (first, _), (second, _) = ready(qa("two", guid="one"), qa("zwei", guid="two")).cards
    assert (first.startswith("two-"), second) == (True, "zwei")
    assert ids(
        ready(
            qa("two", guid="x"), Carried({"type": "qa", "q": "2", "answer": "a", "id": "two"}, "")
        )
    ) == [f"two-{short_hash('x')}", "two"]


def test_hidden_characters_go_and_are_told() -> None:
    made = ready(qa("a\u202eb\x1b[31m", "c\r\nd"))
    ((_, card),) = made.cards
    assert (card.data["q"], card.data["answer"]) == ("ab[31m", "c\nd")
    assert [what for _, what, _ in told(made)] == [
        "U+001B control character",
        "U+202E RIGHT-TO-LEFT OVERRIDE",
    ]


def test_tags_are_made_legal_and_told() -> None:
    made = ready(qa("x", tags=["two words", "ok", "!", "A::B", "two-words"]))
    assert made.cards[0][1].data["tags"] == ["two-words", "ok", "A::B"]
    assert [(what, done) for _, what, done in told(made)] == [
        ("the tag 'two words'", "is 'two-words'"),
        ("the tag '!'", "left out"),
    ]


def test_what_would_not_load_is_left_out_in_the_loaders_words() -> None:
    long = "x" * (limits.TEXT + 1)
    made = ready(qa("fine"), qa("no answer", "", "row 2"), qa("long", long, "row 3"))
    assert ids(made) == ["fine"]
    assert [what for _, what, _ in told(made)] == [
        "a card 'no-answer': no answer",
        "a card 'long': a text of 20001 characters; the limit is 20000",
    ]


def test_cards_say_that_nothing_proves_them() -> None:
    assert ready(qa("x")).cards[0][1].data["unproven"] == "imported from x.csv"
    assert ready(qa("x", unproven="an opinion")).cards[0][1].data["unproven"] == "an opinion"


def test_a_deck_without_cards_is_refused() -> None:
    with pytest.raises(QuizError, match="no card in it"):
        as_deck(ready(), "x.yaml", "x")


def test_a_large_deck_is_written_in_parts(tmp_path: Path) -> None:
    cards = [qa(f"Question {n}", "y" * 19_000, f"row {n}") for n in range(500)]
    written = as_deck(make_ready(Transit("x.csv", cards)), "big.yaml", "big", "Big")
    assert list(written.files) == ["big.yaml", "big.1.yaml", "big.2.yaml", "big.3.yaml"]
    written.save(tmp_path)
    deck = load_deck(tmp_path / "big.yaml")
    assert [card.key for card in deck.cards] == [f"big/question-{n}" for n in range(500)]
    with pytest.raises(QuizError, match="there already"):
        written.save(tmp_path)


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("My Words", "my-words"),
        ("Été 2024", "ete-2024"),
        ("2024", "2024"),
        ("词汇 words", "words"),
        ("词汇", f"imported-{short_hash('词汇')}"),
        ("第1课", f"1-{short_hash('第1课')}"),
        ("..x", "x"),
    ],
)
def test_a_decks_name_is_made_of_its_files(stem: str, name: str) -> None:
    assert deck_name(stem) == name


texts = st.text(max_size=30) | st.text("ab `${}[]:#-'\"|>&*!%@\\\n\t\u202e。词", max_size=30)


@settings(max_examples=50)
@given(st.lists(st.tuples(texts, texts, texts, st.lists(texts, max_size=3))))
def test_whatever_comes_in_the_deck_loads_and_says_it(
    tmp: list[tuple[str, str, str, list[str]]],
) -> None:
    cards = [qa(q, a, f"row {n}", own, tags=tags) for n, (q, a, own, tags) in enumerate(tmp)]
    made = make_ready(Transit("x.csv", cards))
    assert len(made.cards) + sum(loss.kind == "card" for loss in made.losses) == len(cards)
    if made.cards:
        as_deck(made, "x.yaml", "x")


@given(texts)
def test_a_legal_tag_stays(text: str) -> None:
    tag = legal_tag(text)
    assert legal_tag(tag) == tag


def test_a_card_that_brings_its_id_keeps_it() -> None:
    own = Carried({"id": "mine", "type": "qa", "q": "Question", "answer": "a"}, "note 1")
    assert [name for name, _ in make_ready(Transit("f.apkg", [own])).cards] == ["mine"]


def test_cards_whose_hashes_begin_the_same_are_two() -> None:
    cards = [
        Carried(
            {"type": "qa", "q": f"question {n} of many", "answer": f"answer\n{n}"},
            f"note {n}",
            f"guid{n}",
        )
        for n in (1873, 2628)
    ]
    ready = make_ready(Transit("f.apkg", cards))
    assert (len(ready.cards), ready.losses) == (2, ())


def test_marks_that_tell_questions_apart_are_as_long_as_they_must_be() -> None:
    cards = [qa("same?", str(n), f"row {n}") for n in range(6000)]
    made = ready(*cards)
    assert (len(set(ids(made))), made.losses) == (6000, ())
    assert {len(name) for name in ids(made)} == {4, 11, 17}


def test_more_cards_than_a_deck_holds_are_refused_before_the_work() -> None:
    with pytest.raises(QuizError, match="50001 cards; a deck holds at most 50000"):
        ready(*[qa("?")] * (limits.CARDS + 1))
