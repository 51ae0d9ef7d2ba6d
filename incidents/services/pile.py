"""What the office does with the pile of reports that came in a flood."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from accounts.models import User
from ateams.audit.services import record, record_many
from incidents.enums import Channel, EntryKind, State
from incidents.models import Case, Consent, Entry
from incidents.models.case import CaseQuerySet
from incidents.services.erasure import Reason, erase_cases
from incidents.services.intake import HOUR

ERASED_AT_ONCE = 500
_WRITTEN_SINCE = Exists(Entry.objects.filter(case=OuterRef("pk"), kind=EntryKind.FROM_REPORTER))


@transaction.atomic
def record_skimming(*, cases: Collection[Case], by: User) -> None:
    """Write down that somebody has read the beginnings of these reports."""
    subjects = [("case", case.pk) for case in cases]
    record_many(action="case.skimmed", subjects=subjects, by=by.id)


@transaction.atomic
def take_in(*, case_ids: Collection[UUID], by: User) -> int:
    """Take reports from the pile into the list of cases; return how many still lay there."""
    found = Case.objects.piled_for(by).filter(pk__in=case_ids).values("pk")
    piled = Case.objects.filter(pk__in=found, apart=True)
    taken = piled.update(apart=False, version=F("version") + 1)
    record(action="pile.taken_in", subject=("pile", "cases"), by=by.id, number=taken)
    return taken


def erase_piled(*, by: User, case_ids: Collection[UUID] = (), hour: datetime | None = None) -> int:
    """Erase reports on the pile as abuse: those named, or all of one hour. Return how many.

    Of an hour, those stay whose reporters have written since: no script waits for an answer.
    The mailboxes are unknown afterwards like any other. Many are erased in portions, each a
    transaction of its own: what was taken into the list meanwhile stays.
    """
    erased = 0
    while portion := _erase_portion(_wanted(by, case_ids, hour), by):
        erased += portion
    return erased


def count_kept(*, by: User, hour: datetime) -> int:
    """Return how many of an hour `erase_piled` leaves, because their reporters wrote again."""
    piled = Case.objects.piled_for(by)
    return _in_hour(piled, hour).filter(_WRITTEN_SINCE).count()


def count_piled(*, by: User, case_ids: Collection[UUID] = (), hour: datetime | None = None) -> int:
    """Return how many `erase_piled` would erase now."""
    return _wanted(by, case_ids, hour).count()


@transaction.atomic
def put_apart(*, hour: datetime, by: User) -> int:
    """Put the public reports of an hour that nobody has touched on the pile; return how many.

    For a flood by somebody patient enough to look like people.
    """
    touched = Entry.objects.filter(case=OuterRef("pk")).exclude(kind=EntryKind.REPORT)
    readable = Case.objects.readable_by(by).filter(
        ~Exists(touched),
        ~Exists(Consent.objects.filter(case=OuterRef("pk"))),
        channel=Channel.WEB_FORM,
        state=State.NEW,
        version=1,
        responsible=None,
    )
    found = _in_hour(readable, hour).values("pk")
    moved = Case.objects.filter(pk__in=found, apart=False, version=1).update(apart=True)
    record(action="pile.put_apart", subject=("pile", "cases"), by=by.id, number=moved)
    return moved


def _wanted(by: User, case_ids: Collection[UUID], hour: datetime | None) -> CaseQuerySet:
    piled = Case.objects.piled_for(by)
    return _in_hour(piled, hour).exclude(_WRITTEN_SINCE) if hour else piled.filter(pk__in=case_ids)


def _in_hour(cases: CaseQuerySet, hour: datetime) -> CaseQuerySet:
    return cases.filter(received_at__gte=hour, received_at__lt=hour + HOUR)


@transaction.atomic
def _erase_portion(wanted: CaseQuerySet, by: User) -> int:
    ids = list(wanted.order_by().values_list("pk", flat=True)[:ERASED_AT_ONCE])
    # Asked again once nobody can write: a message may have come while the rows were being locked.
    still = list(wanted.order_by().filter(pk__in=_locked(ids)).values_list("pk", flat=True))
    if still:
        erase_cases(case_ids=still, reason=Reason.ABUSE, by=by.id)
        record(action="pile.erased", subject=("pile", "cases"), by=by.id, number=len(still))
    return len(still)


def _locked(ids: Collection[UUID]) -> list[UUID]:
    locked = Case.objects.select_for_update().filter(pk__in=ids, apart=True)
    return list(locked.values_list("pk", flat=True))
