"""Reads about people who take part, shaped for their pages."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from accounts.enums import TEAM_ROLES
from accounts.models import User
from accounts.selectors import memberships_today
from trainings.enums import CertificateState
from trainings.models import (
    AboutPerson,
    ApprovedHours,
    Certificate,
    CertificateBatch,
    PersonConsent,
)
from trainings.models.certificate import BatchEntry
from trainings.models.consent import people_around


def keepable(user: User) -> QuerySet[User]:
    """Return the people of teams whose consents and hours this person sees to."""
    return people_around(user).filter(role__in=TEAM_ROLES).distinct()


def listed(user: User, *, q: str = "") -> QuerySet[User]:
    """Return the active ones for their list: first those of whom something is to be done."""
    found = with_papers(keepable(user).filter(is_active=True, name__icontains=q))
    return found.order_by(F("has_task").desc(), "name", "pk")


def with_papers(people: QuerySet[User]) -> QuerySet[User]:
    """Annotate what the list shows: age band, consents in force, tasks, approved minutes."""
    consents = PersonConsent.objects.filter(user=OuterRef("pk"))
    current = consents.current().order_by().values("user").annotate(number=Count("pk"))
    hours = ApprovedHours.objects.filter(user=OuterRef("pk")).order_by().values("user")
    return people.annotate(
        age_band=Subquery(AboutPerson.objects.filter(user=OuterRef("pk")).values("age_band")),
        consents=Subquery(current.values("number")),
        has_task=Exists(consents.to_act_on()),
        minutes=Subquery(hours.annotate(total=Sum("minutes")).values("total")),
    ).prefetch_related(memberships_today())


def certificates_found(q: str) -> QuerySet[Certificate]:
    """Return certificates for the list, by name, title or code; newest first."""
    found = Certificate.objects.select_related("holder__user")
    if q:
        code = q.upper().replace("-", "").replace(" ", "")
        found = found.filter(
            Q(holder__name__icontains=q)
            | Q(holder__user__name__icontains=q)
            | Q(title__icontains=q)
            | Q(code__startswith=code)
        )
    return found.order_by("-issued_on", "title", "pk")


def own_certificates(user: User) -> QuerySet[Certificate]:
    """Return somebody's certificates, newest first."""
    return Certificate.objects.filter(holder__user=user).select_related("holder")


def certificates_of(batch: CertificateBatch) -> list[Certificate]:
    """Return the valid certificates of a batch as they are printed."""
    found = Certificate.objects.filter(batch_entry__batch=batch, state=CertificateState.VALID)
    rows = found.filter(holder__isnull=False).select_related("holder")
    return list(rows.order_by("batch_entry__pk"))


def entries_of(batch: CertificateBatch) -> list[BatchEntry]:
    """Return the people of a batch with what became of each."""
    entries = batch.entries.select_related("user", "certificate__holder")
    return list(entries.order_by("user__name", "pk"))


def running_batches() -> QuerySet[CertificateBatch]:
    """Return the batches with their numbers, newest first."""
    return CertificateBatch.objects.annotate(
        total=Count("entries"), finished=Count("entries", filter=Q(entries__done=True))
    ).order_by("-begun_at", "pk")
