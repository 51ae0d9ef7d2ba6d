"""Linking cases that belong together."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Right, has_right
from accounts.models import User
from ateams.audit.services import record
from incidents.models import Case, CaseLink
from incidents.models.entry import entry_id
from incidents.services.consents import NotEntitled
from vault.envelopes import OpenEnvelope


class AlreadyLinked(Exception):  # noqa: N818 - says what happened
    """The two are the same case, or linked already. Nothing was stored."""


@transaction.atomic
def link_cases(
    *,
    case: Case,
    internal: OpenEnvelope,
    other: Case,
    other_internal: OpenEnvelope,
    reason: str,
    once: UUID,
    by: User,
) -> CaseLink:
    """Link two cases that somebody has opened, with the reason sealed in each.

    Neither mailbox hears of it. The same form sent twice is one link. Raises `NotEntitled` and
    `AlreadyLinked`.
    """
    if not has_right(by, Right.WORK_ON_CASES):
        raise NotEntitled
    if case.pk == other.pk:
        raise AlreadyLinked
    envelopes = {case.pk: internal, other.pk: other_internal}
    # In one order, so that two who link the same cases do not wait for each other.
    one, two = Case.objects.select_for_update().filter(pk__in=envelopes).order_by("pk")
    made = CaseLink(id=entry_id(case.pk, once), one=one, other=two, author=by)
    if known := CaseLink.objects.filter(one=one, other=two).first():
        if known.pk != made.pk:
            raise AlreadyLinked
        return known
    made.sealed_one = envelopes[one.pk].seal_text(reason, place=made.place("sealed_one"))
    made.sealed_other = envelopes[two.pk].seal_text(reason, place=made.place("sealed_other"))
    made.save(force_insert=True)
    for linked in (one, two):
        record(action="case.linked", subject=("case", linked.pk), by=by.id)
    return made


@transaction.atomic
def unlink_cases(*, case: Case, link_id: UUID, by: User) -> None:
    """Take a link away again, and its reason with it. Twice is as good as once.

    Raises `NotEntitled`.
    """
    if not has_right(by, Right.WORK_ON_CASES):
        raise NotEntitled
    link = CaseLink.objects.of(case.pk).filter(pk=link_id).first()
    if link is None:
        return
    link.delete()
    for unlinked in (link.one_id, link.other_id):
        record(action="case.unlinked", subject=("case", unlinked), by=by.id)
