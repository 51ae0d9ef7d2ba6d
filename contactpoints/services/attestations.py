"""What the office attests for a term, and takes back."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import accounts.services
from accounts.models import Membership, User
from ateams.audit.services import record
from contactpoints.enums import AttestationKind
from contactpoints.models import Attestation


@transaction.atomic
def attest(
    *, membership: Membership, kind: AttestationKind, by: User, on: date | None = None
) -> Attestation:
    """Attest something for a term, today or on an earlier day. Twice does no harm.

    Raises ValidationError for a day ahead, and for the own account: nobody opens the own gate.
    """
    if membership.user_id == by.pk:
        raise ValidationError(_("Das bestätigt jemand anderes."))
    today = timezone.localdate()
    day = on or today
    if day > today:
        raise ValidationError(_("Dieser Tag ist noch nicht gewesen."))
    current = Membership.objects.select_for_update().get(pk=membership.pk)
    standing = Attestation.objects.standing().filter(membership=current, kind=kind).first()
    if standing:
        return standing
    made = Attestation(membership=current, kind=kind, on=day, by=by, at=timezone.now())
    made.full_clean()
    made.save()
    record(action="account.attested", subject=("account", membership.user_id), by=by.id)
    return made


@transaction.atomic
def withdraw_attestation(*, membership: Membership, kind: AttestationKind, by: User) -> bool:
    """Take back what was attested: the gate closes, and the key opens nothing from now on.

    After it was attested anew a lead activates the key again. Returns whether there was one.
    """
    current = Membership.objects.select_for_update().get(pk=membership.pk)
    standing = Attestation.objects.standing().filter(membership=current, kind=kind).first()
    if standing is None:
        return False
    standing.withdrawn_at, standing.withdrawn_by = timezone.now(), by
    standing.save(update_fields=["withdrawn_at", "withdrawn_by"])
    if current.ended_on is None:
        accounts.services.end_activation(person=current.user)
    record(
        action="account.attestation_withdrawn", subject=("account", membership.user_id), by=by.id
    )
    return True
