"""Edits leave a tidy file tidy: what they put in is laid out as ``fmt`` does it. Others stay."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.deck.edit.draft import Draft
from quizapp.deck.fmt.files import tidy_bytes


def kept_tidy(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The files, those of decks tidied that were tidy before; new ones, where all others were."""
    decks = [draft for draft in drafts if draft.path.suffix in (".yaml", ".yml")]
    were = {
        draft.path: not tidy_bytes(draft.path, draft.before.encode()).changed
        for draft in decks
        if draft.before is not None
    }
    meant = {draft.path for draft in decks if were.get(draft.path, all(were.values()))}
    return tuple(_tidied(draft) if draft.path in meant else draft for draft in drafts)


def _tidied(draft: Draft) -> Draft:
    return Draft(draft.path, tidy_bytes(draft.path, draft.raw.encode()).after, draft.before)
