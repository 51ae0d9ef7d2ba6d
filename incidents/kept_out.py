"""Whom a reporter shut out of a case, one by one: never a reader of it, whatever they become.

The list lies sealed in the shared envelope: whoever lets somebody read has that open at the moment,
and nothing else may tell. It names accounts, not keys, so that a new key, another team or another
role brings nobody back. See docs/adr/0032-people-who-are-shut-out.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import FormerAccount, Membership
from incidents.legible import legible
from incidents.models import Case
from vault.envelopes import OpenEnvelope
from vault.models import Grant

SCHEMA = 1


@dataclass(frozen=True)
class Person:
    """An account, and the name under which the directory had shown it to the reporter."""

    account: UUID
    name: str = ""


@dataclass(frozen=True)
class KeptOut:
    """Whom the reporter shut out, in the order in which it was done.

    Of a list that is damaged nobody knows who stands in it: then everybody counts as shut out.
    """

    people: tuple[Person, ...] = ()
    damaged: bool = False

    def __contains__(self, account: object) -> bool:
        return self.damaged or any(person.account == account for person in self.people)

    def __bool__(self) -> bool:
        return bool(self.people) or self.damaged

    def joined_by(self, people: Iterable[Person]) -> KeptOut:
        """Return the same with these, each once."""
        new = {one.account: one for one in people if one.account not in self}
        return KeptOut((*self.people, *new.values()), self.damaged)

    def without(self, account: UUID) -> KeptOut:
        """Return the same without this one."""
        left = tuple(one for one in self.people if one.account != account)
        return KeptOut(left, self.damaged)


NOBODY = KeptOut()


def named(membership: Membership) -> Person:
    """Return somebody as the directory names them."""
    return Person(membership.user_id, membership.published_name)


def kept_out_of(case: Case, shared: OpenEnvelope) -> KeptOut:
    """Return whom the reporter of a case shut out."""
    if not case.sealed_kept_out:
        return KeptOut()
    told = legible(case.sealed_kept_out, shared, case.kept_out_place)
    if told is None:
        return KeptOut(damaged=True)
    people = [Person(UUID(one["account"]), one["name"]) for one in told["people"]]
    return KeptOut().joined_by(_as_today(people))


def _as_today(people: list[Person]) -> list[Person]:
    """Name accounts that have become another one by that: it is the same person."""
    if not people:
        return []
    ids = [person.account for person in people]
    today = dict(FormerAccount.objects.filter(pk__in=ids).values_list("pk", "user"))
    return [Person(today.get(one.account, one.account), one.name) for one in people]


def nameable(case: Case, kept_out: KeptOut) -> list[Membership]:
    """Return who could be shut out of a case: whom the directory names today, in one query.

    They belong to the team that the reporter chose, or read for another reason.
    """
    reading = Grant.objects.filter(envelope=case.shared_envelope_id).values("key_pair")
    found = Membership.objects.published(timezone.localdate()).select_related("user")
    found = found.filter(Q(team=case.team_id) | Q(user__key_pair__in=reading))
    named_today = [one for one in found if one.user_id not in kept_out]
    return sorted(named_today, key=lambda one: one.published_name.casefold())


def seal_kept_out(case: Case, kept_out: KeptOut, shared: OpenEnvelope) -> None:
    """Seal the list, an empty one too, so that no row tells whether it names anybody.

    The caller saves the case. A list that is damaged stays as it is.
    """
    if kept_out.damaged:
        return
    people = [{"account": str(one.account), "name": one.name} for one in kept_out.people]
    case.sealed_kept_out = shared.seal_json(
        {"people": people}, schema=SCHEMA, place=case.kept_out_place
    )
