"""Erasing an account and what hangs on it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

import vault.services
from accounts.models import Contact, Invitation, User
from ateams.audit.services import record
from ateams.outbox.models import Mail
from vault.models import KeyPair


@transaction.atomic
def erase_account(*, person_id: UUID, by: UUID | None = None) -> bool:
    """Erase an account for good: keys first, former ones too, then mails, invitation and the row.

    What the person did stays, without the name: who wrote an entry or held a training becomes
    empty. Entries of the audit log keep an id that leads nowhere. Returns whether there was one.
    """
    person = User.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        return False
    own = [pair for pair in (person.key_pair_id, person.next_key_pair_id) if pair]
    pairs = list(KeyPair.objects.filter(Q(pk__in=own) | Q(successor__in=own)))
    for pair in pairs:
        vault.services.deactivate(key_pair=pair)
    Mail.objects.filter(Q(recipient_key=f"user:{person.pk}") | Q(address=person.email)).delete()
    Invitation.objects.filter(Q(account=person) | Q(email__iexact=person.email)).delete()
    person.delete()
    vault.services.erase_key_pairs(key_pair_ids=[pair.pk for pair in pairs])
    record(action="account.erased", subject=("account", person_id), by=by)
    return True


@transaction.atomic
def erase_contact(*, contact_id: UUID, by: UUID | None = None) -> bool:
    """Erase somebody at an institution who has no account. Answers stay, without the name."""
    contact = Contact.objects.select_for_update().filter(pk=contact_id).first()
    if contact is None:
        return False
    key = f"contact:{contact.pk}"
    Mail.objects.filter(Q(recipient_key=key) | Q(address=contact.email)).delete()
    contact.delete()
    record(action="contact.erased", subject=("contact", contact_id), by=by)
    return True
