"""Somebody of a team leaves: each open case goes on without them, and they read it no more."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from ateams.audit.services import record
from incidents.enums import EntryKind
from incidents.models import Case, Entry
from incidents.team_cases import office_reads, team_cases, with_others
from incidents.waiting import tell_of_case
from vault.services import lock_envelopes, remove_readers


class NotPassedOn(Exception):  # noqa: N818 - says what happened
    """The case is not theirs any more, or whoever should go on with it does not read it."""


@transaction.atomic
def pass_on(*, case: Case, person: User, to: User | None, by: User | None) -> None:
    """Let a case go on without `person`: with `to`, who reads it already, or with the office.

    Takes the grant away, so that nothing is readable afterwards, and says so on the timeline. The
    office finds the case among the unread ones; a person gets the mail about cases. Raises
    NotPassedOn if it is not theirs any more, if `to` does not read it, or if nobody of the office
    could open it.
    """
    current = team_cases(person).select_for_update().filter(pk=case.pk).first()
    if current is None or not office_reads(current):
        raise NotPassedOn
    able = next((one.others for one in with_others(person) if one.case.pk == case.pk), ())
    if to is not None and to not in able:
        raise NotPassedOn
    _take_away(current, person, to)
    if to is not None:
        tell_of_case(to=to, by=by)
    record(
        action="case.passed_on",
        subject=("case", current.id),
        by=by.id if by else None,
        about=person.id,
    )


@transaction.atomic
def release(person: User, by: User | None) -> int:
    """Let all open cases of somebody of a team go on with the office; return how many it were.

    What nobody of the office could open stays as it is: the last way to it is not cut.
    """
    count = 0
    for case in team_cases(person).select_for_update().order_by("pk"):
        if office_reads(case):
            pass_on(case=case, person=person, to=None, by=by)
            count += 1
    return count


@transaction.atomic
def hand_over_in_team(person: User, to: User, by: User) -> int:
    """Pass on to one person all that they read already; return how many cases it were."""
    able = [one.case for one in with_others(person) if to in one.others and office_reads(one.case)]
    for case in able:
        pass_on(case=case, person=person, to=to, by=by)
    return len(able)


def _take_away(case: Case, person: User, to: User | None) -> None:
    lock_envelopes([case.shared_envelope_id, case.internal_envelope_id])
    pairs = [pair for pair in (person.key_pair_id, person.next_key_pair_id) if pair]
    for envelope_id in (case.shared_envelope_id, case.internal_envelope_id):
        remove_readers(envelope_id=envelope_id, key_pair_ids=pairs)
    Entry.objects.create(
        case=case, kind=EntryKind.NARROWED, author=person, author_role=person.role, person=to
    )
    case.unread = case.unread or to is None
    case.version += 1
    case.save(update_fields=["unread", "version"])
