"""What somebody agreed to, and what they took back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import withdraw_name
from ateams.audit.services import record
from trainings.consents import age_band_of, may_agree_alone, may_be_named
from trainings.enums import AgeBand, CertificateState, ConsentScope
from trainings.models import AboutPerson, CertificateHolder, PersonConsent


@transaction.atomic
def note_about_person(
    *, person: User, chosen_name: str | None = None, age_band: str | None = None, by: User
) -> None:
    """Set the name for papers or the age band; None leaves it. Raises ValidationError.

    Who turns out to be under 16 is not named in public any longer, until a guardian has agreed.
    """
    about, _new = AboutPerson.objects.get_or_create(user=person)
    before = (about.chosen_name, about.age_band)
    if chosen_name is not None:
        about.chosen_name = " ".join(chosen_name.split())
    if age_band is not None:
        about.age_band = age_band
    about.clean_fields(exclude=["user"])
    if (about.chosen_name, about.age_band) != before:
        about.save()
        record(action="person.noted", subject=("person", person.pk), by=by.pk, about=person.pk)
        if not may_agree_alone(person) and not may_be_named(person):
            withdraw_name(person=person, by=by)


@transaction.atomic
def give_consent(
    *,
    person: User,
    scope: str,
    by: User,
    given_on: date | None = None,
    by_guardian: bool = False,
) -> PersonConsent:
    """Write down that somebody agrees: the person, or whoever has the signed paper before them.

    Twice is one. Open tasks of an earlier withdrawal are done with: the thing is allowed again.
    Raises ValidationError where a guardian has to agree, and for a day to come.
    """
    User.objects.select_for_update().get(pk=person.pk)  # two at once make one row
    today = timezone.localdate()
    on_paper = by.pk != person.pk
    if not on_paper and not may_agree_alone(person):
        raise ValidationError(_("Unter 16 stimmen Sorgeberechtigte zu, mit Unterschrift."))
    if on_paper and not by_guardian and not may_agree_alone(person):
        raise ValidationError(_("Unter 16 braucht es die Unterschrift der Sorgeberechtigten."))
    if given_on and given_on > today:
        raise ValidationError(_("Dieser Tag kommt erst noch."))
    earlier = PersonConsent.objects.filter(user=person, scope=scope)
    current = earlier.current().first()
    if current:
        return current
    consent = PersonConsent(
        user=person,
        scope=scope,
        given_on=given_on or today,
        by_guardian=by_guardian,
        noted_by=by if on_paper else None,
    )
    consent.clean_fields()
    consent.save(force_insert=True)
    earlier.to_act_on().update(handled_on=today)
    record(action="consent.given", subject=("person", person.pk), by=by.pk, about=person.pk)
    return consent


@transaction.atomic
def withdraw_consent(*, person: User, scope: str, by: User) -> bool:
    """Take a consent back; whoever must act is told by a task. Return whether there was one.

    Adults are named on certificates without having been asked, so for them a consent that is
    taken back is first written down. A name in the public directory is gone at once, so that there
    is nothing left to do.
    """
    User.objects.select_for_update().get(pk=person.pk)
    today = timezone.localdate()
    consent = PersonConsent.objects.current().filter(user=person, scope=scope).first()
    if consent is None and scope == ConsentScope.NAME and age_band_of(person) == AgeBand.ADULT:
        if PersonConsent.objects.filter(user=person, scope=scope).exists():
            return False
        consent = PersonConsent(user=person, scope=scope, given_on=today)
    if consent is None:
        return False
    consent.withdrawn_on = today
    if scope == ConsentScope.NAME and not named_certificates(person.pk):
        consent.handled_on = today
    if scope == ConsentScope.DIRECTORY:
        withdraw_name(person=person, by=by)
        consent.handled_on = today
    consent.save()
    record(action="consent.withdrawn", subject=("person", person.pk), by=by.pk, about=person.pk)
    return True


@transaction.atomic
def handle_withdrawal(*, consent_id: UUID, by: User) -> bool:
    """Say that what a withdrawal asks for is done. Return whether it still had to be."""
    waiting = PersonConsent.objects.to_act_on().filter(pk=consent_id)
    person_id = waiting.values_list("user_id", flat=True).first()
    if not waiting.update(handled_on=timezone.localdate(), handled_by=by):
        return False
    record(action="consent.acted_on", subject=("person", person_id), by=by.pk, about=person_id)
    return True


def name_withdrawals_done(person_id: UUID) -> None:
    """End the task of a withdrawn name once no valid certificate names the person."""
    if not named_certificates(person_id):
        waiting = PersonConsent.objects.to_act_on().filter(user=person_id, scope=ConsentScope.NAME)
        waiting.update(handled_on=timezone.localdate())


def named_certificates(person_id: UUID) -> bool:
    """Whether a valid certificate has the person's name on it."""
    named = CertificateHolder.objects.filter(user=person_id).exclude(name="")
    return named.filter(certificate__state=CertificateState.VALID).exists()
