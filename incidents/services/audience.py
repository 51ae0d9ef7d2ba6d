"""Who reads a case beside the office: by the reporter's choice or consent, on a locked case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from ateams.audit.services import record, record_each
from incidents.enums import ConsentState, ConsentWay, EntryKind
from incidents.further_readers import key_pairs_of
from incidents.kept_out import KeptOut
from incidents.models import Case, Consent, Entry
from incidents.readers import ReaderChoice, ReaderList
from vault.envelopes import OpenEnvelope
from vault.errors import NotActive
from vault.models import Grant, KeyPair
from vault.services import add_reader, lock_active, lock_envelopes, remove_readers


def narrow(case: Case, *, members: bool, coordinator: bool) -> None:
    """Keep only these groups of the team as readers, for good; the caller saves the case.

    Whoever of a dropped group was let in by consent goes as well, and that consent ends. Whom a
    lead let in because a life is in danger stays until the office ends it.
    """
    _lock_envelopes(case)
    gone = [role for role, stays in _by_role(members, coordinator) if not stays]
    opened = [consent for role in gone for consent in _opened_to(case, role)]
    members, coordinator = members and case.with_members, coordinator and case.with_coordinator
    unchanged = (members, coordinator) == (case.with_members, case.with_coordinator)
    if unchanged and not opened:
        return
    for consent in opened:
        close_opening(case, consent, by=None)
        consent.state, consent.ended_at = ConsentState.TAKEN_BACK, timezone.now()
        consent.save(update_fields=["state", "ended_at"])
    removed = _drop(case, gone)
    case.with_members, case.with_coordinator = members, coordinator
    if not (members or coordinator):
        case.team = None
    case.version += 1
    Entry.objects.create(case=case, kind=EntryKind.NARROWED)
    subject = ("case", case.id)
    record_each(action="case.reader_removed", subject=subject, by=None, about=removed)
    record(action="case.narrowed", subject=subject, by=None)


def follow(case: Case, choice: ReaderChoice, readers: ReaderList, shared: OpenEnvelope) -> None:
    """Let exactly those read whom the reporter chose last; the caller saves the case.

    Whoever is added must have stood on the list that the reporter was shown, which is looked at
    for a wider choice alone: the same choice once more lets in nobody who came to the team since.
    Raises `NotActive` if one of them no longer reads.
    """
    wider = widens(case, choice)
    same_team = case.team is not None and case.team.slug == choice.team
    # The office's people read from the start, with both envelopes, or not at all.
    office = {pair.pk for pair in readers.key_pairs(ReaderChoice())}
    wanted = {pair.pk for pair in readers.key_pairs(choice)} - office if wider else set()
    pairs = lock_active(wanted)  # before narrowing locks the envelopes
    if len(pairs) != len(wanted):
        raise NotActive
    narrow(
        case,
        members=same_team and choice.with_members,
        coordinator=same_team and choice.with_coordinator,
    )
    team = readers.teams.get(choice.team)
    if team is None or not wider:
        return
    granted = Grant.objects.filter(envelope=shared.id, key_pair__isnull=False)
    before = set(granted.values_list("key_pair", flat=True))
    for pair in pairs:
        add_reader(envelope=shared, key_pair=pair)
    case.team, case.with_members, case.with_coordinator = (
        team.team,
        choice.with_members,
        choice.with_coordinator,
    )
    added = accounts_of({pair.pk for pair in pairs} - before)
    record_each(action="case.reader_added", subject=("case", case.id), by=None, about=added)


def widens(case: Case, choice: ReaderChoice) -> bool:
    """Whether the choice lets somebody read who did not before."""
    if not (choice.with_members or choice.with_coordinator):
        return False
    if case.team is None or case.team.slug != choice.team:
        return True
    more_members = choice.with_members and not case.with_members
    return more_members or (choice.with_coordinator and not case.with_coordinator)


def accounts_of(key_pairs: Iterable[UUID | None]) -> list[UUID]:
    """Return whose key pairs these are; a key pair that was replaced opens nothing any more."""
    found = User.objects.filter(key_pair__in=[pair for pair in key_pairs if pair])
    return list(found.order_by("pk").values_list("pk", flat=True))


def let_in(
    case: Case,
    consent: Consent,
    wish: Mapping[str, Any],
    envelopes: Collection[OpenEnvelope],
    kept_out: KeptOut,
) -> bool:
    """Let those read whom a wish names and who are still what it says; false if there is nobody.

    Who is in another role or team by now was not agreed to; who has a new key pair is the same
    person. Whom the reporter shut out stays out, named or not. The consent remembers whom it let
    in. Who could read before is not among them, unless by another consent: then both have to end
    before that person is out.
    """
    named = with_replacements(KeyPair.objects.filter(pk__in=key_pairs_of(wish)))
    scopes = wish.get("scopes", ())
    pairs = [pair for pair in lock_active(named) if pair.activation_scope in scopes]
    barred = key_pairs_of_accounts(kept_out, named)
    pairs = [pair for pair in pairs if pair.pk not in barred]
    _lock_envelopes(case)
    by_others = _let_in_by_others(case, consent)
    grants = Grant.objects.usable().filter(envelope=case.shared_envelope_id)
    reading = set(grants.values_list("key_pair", flat=True))
    new = [pair for pair in pairs if pair.pk not in reading or pair.pk in by_others]
    for envelope in envelopes:
        for pair in new:
            add_reader(envelope=envelope, key_pair=pair)
    consent.opened = bool(new)
    consent.save(update_fields=["opened"])
    consent.readers.set(new)
    return consent.opened


def key_pairs_of_accounts(kept_out: KeptOut, among: Collection[UUID]) -> set[UUID]:
    """Return those of these key pairs, coming ones included, that belong to who is shut out."""
    holders = User.objects.filter(Q(key_pair__in=among) | Q(next_key_pair__in=among))
    found: set[UUID | None] = set()
    for account, *pairs in holders.values_list("pk", "key_pair", "next_key_pair"):
        found |= set(pairs) if account in kept_out else set()
    return {pair for pair in found if pair}


def close_opening(case: Case, consent: Consent, *, by: UUID | None) -> None:
    """Send out whom a consent has let in; the caller saves the case and the consent.

    Whoever has a new key pair since is sent out with both. A case whose responsible person can
    no longer open it has none.
    """
    _lock_envelopes(case)
    let_in = with_replacements(consent.readers.all())
    gone = let_in - _let_in_by_others(case, consent)
    for envelope_id in (case.shared_envelope_id, case.internal_envelope_id):
        remove_readers(envelope_id=envelope_id, key_pair_ids=gone)
    record_each(
        action="case.reader_removed", subject=("case", case.id), by=by, about=accounts_of(gone)
    )
    if case.responsible and case.responsible.key_pair_id in gone:
        case.responsible = None


def _drop(case: Case, roles: Iterable[Role]) -> list[UUID]:
    """Delete the grants of team roles but for whom an override let in; return whose they were."""
    stays = with_replacements(
        KeyPair.objects.filter(pk__in=case.consents.opened().overrides().values("readers"))
    )
    dropped = Q()
    for role in roles:
        dropped |= Q(scope__startswith=f"{role}:")
    kept = Q(key_pair__in=stays) | Q(key_pair__successor__in=stays)
    grants = Grant.objects.filter(dropped, envelope=case.shared_envelope_id).exclude(kept)
    removed = accounts_of(grants.values_list("key_pair", flat=True))
    Grant.objects.filter(pk__in=list(grants.values_list("pk", flat=True))).delete()
    return removed


def _let_in_by_others(case: Case, consent: Consent) -> set[UUID]:
    others = case.consents.opened().exclude(pk=consent.pk)
    return with_replacements(KeyPair.objects.filter(pk__in=others.values("readers")))


def with_replacements(pairs: QuerySet[KeyPair]) -> set[UUID]:
    """Return key pairs with those that took their place, and those that are about to."""
    found: set[UUID] = set()
    for pair, successor in pairs.values_list("pk", "successor"):
        found |= {pair, successor or pair}
    holders = User.objects.filter(key_pair__in=found)
    waiting = KeyPair.objects.filter(pk__in=holders.values("next_key_pair"))
    return found | set(waiting.values_list("pk", flat=True))


def _lock_envelopes(case: Case) -> None:
    """Lock both at once, in the order in which everybody does, before anything is recorded."""
    lock_envelopes([case.shared_envelope_id, case.internal_envelope_id])


def _opened_to(case: Case, role: Role) -> list[Consent]:
    """Return the reporter's consents by which people of a team role read now."""
    held = Grant.objects.filter(
        envelope=case.shared_envelope_id, scope__startswith=f"{role}:"
    ).values("key_pair")
    named = Q(readers__in=held) | Q(readers__successor__in=held)
    return list(case.consents.opened().filter(named).exclude(way=ConsentWay.OVERRIDE).distinct())


def _by_role(members: bool, coordinator: bool) -> tuple[tuple[Role, bool], ...]:
    return (Role.MEMBER, members), (Role.COORDINATOR, coordinator)
