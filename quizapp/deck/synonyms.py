"""What newcomers write for a key of decks, having met other tools. Read for messages only."""

from __future__ import annotations

from collections.abc import Mapping

_QUESTION = "question title prompt front body ask statement"
_REASON = "explanation explain reason because rationale note notes comment"
_PROOF = "check checks test tests proof prove experiment"

SAID_FOR: Mapping[str, frozenset[str]] = {
    key: frozenset(words.split())
    for key, words in {
        # of a deck
        "quizapp": "version format schema",
        "deck": "name id key",
        "title": "heading label",
        "license": "licence copyright",
        "about": "description summary comment comments note notes",
        "cards": "card questions items",
        "include": "includes import imports files",
        # of a card
        "id": "name key slug uid identifier",
        "type": "kind format",
        "q": f"{_QUESTION} text",
        "text": f"{_QUESTION} q sentence cloze",
        "answer": "correct solution back response expected result reply a",
        "options": "choices alternatives answers distractors",
        "items": "steps order sequence list options",
        "accept": "alternatives aliases also synonyms",
        "why": _REASON,
        "hint": "clue tip help",
        "tags": "tag labels topics keywords category categories",
        "source": "reference cite citation link url",
        "verify": f"{_PROOF} when",
        "was": "formerly previously alias aliases old",
        "vary": "variables parameters random",
        "unit": "units",
        "tol": "tolerance precision error margin",
        # of an option
        "right": "correct true answer solution",
        "wrong": "incorrect false distractor",
        "when": f"{_PROOF} verify",
        # of a check
        "lab": "experiment run",
        "with": "knobs params parameters settings args set",
        "get": "measure measurement metric value result",
        "equals": "is eq equal ==",
        "approx": "about near close almost isclose",
        "less": "lt below under smaller < max",
        "greater": "gt above over more > min",
        "raises": "error exception throws",
    }.items()
}
