"""A coordinator proposes a step; the office takes it up or does not."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import Right, has_right
from accounts.models import User
from ateams.audit.services import record
from incidents.enums import EntryKind, Outcome
from incidents.guests import only_reads
from incidents.models import Case, Entry, Proposal
from incidents.models.entry import entry_id
from incidents.services.changing import OnlyReads
from incidents.services.consents import NotEntitled
from incidents.services.tasks import set_task
from vault.envelopes import OpenEnvelope


@transaction.atomic
def propose(*, case: Case, text: str, once: UUID, by: User, shared: OpenEnvelope) -> Case:
    """Propose a step to the office; nothing else happens by it.

    Sealed for everybody on the staff side who reads the case, as a note of a team is; the mailbox
    does not show it. The same form sent twice is one proposal. Raises `NotEntitled` and
    `OnlyReads`.
    """
    if not has_right(by, Right.PROPOSE_STEPS):
        raise NotEntitled
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if only_reads(locked, by):
        raise OnlyReads
    if Entry.objects.made_by(locked.pk, once).exists():
        return locked
    entry = Entry(id=entry_id(locked.pk, once), case=locked, kind=EntryKind.PROPOSAL)
    entry.author, entry.author_role = by, by.role
    entry.sealed = shared.seal_text(text, place=entry.place)
    entry.save(force_insert=True)
    Proposal.objects.create(entry=entry)
    locked.unread = True
    locked.save(update_fields=["unread"])
    record(action="case.step_proposed", subject=("case", locked.id), by=by.id)
    return locked


@transaction.atomic
def settle(*, case: Case, proposal_id: UUID, outcome: Outcome, by: User) -> Proposal:
    """Take a proposal up or dismiss it. The first decision counts; later ones change nothing.

    Raises `NotEntitled` and `Proposal.DoesNotExist`.
    """
    if not has_right(by, Right.WORK_ON_CASES):
        raise NotEntitled
    Case.objects.select_for_update().get(pk=case.pk)
    proposal = Proposal.objects.get(entry__case=case, pk=proposal_id)
    if proposal.outcome:
        return proposal
    proposal.outcome, proposal.settled_at, proposal.settled_by = outcome, timezone.now(), by
    proposal.save()
    taken = outcome == Outcome.TAKEN
    action = "case.proposal_taken" if taken else "case.proposal_dismissed"
    _record(action, case, by)
    return proposal


@transaction.atomic
def take_as_task(
    *,
    case: Case,
    proposal_id: UUID,
    text: str,
    due_on: date,
    person: User,
    by: User,
    internal: OpenEnvelope,
) -> Proposal:
    """Take a proposal up and give its words to somebody of the office as a task.

    One proposal is one task, however often it is sent; one that was dismissed meanwhile is none.
    Raises `NotEntitled` and `Proposal.DoesNotExist`.
    """
    proposal = settle(case=case, proposal_id=proposal_id, outcome=Outcome.TAKEN, by=by)
    if proposal.outcome == Outcome.TAKEN:
        set_task(
            case=case,
            text=text,
            due_on=due_on,
            person=person,
            once=proposal_id,
            by=by,
            internal=internal,
        )
    return proposal


def _record(action: str, case: Case, by: User) -> None:
    record(action=action, subject=("case", case.id), by=by.id)
