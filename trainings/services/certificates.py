"""Issuing certificates, one after the other, issuing one anew, and revoking one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from ateams.audit.services import record
from ateams.web.papers.typesetting import Busy, Untypesettable
from trainings.cohort_certificates import certified
from trainings.consents import chosen_name, initials_of, printed_names
from trainings.enums import CertificateState
from trainings.models import (
    AboutPerson,
    BatchEntry,
    Certificate,
    CertificateBatch,
    CertificateHolder,
    Cohort,
)
from trainings.papers import certificates_paper
from trainings.services.consents import name_withdrawals_done

MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Certified:
    """Somebody who gets a certificate, and over how many minutes."""

    user_id: UUID
    minutes: int


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What all certificates of a batch say; `topics` are words, not codes."""

    title: str
    topics: tuple[str, ...]
    first_day: date
    last_day: date
    language: str = "de"


_FACTS = ("title", "topics", "first_day", "last_day", "language")


@transaction.atomic
def begin_certificates(
    *,
    people: Iterable[Certified],
    facts: CertificateFacts,
    by: User,
    training_id: UUID | None = None,
    cohort_id: UUID | None = None,
    submission: UUID | None = None,
) -> CertificateBatch:
    """Write down that these people are to get certificates; the worker issues them from here on.

    Each gets one, whether named twice or not; sent twice with one `submission`, it is one batch.
    About the programme of a cohort nobody gets a second one, whoever begins when. Raises
    ValidationError for nobody, for too many, and for facts that cannot be or cannot be set.
    """
    minutes = _minutes_of(people)
    cohort = Cohort.objects.select_for_update().get(pk=cohort_id) if cohort_id else None
    earlier = CertificateBatch.objects.filter(submission=submission).first()
    if submission and earlier:
        return earlier
    for user_id in certified(cohort) if cohort else ():
        minutes.pop(user_id, None)
    if not minutes:
        raise ValidationError(_("Alle Angekreuzten haben inzwischen ein Zertifikat."))
    batch = CertificateBatch(
        training_id=training_id,
        cohort=cohort,
        issued_by=by,
        begun_at=timezone.now(),
        submission=submission,
    )
    _fill(batch, facts)
    batch.full_clean(exclude=["training", "cohort", "issued_by", "submission"])
    unprintable = _("Titel oder Themen enthalten ein Zeichen, das die Schrift nicht hat.")
    _try_setting(_sample(batch, minutes.values()), otherwise=unprintable)
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError:  # the same form a moment ago
        return CertificateBatch.objects.get(submission=submission)
    BatchEntry.objects.bulk_create(
        BatchEntry(batch=batch, user_id=user_id, minutes=minutes[user_id])
        for user_id in User.objects.filter(pk__in=minutes)
        .order_by("name", "pk")
        .values_list("pk", flat=True)
    )
    record(action="certificate.batch_begun", subject=("batch", batch.pk), by=by.pk)
    return batch


@transaction.atomic
def issue_next() -> bool:
    """Issue the certificate that waits longest; return whether there was one to do.

    The row stays locked meanwhile, so that two workers never do the same; a killed one leaves
    nothing half done. Raises `Untypesettable` when nothing can be set just now.
    """
    skip = connection.features.has_select_for_update_skip_locked
    waiting = BatchEntry.objects.waiting().order_by("batch__begun_at", "pk")
    entry = waiting.select_for_update(skip_locked=skip, of=("self",) if skip else ()).first()
    if entry is None:
        return False
    made = _draft(entry.batch, entry.user, entry.minutes, by=entry.batch.issued_by)
    try:
        certificates_paper([made])
    except Untypesettable:
        # Is it the name? Else it goes another time.
        certificates_paper([(made[0], "X")])
        entry.problem, entry.done = BatchEntry.Problem.UNPRINTABLE, True
        entry.save(update_fields=["problem", "done"])
        return True
    certificate = _save(made, entry.user)
    entry.certificate, entry.done = certificate, True
    entry.save(update_fields=["certificate", "done"])
    by = entry.batch.issued_by_id
    subject = ("certificate", certificate.pk)
    record(action="certificate.issued", subject=subject, by=by, about=entry.user_id)
    return True


@transaction.atomic
def reissue_certificate(*, certificate_id: UUID, by: User) -> Certificate:
    """Issue a certificate anew, with the name as it may stand there today.

    Of the old one nothing remains but a code that says "replaced": neither name nor initials, and
    no way from it to the new one. Raises ValidationError unless the old one is valid, and when
    the name cannot be set.
    """
    old = _locked(certificate_id)
    holder = CertificateHolder.objects.filter(certificate=old).select_related("user").first()
    if old.state != CertificateState.VALID or holder is None:
        raise ValidationError(_("Dieses Zertifikat gilt nicht mehr."))
    made = _draft(old, holder.user, old.minutes, by=by)
    _try_setting(made, otherwise=str(BatchEntry.Problem.UNPRINTABLE.label))
    entry = BatchEntry.objects.filter(certificate=old).first()
    holder.delete()
    new = _save(made, holder.user)
    old.state, old.initials = CertificateState.REPLACED, ""
    old.save(update_fields=["state", "initials"])
    if entry:
        entry.certificate = new
        entry.save(update_fields=["certificate"])
    name_withdrawals_done(holder.user_id)
    subject = ("certificate", new.pk)
    record(action="certificate.reissued", subject=subject, by=by.pk, about=holder.user_id)
    return new


@transaction.atomic
def revoke_certificate(*, certificate_id: UUID, by: User) -> bool:
    """Say that a certificate is not valid any more. Return whether it was until now."""
    certificate = _locked(certificate_id)
    if certificate.state != CertificateState.VALID:
        return False
    certificate.state = CertificateState.REVOKED
    certificate.save(update_fields=["state"])
    holder = CertificateHolder.objects.filter(certificate=certificate).first()
    if holder:
        name_withdrawals_done(holder.user_id)
    about = holder.user_id if holder else None
    subject = ("certificate", certificate.pk)
    record(action="certificate.revoked", subject=subject, by=by.pk, about=about)
    return True


def _minutes_of(people: Iterable[Certified]) -> dict[UUID, int]:
    """Return for how long each gets a certificate. Raises ValidationError for none or too many."""
    minutes = {person.user_id: person.minutes for person in people}
    if not minutes:
        raise ValidationError(_("Bitte mindestens eine Person ankreuzen."))
    if len(minutes) > MOST_PEOPLE:
        raise ValidationError(_("Höchstens %(most)d Personen auf einmal.") % {"most": MOST_PEOPLE})
    return minutes


def _locked(certificate_id: UUID) -> Certificate:
    return Certificate.objects.select_for_update().get(pk=certificate_id)


def _fill(into: CertificateBatch | Certificate, facts: object) -> None:
    for name in _FACTS:
        value = getattr(facts, name)
        setattr(into, name, list(value) if name == "topics" else value)


def _draft(
    facts: CertificateBatch | Certificate, user: User, minutes: int, *, by: User | None
) -> tuple[Certificate, str]:
    """Return an unsaved certificate and the name on it."""
    name = printed_names([user])[user.pk]
    about = AboutPerson.objects.filter(user=user).first()
    certificate = Certificate(
        initials=initials_of(name or chosen_name(user, about)),
        minutes=minutes,
        issued_on=timezone.localdate(),
        issued_by=by,
    )
    _fill(certificate, facts)
    return certificate, name


def _save(made: tuple[Certificate, str], user: User) -> Certificate:
    certificate, name = made
    certificate.save(force_insert=True)
    CertificateHolder.objects.create(certificate=certificate, user=user, name=name)
    return certificate


def _try_setting(made: tuple[Certificate, str], *, otherwise: str) -> None:
    """Refuse in words what cannot be set, before anybody waits for it."""
    try:
        certificates_paper([made])
    except Busy:
        raise ValidationError(_("Gerade ist zu viel los. Versuch es gleich noch einmal.")) from None
    except Untypesettable:
        raise ValidationError(otherwise) from None


def _sample(batch: CertificateBatch, minutes: Iterable[int]) -> tuple[Certificate, str]:
    """Return a certificate of a batch as it could be. Raises ValidationError."""
    sample = Certificate(
        initials="A. B.", minutes=max(minutes), issued_on=timezone.localdate(), code="2" * 16
    )
    _fill(sample, batch)
    sample.clean_fields(exclude=["issued_by"])
    return sample, ""
