"""A reporter shuts people out one by one, and lets somebody back in."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.access import scope_of
from accounts.enums import Role
from accounts.models import Membership, User
from ateams.audit.services import record, record_each
from incidents.enums import EntryKind
from incidents.kept_out import KeptOut, kept_out_of, named, seal_kept_out
from incidents.models import Case, Entry
from incidents.services.audience import with_replacements
from incidents.services.mailbox import Mailbox
from vault.envelopes import OpenEnvelope
from vault.models import Grant, KeyPair
from vault.services import add_reader, lock_active, lock_envelopes, remove_readers


@transaction.atomic
def keep_out(*, mailbox: Mailbox, membership_id: UUID) -> Case:
    """Shut somebody whom the directory has named out of the case, at once and for whatever comes.

    They are not told: to them the case is one that does not exist. Whom a lead let in because a
    life is in danger reads until the office ends it, and never again after that. Twice is as good
    as once; nothing happens if there is no such person any more.
    """
    case = Case.objects.select_for_update().get(pk=mailbox.case.pk)
    membership = Membership.objects.filter(pk=membership_id).first()
    if membership is None:
        return case
    kept_out = kept_out_of(case, mailbox.shared).joined_by([named(membership)])
    shut_out(case, kept_out, mailbox.shared)
    case.save()
    return case


@transaction.atomic
def let_back_in(*, mailbox: Mailbox, account_id: UUID) -> Case:
    """Take somebody off the list again, as only the reporter can.

    Who belongs to a group that reads the case reads it from now on; others can be asked for again.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=mailbox.case.pk)
    kept_out = kept_out_of(case, mailbox.shared)
    if account_id not in kept_out or kept_out.damaged:
        return case
    seal_kept_out(case, kept_out.without(account_id), mailbox.shared)
    _let_read_with_group(case, account_id, mailbox.shared)
    case.save()
    return case


def shut_out(case: Case, kept_out: KeptOut, shared: OpenEnvelope) -> None:
    """Seal the list of a locked case, and take away what its people can open; the caller saves."""
    if not kept_out or kept_out.damaged:
        return
    seal_kept_out(case, kept_out, shared)
    removed = _take_grants(case, kept_out)
    if not removed:
        return
    case.version += 1
    Entry.objects.create(case=case, kind=EntryKind.NARROWED)
    subject = ("case", case.id)
    record_each(action="case.reader_removed", subject=subject, by=None, about=removed)
    record(action="case.narrowed", subject=subject, by=None)


def _take_grants(case: Case, kept_out: KeptOut) -> list[UUID]:
    """Take away what was given to people of teams; return who could open something until now."""
    # Both, in the order in which everybody does: nothing is being copied from here on.
    lock_envelopes([case.shared_envelope_id, case.internal_envelope_id])
    people = User.objects.filter(pk__in=[one.account for one in kept_out.people])
    stays = with_replacements(
        KeyPair.objects.filter(pk__in=case.consents.opened().overrides().values("readers"))
    )
    removed = []
    for person in people.order_by("pk"):
        pairs = {pair for pair in (person.key_pair_id, person.next_key_pair_id) if pair}
        if not pairs or pairs & stays or person.works_in_office:
            continue
        theirs = Q(key_pair__in=pairs) | Q(key_pair__successor__in=pairs)
        if Grant.objects.filter(theirs, envelope=case.shared_envelope_id).exists():
            remove_readers(envelope_id=case.shared_envelope_id, key_pair_ids=pairs)
            removed.append(person.pk)
    return removed


def _let_read_with_group(case: Case, account_id: UUID, shared: OpenEnvelope) -> None:
    person = User.objects.active().filter(pk=account_id).first()
    groups = [Role.MEMBER] if case.with_members else []
    groups += [Role.COORDINATOR] if case.with_coordinator else []
    scope = scope_of(person) if person else None
    if scope not in {f"{role}:{case.team_id}" for role in groups}:
        return
    pairs = lock_active([person.key_pair_id] if person and person.key_pair_id else [])
    for pair in pairs:
        if pair.activation_scope != scope:
            continue
        add_reader(envelope=shared, key_pair=pair)
        case.version += 1
        Entry.objects.create(case=case, kind=EntryKind.WIDENED)
        subject = ("case", case.id)
        record(action="case.reader_added", subject=subject, by=None, about=account_id)
