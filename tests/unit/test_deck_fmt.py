"""The one style: what goes where, and where comments go with it."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.deck import starter
from quizapp.deck.fmt.files import tidy_bytes, tidy_deck
from quizapp.deck.fmt.order import _CARD, _DECK, _LAB
from quizapp.deck.kinds import Record
from quizapp.deck.library import find
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.slug import slug
from quizapp.deck.spec import CARD, DECK, LAB
from tests import corpus
from tests.pages import AUTHORING, FENCE, ROOT
from tests.unit.test_deck_fmt_laws import bare


def tidied(text: str) -> str:
    file = tidy_bytes(Path("deck.yaml"), text.encode())
    assert file.problems == ()
    return file.after


def check(before: str, after: str) -> None:
    assert tidied(before) == after
    assert tidied(after) == after


@pytest.mark.parametrize("path", find([paths.shipped("decks")]), ids=lambda path: path.name)
def test_the_shipped_decks_are_tidy(path: Path) -> None:
    assert [file.path for file in tidy_deck(path) if file.changed or file.problems] == []


def test_the_page_shows_what_comes_of_a_hurried_deck() -> None:
    before, after = (body for mark, _, body in FENCE.findall(AUTHORING) if mark == "hurry.yaml")
    check(before, after)


def test_the_order_has_every_key() -> None:
    kinds: list[tuple[tuple[str, ...], list[Record]]] = [
        (_CARD, list(CARD.records.values())),
        (_LAB, list(LAB.records.values())),
        (_DECK, [DECK]),
    ]
    for order, records in kinds:
        assert set(order) - {""} == {name for record in records for name in record.keys}
        assert len(set(order)) == len(order)


def test_keys_are_put_in_the_order_of_reading() -> None:
    check(
        "cards:\n"
        "- verify: {equals: 1, get: x.end, lab: one}\n"
        "  why: b\n  wyh: c\n  q: d\n  type: choice\n"
        "  options: [{why: z, right: y}, {when: {get: g, lab: l}, wrong: w, why: v}]\n"
        "  id: a\n"
        "labs: {one: {steps: 1, lr: 0.1, betas: [1, 2], kind: optimizer, opt: Adam}}\n"
        "sources: {kb: {url: u, cite: c}}\n"
        "title: {zh: 标题, en: title}\n"
        "quizapp: 1\n",
        "quizapp: 1\n"
        "title: {zh: 标题, en: title}\n"
        "sources: {kb: {cite: c, url: u}}\n"
        "labs: {one: {kind: optimizer, opt: Adam, lr: 0.1, betas: [1, 2], steps: 1}}\n"
        "cards:\n"
        "  - id: a\n"
        "    type: choice\n"
        "    q: d\n"
        "    options: [{right: y, why: z}, {wrong: w, why: v, when: {lab: l, get: g}}]\n"
        "    why: b\n"
        "    wyh: c\n"
        "    verify: {lab: one, get: x.end, equals: 1}\n",
    )


def test_comments_go_with_what_they_are_about() -> None:
    check(
        "# modeline\n"
        "deck: d # its name\n"
        "# the version\n"
        "quizapp: 1\n"
        "cards: # all of them\n"
        "  # a section\n"
        "\n"
        "  # the first card\n"
        "  - # after the dash\n"
        "    # the question\n"
        "    q: | # in full\n"
        "      a\n"
        "\n"
        "    type: qa # of type\n"
        "    # the name\n"
        "    id: a\n"
        "    # end of the card\n"
        "  # end of the cards\n"
        "# end\n",
        "# modeline\n"
        "# the version\n"
        "quizapp: 1\n"
        "deck: d  # its name\n"
        "cards:  # all of them\n"
        "  # a section\n"
        "\n"
        "  # the first card\n"
        "  # after the dash\n"
        "  # the name\n"
        "  - id: a\n"
        "    type: qa  # of type\n"
        "    # the question\n"
        "    q: |  # in full\n"
        "      a\n"
        "    # end of the card\n"
        "  # end of the cards\n"
        "# end\n",
    )


def test_texts_keep_their_line_breaks() -> None:
    long = "word " * 19 + "word"
    check(
        "cards:\n"
        "  - id:\n"
        "      a\n"
        "    q:\n"
        "        # why\n"
        f"        {long}\n"
        f"        {long}\n"
        "    answer: 'two\n"
        "\n"
        "        words'\n"
        "    hint: >2-\n"
        "        deep\n"
        "      folded\n"
        "    why:\n"
        "      |\n"
        "                text\n"
        "\n"
        "                  deeper  \n"
        "\n",
        "cards:\n"
        "  - id: a\n"
        "    q:\n"
        f"      {long}\n"
        f"      {long}  # why\n"
        "    answer: 'two\n"
        "\n"
        "      words'\n"
        "    hint: >2-\n"
        "        deep\n"
        "      folded\n"
        "    why: |\n"
        "      text\n"
        "\n"
        "        deeper  \n",
    )


def test_quotes_are_there_where_they_are_needed() -> None:
    check(
        """cards: [{q: 'plain', answer: "a \\\\ b", why: ''}]\n"""
        """about:\n"""
        """  en: 'plain'\n"""
        """  "de": "it's: so"\n"""
        """  'no': "$\\\\theta$"\n"""
        """  zh: "thin\\u2009space"\n"""
        """  fr: "0.8"\n""",
        """about:\n"""
        """  en: plain\n"""
        """  de: "it's: so"\n"""
        """  "no": $\\theta$\n"""
        """  zh: "thin\\u2009space"\n"""
        """  fr: "0.8"\n"""
        """cards: [{id: plain, q: "plain", answer: 'a \\ b', why: ""}]\n""",
    )


def test_markers_of_the_document_go_and_their_comments_stay() -> None:
    check(
        "%YAML 1.1 # one\n--- # two\n# three\nquizapp: 1\n... # four\n",
        "# one\n# two\n# three\nquizapp: 1\n# four\n",
    )


def test_lines_in_brackets_stay_are_joined_or_spread() -> None:
    texts = ", ".join(["text"] * 26)
    check(
        "quizapp: 1\n"
        "labs:\n"
        f"  long: {{kind: code, run: a, t: [{texts}]}}\n"
        "  short: {\n"
        "    kind: code, run: b,\n"
        "    t: []}\n"
        f"  wide: {{kind: code,\n    run: c, t: [{texts}]}}\n"
        f"  longer: {{kind: code, run: d, t: [{texts}, {texts}]}}\n",
        "quizapp: 1\n"
        "labs:\n"
        f"  long: {{kind: code, run: a, t: [{texts}]}}\n"
        "  short: {kind: code, run: b, t: []}\n"
        "  wide:\n"
        "    kind: code\n"
        "    run: c\n"
        f"    t: [{texts}]\n"
        "  longer:\n"
        "    kind: code\n"
        "    run: d\n"
        "    t:\n" + "      - text\n" * 52,
    )


def test_comments_in_brackets_spread_them() -> None:
    check(
        "cards:\n"
        "  - {id: a, # one\n"
        "     # two\n"
        "     q: b, tags: [c,\n"
        "       d] # three\n"
        "     # four\n"
        "    } # five\n"
        "  - {id: b, tags: [c, d]} # six\n"
        "  - {id: c, tags: [ # seven\n"
        "     ]}\n",
        "cards:\n"
        "  - id: a  # one\n"
        "    tags:\n"
        "      - c\n"
        "      - d  # three\n"
        "    # two\n"
        "    q: b\n"
        "    # four\n"
        "    # five\n"
        "\n"
        "  - {id: b, tags: [c, d]}  # six\n"
        "\n"
        "  - id: c\n"
        "    tags: []  # seven\n",
    )


# Every deck there is.


def outcome(path: Path) -> object:
    """What a deck says, or the codes of what is wrong with it; nothing when it only lacks ids."""
    try:
        return bare(load_deck(path))
    except DeckErrors as errors:
        return Counter(p.code for p in errors.problems if "without 'id'" not in p.message)


FIXTURES = [path.parent for path in (ROOT / "tests" / "fixtures").rglob("*.yaml")]
FOLDERS = {*FIXTURES, *(corpus.HERE / kind for kind in corpus.KINDS)}


@pytest.mark.parametrize("folder", sorted(FOLDERS), ids=lambda path: path.name)
def test_decks_of_the_tests_mean_the_same_right_or_wrong(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy", symlinks=True)
    for path in sorted(copy.glob("*.yaml")):
        file = tidy_deck(path)[0]
        before = outcome(path)
        if file.problems:
            assert not file.changed
            continue
        assert tidy_bytes(path, file.after.encode()).after == file.after
        if file.changed:
            untidy = path.read_bytes()
            path.write_text(file.after, "utf-8", newline="")
            assert outcome(path) == before or not before, path.name
            path.write_bytes(untidy)


def test_decks_of_the_pages_mean_the_same(tmp_path: Path) -> None:
    path = tmp_path / "deck.yaml"
    pages = [page.read_text("utf-8") for page in (ROOT / "docs").glob("*.md")]
    bodies = [body for page in pages for _, kind, body in FENCE.findall(page) if kind == "yaml"]
    decks = [body for body in bodies if "quizapp: 1\n" in body]
    assert len(decks) > 5
    for body in decks:
        path.write_text(body, "utf-8")
        before = outcome(path)
        (file,) = [one for one in tidy_deck(path) if one.path == path]
        assert file.problems == ()
        path.write_text(file.after, "utf-8")
        assert outcome(path) == before or not before


@pytest.mark.parametrize("language", starter.LANGUAGES)
def test_a_deck_to_start_from_is_tidy(language: str) -> None:
    text = starter.deck("mine", language)
    assert tidied(text) == text


# Ids.


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("What does `step()` do?", "what-does-step-do"),
        ("Adam's defaults: {{c1::β₁}} = {{c2::0.9::near 1}}", "adams-defaults-β1-0-9"),
        (
            "In a training step, which call puts a value into p?",
            "in-a-training-step-which-call-puts-a",
        ),
        ("调用一次 `optimizer.step()`，它读什么？", "调用一次-optimizer-step-它读什么"),
        ("一二三四五六七八九十" * 3, "一二三四五六七八九十" * 2),
        ("ＦＵＬＬ　width", "full-width"),
        ("नमस्ते दुनिया", "नमस्ते-दुनिया"),
        ("Größe?", "größe"),
        ("∑ → ?", ""),
    ],
)
def test_a_name_is_the_first_words_of_a_text(text: str, name: str) -> None:
    assert slug(text) == name


def test_an_id_is_like_no_other_not_even_an_earlier_one() -> None:
    text = (
        "cards:\n"
        "  - {id: Why, was: [old.deck/why-2], type: qa}\n"
        "  - {type: qa, q: Why?}\n"
        "  - q: {zh: 何, en: why}\n"
        "    id:  # soon\n"
        "  - {q: '?'}\n"
        "  - {}\n"
        "  - {id: kept, q: Why?}\n"
        "  - {q: 42?}\n"
    )
    after = tidied(text)
    assert re.findall(r"\bid: ([\w\"-]+)", after) == [
        "Why",
        "why-3",
        "why-4",
        "card",
        "card-2",
        "kept",
        '"42"',
    ]
    assert "id: why-4  # soon\n" in after
    assert tidied(after) == after
