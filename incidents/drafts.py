"""Drafts of one person in one case, opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from incidents.models import Case, Draft
from vault.errors import Unopenable
from vault.own import open_own
from vault.unlocked import UnlockedKey


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """What was typed into a form, and when it was kept."""

    values: dict[str, Any]
    saved_at: datetime


def drafts_of(case: Case, person: User, key: UnlockedKey) -> dict[str, OpenDraft]:
    """Return the person's drafts in a case by form, in one query.

    What was sealed to an earlier key of the person opens no more, and lapses.
    """
    found: dict[str, OpenDraft] = {}
    for draft in Draft.objects.filter(case=case, person=person):
        try:
            opened = open_own(
                draft.sealed, draft.sealed_key, row=draft.id, place=draft.place, key=key
            )
        except Unopenable:
            continue
        found[draft.form] = OpenDraft(opened.payload, draft.saved_at)
    return found
