"""Names for cards that come without one: readable, of any script, the same at every import."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from quizapp.deck.names import CARD_ID, DECK_NAME, TAG
from quizapp.deck.slug import slug, words

_is_id = re.compile(CARD_ID.pattern).fullmatch
_is_tag = re.compile(TAG.pattern).fullmatch
_NO_TAG = re.compile(r"[^A-Za-z0-9_.+:/\u0080-\U0010ffff-]+|[\s\u3000]+")


def name_for(question: str) -> str:
    """A card's id made of its question; nothing when that has no words.

    A hash tells a question that is too long from others that begin the same.
    """
    name = slug(question)
    return name if name == "-".join(words(question)) else f"{name}-{short_hash(question)}"


def short_hash(text: str) -> str:
    """Six hexadecimal digits that stand for a text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def legal_id(name: str) -> str:
    """A name that a source gives a card for ever, as an id: itself where a deck allows it."""
    if len(name) <= CARD_ID.longest and _is_id(name) and not any(c.isspace() for c in name):
        return unicodedata.normalize("NFC", name)
    return f"card-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def legal_tag(tag: str) -> str:
    """The tag with what no tag may hold replaced by ``-``; nothing when nothing is left."""
    made = _NO_TAG.sub("-", tag.strip()).lstrip(".+:/-").rstrip("-")[: TAG.longest]
    return made if made and _is_tag(made) else ""


def deck_name(name: str) -> str:
    """A deck's name made of a file's: lower-case ASCII. Where no word is left of another script, a
    hash tells the file's name from others.
    """
    folded = unicodedata.normalize("NFKD", name)
    plain = folded.encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9._-]+", "-", plain).strip("._-")
    is_lost = any(one.isalnum() and not one.isascii() for one in folded)
    if not made or (is_lost and not re.search("[a-z]", made)):
        return f"{made[:40] or 'imported'}-{short_hash(folded)}"
    return made[: DECK_NAME.longest].rstrip("._-")
