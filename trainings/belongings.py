"""What of trainings moves when two accounts of one person become one.

Where both accounts stand in the same place, one row remains: the one that says more, or what the
person said last. Anonymous feedback knows nobody, and calendar feeds end with their account.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.belongings import Belonging, add_belonging
from accounts.models import User
from trainings.enums import ConsentScope
from trainings.models import (
    AboutPerson,
    ApprovedHours,
    Attendance,
    BatchEntry,
    Certificate,
    CertificateBatch,
    CertificateHolder,
    ChangeNotice,
    CohortMember,
    Curriculum,
    FollowUpAnswer,
    PersonConsent,
    SignUp,
    Trainer,
    Training,
    TrainingRequest,
)
from trainings.models.consent import PersonConsentQuerySet
from trainings.one_person import bring_attendances, bring_sign_ups, bring_trainers
from trainings.services.consents import name_withdrawals_done

# Who did something, where nobody can stand twice.
ACTS: tuple[tuple[type[Model], str], ...] = (
    (Training, "logged_by"),
    (Training, "confirmed_by"),
    (ChangeNotice, "by"),
    (PersonConsent, "noted_by"),
    (PersonConsent, "handled_by"),
    (CertificateBatch, "issued_by"),
    (Certificate, "issued_by"),
    (Curriculum, "published_by"),
    (FollowUpAnswer, "handled_by"),
    (ApprovedHours, "approved_by"),
    (TrainingRequest, "answered_by"),
)


def _of(model: type[Model], person: User) -> QuerySet[Any]:
    return model._default_manager.filter(user=person)  # noqa: SLF001 - documented


def _move_all(model: type[Model], other: User, keep: User, *, but: Iterable[object] = ()) -> None:
    _of(model, other).exclude(pk__in=list(but)).update(user=keep)


def _move_attendances(other: User, keep: User) -> None:
    bring_attendances(_of(Attendance, other), keep)


def _move_sign_ups(other: User, keep: User) -> None:
    bring_sign_ups(_of(SignUp, other), keep)


def _move_trainers(other: User, keep: User) -> None:
    bring_trainers(_of(Trainer, other), keep)


def _move_cohorts(other: User, keep: User) -> None:
    _of(CohortMember, other).filter(cohort__in=_of(CohortMember, keep).values("cohort")).delete()
    _move_all(CohortMember, other, keep)


def _move_certificates(other: User, keep: User) -> None:
    """Move what was issued; of a batch in which both stand, nobody gets a second one."""
    twice = _of(BatchEntry, other).filter(batch__in=_of(BatchEntry, keep).values("batch"))
    BatchEntry.objects.waiting().filter(pk__in=twice).delete()
    _move_all(BatchEntry, other, keep, but=twice.values_list("pk", flat=True))
    _move_all(CertificateHolder, other, keep)


def _move_hours(other: User, keep: User) -> None:
    """Move what was approved; the same period counts once, with the longer time."""
    kept = {(row.first_day, row.last_day): row for row in _of(ApprovedHours, keep)}
    for row in _of(ApprovedHours, other):
        here = kept.get((row.first_day, row.last_day))
        if here is None:
            continue
        if row.minutes > here.minutes:
            here.minutes = row.minutes
            here.save(update_fields=["minutes"])
        row.delete()
    _move_all(ApprovedHours, other, keep)


def _move_consents(other: User, keep: User) -> None:
    """Move consents; where the two contradict each other, what was said last counts."""
    for scope in ConsentScope:
        said = PersonConsent.objects.filter(scope=scope)
        ours, theirs = said.filter(user=keep), said.filter(user=other)
        _settle(ours, theirs)
        _settle(theirs, ours)
        if ours.current().exists():
            theirs.current().delete()
    _move_all(PersonConsent, other, keep)
    name_withdrawals_done(keep.pk)
    _move_about(other, keep)


def _settle(given: PersonConsentQuerySet, taken_back: PersonConsentQuerySet) -> None:
    """End a consent that the other account took back on the same day or later."""
    current = given.current().first()
    if current is None or taken_back.current().exists():
        return
    last = taken_back.order_by("-withdrawn_on").first()
    if last and last.withdrawn_on and last.withdrawn_on >= current.given_on:
        current.withdrawn_on = last.withdrawn_on
        current.save(update_fields=["withdrawn_on"])


def _move_about(other: User, keep: User) -> None:
    theirs = AboutPerson.objects.filter(user=other).first()
    if theirs is None:
        return
    ours, _new = AboutPerson.objects.get_or_create(user=keep)
    ours.chosen_name = ours.chosen_name or theirs.chosen_name
    ours.age_band = ours.age_band or theirs.age_band
    ours.save()
    theirs.delete()


def _move_acts(other: User, keep: User) -> None:
    for model, field in ACTS:
        model._default_manager.filter(**{field: other}).update(**{field: keep})  # noqa: SLF001


def _count_acts(person: User) -> int:
    return Training.objects.filter(logged_by=person).count()


def register() -> None:
    """Let it all move; models exist only when the apps are ready."""
    kinds = (
        (Attendance, _("Anwesenheiten"), _move_attendances),
        (Trainer, _("Gehaltene Schulungen"), _move_trainers),
        (SignUp, _("Anmeldungen"), _move_sign_ups),
        (CohortMember, _("Jahrgänge"), _move_cohorts),
        (CertificateHolder, _("Zertifikate"), _move_certificates),
        (ApprovedHours, _("Bestätigte Stunden"), _move_hours),
        (PersonConsent, _("Einwilligungen"), _move_consents),
    )
    for place, (model, label, move) in enumerate(kinds):
        count = _counts(model)
        name = f"trainings:{model.__name__.lower()}"
        add_belonging(name, Belonging(label, count, move), order=20 + place)
    acts = Belonging(_("Eingetragene Schulungen"), _count_acts, _move_acts)
    add_belonging("trainings:acts", acts, order=30)


def _counts(model: type[Model]) -> Any:
    return lambda person: _of(model, person).count()
