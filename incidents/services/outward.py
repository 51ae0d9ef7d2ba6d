"""Steps towards somebody outside. None happens without a consent for exactly this step."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import Right, has_right
from accounts.models import User
from ateams.audit.services import record, record_each
from incidents.enums import EntryKind, Step
from incidents.further_readers import Group, last_day_of
from incidents.kept_out import kept_out_of
from incidents.models import Case, Consent, Entry
from incidents.models.entry import entry_id
from incidents.services.audience import accounts_of, let_in
from incidents.services.consents import ConsentMissing, NotEntitled, use_consent, wish_of
from vault.envelopes import OpenEnvelope

STEP_SCHEMA = 1


class NobodyToLetIn(Exception):  # noqa: N818 - says what happened
    """None of those whom the consent names can read at the moment. Nothing was done."""


@transaction.atomic
def take_step(
    *,
    case: Case,
    step: Step,
    consent_id: UUID,
    on: date,
    note: str,
    once: UUID,
    by: User,
    shared: OpenEnvelope,
    internal: OpenEnvelope,
) -> Case:
    """Record that a step outside was taken on a day, and use up the consent that allows it.

    Code and note are sealed for the office. `once` was drawn with the form: the same form sent
    twice is one step. Further readers are let in by `open_to`. Raises `NotEntitled` and
    `ConsentMissing`, also for a day before the consent.
    """
    if step == Step.READERS:
        raise ValueError("Readers are let in by open_to.")
    if _was_taken(case, once, by):
        return case
    consent = use_consent(case=case, step=step, consent_id=consent_id, shared=shared)
    if on < allowed_from(consent):
        raise ConsentMissing
    entry = _entry(consent.case, EntryKind.STEP, once, by, on)
    payload = {"step": step.value, "text": note}
    entry.sealed = internal.seal_json(payload, schema=STEP_SCHEMA, place=entry.place)
    return _finish(entry, "case.step_taken", by)


@transaction.atomic
def open_to(
    *,
    case: Case,
    consent_id: UUID,
    once: UUID,
    by: User,
    shared: OpenEnvelope,
    internal: OpenEnvelope,
) -> Case:
    """Let exactly those read whom the consent names and whose keys are active today.

    A colleague of the office reads everything, all others what the reporter reads, too. It lasts
    until the reporter takes it back, or the last day agreed to is over. Whom the reporter shut out
    stays out. Raises `NotEntitled`,
    `ConsentMissing` and `NobodyToLetIn`.
    """
    if _was_taken(case, once, by):
        return case
    consent = use_consent(case=case, step=Step.READERS, consent_id=consent_id, shared=shared)
    wish = wish_of(consent, shared)
    envelopes = [shared, internal] if wish["who"] == Group.COLLEAGUE else [shared]
    consent.last_day, consent.read_only = last_day_of(wish), wish["who"] == Group.GUEST
    over = consent.last_day is not None and consent.last_day < timezone.localdate()
    kept_out = kept_out_of(consent.case, shared)
    if over or not let_in(consent.case, consent, wish, envelopes, kept_out):
        raise NobodyToLetIn
    consent.save(update_fields=["last_day", "read_only"])
    record_each(
        action="case.reader_added",
        subject=("case", consent.case_id),
        by=by.id,
        about=accounts_of(consent.readers.values_list("pk", flat=True)),
    )
    entry = _entry(consent.case, EntryKind.WIDENED, once, by, timezone.localdate())
    return _finish(entry, "case.widened", by)


def allowed_from(consent: Consent) -> date:
    """Return the first day on which a given consent allowed its step."""
    assert consent.answered_at
    return consent.talk_on or timezone.localdate(consent.answered_at)


def _was_taken(case: Case, once: UUID, by: User) -> bool:
    if not has_right(by, Right.WORK_ON_CASES):
        raise NotEntitled
    Case.objects.select_for_update().get(pk=case.pk)
    return Entry.objects.made_by(case.pk, once).exists()


def _entry(case: Case, kind: EntryKind, once: UUID, by: User, on: date) -> Entry:
    return Entry(
        id=entry_id(case.pk, once), case=case, kind=kind, author=by, author_role=by.role, date=on
    )


def _finish(entry: Entry, action: str, by: User) -> Case:
    entry.save(force_insert=True)
    case = entry.case
    case.unread_by_reporter = True
    case.version += 1
    case.save()
    record(action=action, subject=("case", case.id), by=by.id)
    return case
