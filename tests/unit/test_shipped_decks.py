"""The shipped decks as content: enough cards, both languages alike, nothing unexplained. No lab."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from quizapp import paths
from quizapp.deck.library import Library
from quizapp.deck.model import Card, CardType, LocalText

NUMBER = re.compile(r"\d+(?:\.\d+)?")
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
CODE = re.compile(r"`[^`]*`")
EMPHASIS = re.compile(r"\*[^*\s][^*]*\*|__\w[^_]*__")
PROSE = re.compile(r"[a-z]{4,}", re.IGNORECASE)


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load([paths.shipped("decks")])


@pytest.fixture(scope="module")
def cards(library: Library) -> list[Card]:
    return list(library.cards())


def texts(card: Card) -> Iterator[tuple[str, LocalText]]:
    """Every text that a learner reads of a card, with a name for the message."""
    yield "question", card.question
    for name, text in (("answer", card.answer), ("hint", card.hint), ("why", card.why)):
        if isinstance(text, LocalText):
            yield name, text
    for number, option in enumerate(card.options):
        yield f"option {number}", option.text
        yield f"why of option {number}", option.why
    for number, item in enumerate(card.items):
        yield f"item {number}", item


def test_every_shipped_deck_loads(library: Library) -> None:
    assert library.broken == ()


def test_there_are_cards_of_every_type(cards: list[Card]) -> None:
    types = Counter(card.type for card in cards)
    assert len(cards) >= 45
    assert set(types) == set(CardType)
    decided = ("choice", "choices", "truth", "order", "number")
    assert sum(types[CardType(one)] for one in decided) >= len(cards) / 3


def test_titles_are_in_both_languages(library: Library) -> None:
    assert all({"en", "zh"} <= dict(deck.title.by_lang).keys() for deck in library.decks)


def test_every_text_is_in_both_languages_or_needs_none(cards: list[Card]) -> None:
    for card in cards:
        for name, text in texts(card):
            langs = dict(text.by_lang)
            if "" in langs:
                prose = PROSE.findall(CODE.sub("", langs[""]))
                neutral = name == "answer" or prose in ([], ["None"])
                assert neutral, f"{card.key}: {name} is in one language only: {langs['']!r}"
            else:
                assert {"en", "zh"} <= langs.keys(), f"{card.key}: {name} lacks a language"


def test_languages_say_the_same_numbers_code_and_placeholders(cards: list[Card]) -> None:
    for card in cards:
        for name, text in texts(card):
            langs = dict(text.by_lang)
            if "" in langs:
                continue
            for what in (NUMBER, PLACEHOLDER, CODE):
                en, zh = (sorted(what.findall(langs[lang])) for lang in ("en", "zh"))
                assert en == zh, f"{card.key}: {name}: {en} in English, {zh} in Chinese"


def test_no_text_is_marked_up(cards: list[Card]) -> None:
    """Backticks are all the notation there is: asterisks would show as asterisks."""
    for card in cards:
        for name, text in texts(card):
            for _, words in text.by_lang:
                assert not EMPHASIS.search(CODE.sub("", words)), f"{card.key}: {name}: {words}"


def test_placeholders_are_drawn_and_drawn_values_are_shown(cards: list[Card]) -> None:
    for card in cards:
        if card.vary:
            shown = set(PLACEHOLDER.findall(card.question.pick("en")))
            assert shown == {f"{{{name}}}" for name in card.vary}, card.key


def test_every_option_says_why_and_every_other_card_too(cards: list[Card]) -> None:
    for card in cards:
        assert card.hint is not None, f"{card.key} has no hint"
        assert card.tags, f"{card.key} has no tags"
        assert card.source is not None, f"{card.key} has no source"
        if card.options:
            assert all(option.why.pick("en") and option.why.pick("zh") for option in card.options)
        else:
            assert card.why is not None, f"{card.key} does not say why"


def test_a_choice_has_one_right_option_and_choices_have_both_kinds(cards: list[Card]) -> None:
    for card in cards:
        right = sum(option.right for option in card.options)
        if card.type is CardType.CHOICE:
            assert right == 1, card.key
        if card.type is CardType.CHOICES:
            assert 0 < right < len(card.options), card.key


def test_guessing_true_or_false_always_does_not_pay(cards: list[Card]) -> None:
    answers = [card.answer is True for card in cards if card.type is CardType.TRUTH]
    assert 0.3 <= sum(answers) / len(answers) <= 0.7


def test_the_longest_option_is_not_the_right_one(cards: list[Card]) -> None:
    """Nor the shortest: in English, neither rule finds more than half of the answers."""
    choices = [card for card in cards if card.type is CardType.CHOICE]
    for rule in (max, min):
        lengths = [[len(option.text.pick("en")) for option in card.options] for card in choices]
        found = sum(
            lengths[n].count(rule(lengths[n])) == 1
            and card.options[lengths[n].index(rule(lengths[n]))].right
            for n, card in enumerate(choices)
        )
        assert found <= len(choices) / 2


def test_what_is_not_proven_says_why_and_names_a_source(cards: list[Card]) -> None:
    unproven = [card for card in cards if not has_check(card)]
    for card in unproven:
        assert card.unproven, f"{card.key} has no check and does not say why"
        assert card.source is not None
    assert len(unproven) <= 0.15 * len(cards)


def has_check(card: Card) -> bool:
    """Whether the whole answer is bound to a lab."""
    if card.options:
        return all(option.when is not None for option in card.options)
    live = card.type is CardType.NUMBER and not isinstance(card.answer, (float, int))
    return live or card.when is not None or bool(card.verify)


def test_texts_fit_a_small_terminal(cards: list[Card]) -> None:
    bounds = {"question": 300, "option": 70, "why": 160, "hint": 120, "item": 60, "answer": 200}
    for card in cards:
        for name, text in texts(card):
            for _, words in text.by_lang:
                assert len(words) <= bounds[name.split()[0]], f"{card.key}: {name} is too long"
