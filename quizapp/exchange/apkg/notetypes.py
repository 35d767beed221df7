"""Quizapp's own note types in Anki: their fields and faces. No script, nothing from the network."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from quizapp.exchange.apkg.collection import Notetype, Template

BASIC, CHOICE, TYPED, CLOZE = (1_700_000_000_000 + place for place in range(1, 5))
"""Lasting ids: Anki tells by them that a note type of an earlier import is the same one."""

KEY = "Quizapp key"
"""The last field of each: the card's key, by which its notes are known as ours."""

_TAIL = (
    '{{#Why}}<div class="why">{{Why}}</div>{{/Why}}'
    '{{#Source}}<div class="source">{{Source}}</div>{{/Source}}'
)
_HINT = "{{#Hint}}<details><summary>?</summary>{{Hint}}</details>{{/Hint}}"
_ANSWER = "{{FrontSide}}<hr id=answer>{{Answer}}" + _TAIL


def _type(name: str, fields: str, front: str, back: str, *, is_cloze: bool = False) -> Notetype:
    faces = (Template("Card 1", front, back),)
    return Notetype(name, (*fields.split(), "Why", "Hint", "Source", KEY), faces, is_cloze)


NOTETYPES: Mapping[int, Notetype] = MappingProxyType(
    {
        BASIC: _type("quizapp basic", "Question Answer", "{{Question}}" + _HINT, _ANSWER),
        CHOICE: _type(
            "quizapp choice", "Question Options Answer", "{{Question}}{{Options}}" + _HINT,
            # Not FrontSide: the answer lists the options again, each with its reason.
            "{{Question}}<hr id=answer>{{Answer}}" + _TAIL,
        ),
        TYPED: _type(
            "quizapp typed", "Question Answer Accepted", "{{Question}}" + _HINT + "{{type:Answer}}",
            _ANSWER.replace("{{Answer}}", "{{Answer}}{{#Accepted}}, {{Accepted}}{{/Accepted}}"),
        ),
        CLOZE: _type(
            "quizapp cloze", "Text", "{{cloze:Text}}" + _HINT, "{{cloze:Text}}" + _TAIL,
            is_cloze=True,
        ),
    }
)  # fmt: skip

_CSS = """\
.card { font-family: sans-serif; font-size: 20px; line-height: 1.5; max-width: 40em; margin: auto; }
.why, .source { margin-top: 0.8em; opacity: 0.8; }
.source { font-size: 0.8em; }
pre { text-align: left; }
.right { font-weight: bold; }
.wrong { opacity: 0.7; }
.cloze { font-weight: bold; }
"""


def as_model(id: int, deck: int) -> dict[str, Any]:
    """A note type of ours as Anki's schema 11 has it, in JSON."""
    notetype = NOTETYPES[id]
    return {
        "id": id,
        "name": notetype.name,
        "type": int(notetype.is_cloze),
        "mod": id // 1000,
        "usn": -1,
        "sortf": 0,
        "did": deck,
        "css": _CSS,
        "latexPre": "",
        "latexPost": "",
        "flds": [
            {"name": name, "ord": place, "sticky": False, "rtl": False, "font": "Arial", "size": 20}
            for place, name in enumerate(notetype.fields)
        ],
        "tmpls": [
            {"name": face.name, "ord": place, "qfmt": face.front, "afmt": face.back, "did": None,
             "bqfmt": "", "bafmt": ""}
            for place, face in enumerate(notetype.templates)
        ],
        "req": [[0, "any", [0]]],
    }  # fmt: skip
