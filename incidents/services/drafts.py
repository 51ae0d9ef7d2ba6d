"""Keeping what is being typed, so that no lock and no closed browser takes it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import key_state
from accounts.enums import KeyState
from accounts.models import User
from incidents.models import Case, Draft, Entry
from vault.own import seal_for

DRAFT_SCHEMA = 1


@transaction.atomic
def save_draft(
    *, case: Case, form: str, values: Mapping[str, str], once: UUID | None, by: User
) -> bool:
    """Seal what was typed to its author's key, in place of what was kept before.

    Works while the key is locked. Return whether it was kept: it is not once the form with this
    id has been sent, so that what arrives late does not come back.
    """
    pair = by.key_pair
    if pair is None or key_state(by) != KeyState.ACTIVE:
        return False
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if once and Entry.objects.made_by(locked.pk, once).exists():
        return False
    draft = Draft.objects.filter(case=locked, person=by, form=form).first()
    draft = draft or Draft(case=locked, person=by, form=form)
    draft.saved_at = timezone.now()
    draft.sealed, draft.sealed_key = seal_for(
        pair, values, row=draft.id, schema=DRAFT_SCHEMA, place=draft.place
    )
    draft.save()
    return True


def forget_draft(*, case: Case, form: str, by: User) -> None:
    """Delete a draft that was sent or is not wanted any more."""
    Draft.objects.filter(case=case, person=by, form=form).delete()
