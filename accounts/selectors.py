"""Reads of the people package that others ask for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext

from accounts.access import current_membership
from accounts.districts import BOROUGHS
from accounts.enums import OFFICE_ROLES, TEAM_ROLES, ChannelKind, MailChoice, PeopleState, Role
from accounts.errors import AlreadyInvitedError, HasAccountError
from accounts.models import (
    Absence,
    Contact,
    FormerAccount,
    Institution,
    Invitation,
    Membership,
    Session,
    Team,
    TeamChannel,
    User,
)
from accounts.models.invitation import token_hash
from ateams.due import Part, Recipient
from ateams.identity_providers import IdentityProvider
from vault.models import KeyPair

# Hardly anybody is signed in at more places; the oldest come into sight as others end.
MOST_SESSIONS = 50


@dataclass(frozen=True, slots=True)
class Away:
    """Until when somebody is away, and the name of whoever stands in, if anybody does."""

    until: date
    stand_in: str


@dataclass(frozen=True)
class OwnSession:
    """One of the own sessions. `handle` names it on a page, where its key must not stand."""

    key: str = field(repr=False)
    started_at: datetime
    is_current: bool

    @property
    def handle(self) -> str:
        """Return what stands for the key: nobody can sign in with it."""
        return salted_hmac("accounts.session", self.key, algorithm="sha256").hexdigest()


def sessions_of(person: User, *, current: str = "") -> list[OwnSession]:
    """Return the sessions in which the account is signed in, the newest first.

    Rows whose epoch or password is an earlier one are left out: they open nothing any more.
    """
    rows = Session.objects.running().filter(account=person).order_by("-started_at")
    valid = {person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()}
    return [
        OwnSession(row.session_key, row.started_at, row.session_key == current)
        for row in rows[:MOST_SESSIONS]
        if row.started_at and row.get_decoded().get(HASH_SESSION_KEY) in valid
    ]


def providers_of(person: User) -> list[tuple[IdentityProvider, bool]]:
    """Return the configured providers, each with whether its account signs in to this one."""
    configured: list[IdentityProvider] = settings.IDENTITY_PROVIDERS
    if not configured:
        return []
    links = set(SocialAccount.objects.filter(user=person).values_list("provider", flat=True))
    return [(provider, provider["id"] in links) for provider in configured]


def office_readers() -> QuerySet[User]:
    """Return the office's people whose keys are active: they read every new report."""
    return _with_active_key().filter(role__in=OFFICE_ROLES, key_pair__activation_scope=F("role"))


def team_readers(team: Team) -> QuerySet[User]:
    """Return the team's members who may read a report addressed to the team today."""
    return _readers_in(team, Role.MEMBER)


def coordinator_readers(team: Team) -> QuerySet[User]:
    """Return the coordinators who may read a case that was opened to them today."""
    return _readers_in(team, Role.COORDINATOR)


def coordinators(institution: Institution) -> QuerySet[User]:
    """Return the people who coordinate the institution's team today."""
    current = Membership.objects.current(timezone.localdate())
    return User.objects.active().filter(
        role=Role.COORDINATOR,
        memberships__in=current.filter(team__institution=institution),
    )


def responsible_contact(institution: Institution) -> Contact | None:
    """Return whoever answers the institution's follow-ups, if somebody is named."""
    return institution.contacts.filter(responsible=True, active=True).first()


def known_addresses(emails: Collection[str]) -> Mapping[str, str | Promise]:
    """Return those addresses, in lower case, that cannot be invited, each with the reason."""
    invited = Invitation.objects.open(timezone.now()).filter(email__in=emails)
    accounts = User.objects.filter(email__in=emails)
    known = dict.fromkeys(invited.values_list("email", flat=True), AlreadyInvitedError.text)
    return known | dict.fromkeys(accounts.values_list("email", flat=True), HasAccountError.text)


def open_invitation(token: str) -> Invitation | None:
    """Return the invitation of a link, if it can still be accepted."""
    return Invitation.objects.open(timezone.now()).filter(token_hash=token_hash(token)).first()


def people(
    *,
    q: str = "",
    role: str = "",
    institution: Institution | None = None,
    state: str = "",
) -> QuerySet[User]:
    """Return accounts for the people page, by name; `team_today` is a list of at most one."""
    found = User.objects.filter(Q(name__icontains=q) | Q(email__icontains=q))
    if role:
        found = found.filter(role=role)
    if institution:
        today = Membership.objects.current(timezone.localdate())
        found = found.filter(memberships__in=today.filter(team__institution=institution))
    if state == PeopleState.INVITED:
        found = found.none()
    elif state == PeopleState.KEY_WAITING:
        found = found.filter(pk__in=waiting_keys())
    elif state:
        found = found.filter(is_active=state == PeopleState.ACTIVE)
    return found.prefetch_related(memberships_today()).order_by("name", "email")


def mergeable(*, but: User) -> QuerySet[User]:
    """Return accounts that can be two of one person: not the own one, and not merged already."""
    merged = FormerAccount.objects.values("pk")
    found = User.objects.exclude(pk=but.pk).exclude(pk__in=merged, is_active=False)
    return found.prefetch_related(memberships_today()).order_by("name", "email")


def pending_invitations(
    *, q: str = "", role: str = "", institution: Institution | None = None, state: str = ""
) -> QuerySet[Invitation]:
    """Return invitations that were neither accepted nor withdrawn, the newest first."""
    if state not in {"", PeopleState.INVITED}:
        return Invitation.objects.none()
    found = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    found = found.filter(Q(name__icontains=q) | Q(email__icontains=q))
    if role:
        found = found.filter(role=role)
    if institution:
        found = found.filter(team__institution=institution)
    return found.select_related("team__institution").order_by("-created_at", "email")


def waiting_keys() -> QuerySet[User]:
    """Return the accounts whose key pairs wait for a lead."""
    today = Membership.objects.current(timezone.localdate())
    waiting = KeyPair.objects.filter(activated_at__isnull=True, retired_at__isnull=True)
    return User.objects.active().filter(
        Q(role__in=OFFICE_ROLES) | Q(role__in=TEAM_ROLES, memberships__in=today),
        Q(next_key_pair__in=waiting) | Q(next_key_pair__isnull=True, key_pair__in=waiting),
    )


def activates_alone(person: User) -> bool:
    """Whether no other lead could activate a key if this person's no longer opened."""
    if person.role != Role.LEAD:
        return False
    others = _with_active_key().filter(role=Role.LEAD, key_pair__activation_scope=Role.LEAD)
    return not others.exclude(pk=person.pk).exists()


def with_origin(people: QuerySet[User]) -> QuerySet[User]:
    """Fetch along what tells people apart: key pair, `team_today`, and who invited them."""
    return people.select_related(
        "key_pair", "next_key_pair", "invitation__invited_by"
    ).prefetch_related(memberships_today())


def institutions_overview(*, q: str = "", borough: int | None = None) -> QuerySet[Institution]:
    """Return institutions for their list, each with `member_count` and `coordinator_count`.

    `borough` is a borough's number, or 0 for those in none.
    """
    today = Membership.objects.current(timezone.localdate()).filter(
        team__institution=OuterRef("pk"), user__is_active=True
    )
    found = Institution.objects.filter(Q(name__icontains=q) | Q(district__icontains=q))
    if borough:
        (chosen,) = (one for one in BOROUGHS if one.number == borough)
        found = found.filter(district__in=chosen.districts)
    elif borough is not None:
        found = found.exclude(district__in=[name for one in BOROUGHS for name in one.districts])
    return found.annotate(
        member_count=_count(today.filter(user__role=Role.MEMBER)),
        coordinator_count=_count(today.filter(user__role=Role.COORDINATOR)),
    )


def people_of(institution: Institution) -> QuerySet[Membership]:
    """Return today's memberships of an institution, team by team, coordinators first."""
    today = Membership.objects.current(timezone.localdate())
    return (
        today.filter(team__institution=institution, user__is_active=True)
        .select_related("user", "team")
        .order_by("team__name", "user__role", "user__name")
    )


def channels_in_order() -> Prefetch[str, QuerySet[TeamChannel], str]:
    """Prefetch the channels of teams, in the order in which they are shown."""
    order = Case(*(When(kind=kind, then=place) for place, kind in enumerate(ChannelKind)))
    return Prefetch("channels", TeamChannel.objects.order_by(order))


def memberships_today() -> Prefetch[str, QuerySet[Membership], str]:
    """Prefetch the membership that runs today as `team_today`, a list of at most one."""
    today = Membership.objects.current(timezone.localdate())
    return Prefetch("memberships", today.select_related("team__institution"), to_attr="team_today")


def recipient(person: User | Contact) -> Recipient:
    """Describe an account or a contact as somebody who can be reminded."""
    if isinstance(person, User):
        key, mails = f"user:{person.pk}", person.mails
    else:
        key, mails = f"contact:{person.pk}", MailChoice.AT_ONCE.value
    return Recipient(key, person.name, person.email, person.language, mails)


def people_by_institution(ids: Collection[UUID]) -> dict[UUID, dict[Part, tuple[Recipient, ...]]]:
    """Return who can be reminded at each institution, in as many queries for one as for all.

    Office and leads are the same everywhere; coordinators and the responsible contact are left
    out where there are none. Where no institution is asked for, nobody is.
    """
    if not ids:
        return {}
    office = User.objects.office().order_by("id")
    everywhere = {
        Part.OFFICE: tuple(recipient(person) for person in office),
        Part.LEAD: tuple(recipient(person) for person in office if person.role == Role.LEAD),
    }
    people: dict[UUID, dict[Part, tuple[Recipient, ...]]] = {key: {**everywhere} for key in ids}
    current = Membership.objects.current(timezone.localdate()).filter(
        team__institution__in=ids, user__role=Role.COORDINATOR, user__is_active=True
    )
    for membership in current.select_related("user", "team").order_by("user_id"):
        around = people[membership.team.institution_id]
        others = around.get(Part.COORDINATOR, ())
        around[Part.COORDINATOR] = (*others, recipient(membership.user))
    for contact in Contact.objects.filter(institution__in=ids, responsible=True, active=True):
        people[contact.institution_id][Part.CONTACT] = (recipient(contact),)
    return people


def absences_on(day: date, person_ids: Collection[UUID]) -> dict[UUID, Absence]:
    """Return who of these people is away on a day, with their stand-in."""
    found = Absence.objects.on(day).filter(person__in=person_ids).select_related("stand_in")
    return {absence.person_id: absence for absence in found}


def away_soon(user: User, today: date) -> list[Absence]:
    """Return who is away today or within a week, of those with whom this person works.

    Leads see the office and all coordinators, counsellors the office, coordinators their team.
    """
    if user.role == Role.LEAD:
        around = Q(person__role__in=OFFICE_ROLES | {Role.COORDINATOR})
    elif user.works_in_office:
        around = Q(person__role__in=OFFICE_ROLES)
    elif user.role == Role.COORDINATOR and (membership := current_membership(user)):
        team = Membership.objects.current(today).filter(team=membership.team_id)
        around = Q(person__in=team.values("user"))
    else:
        return []
    found = Absence.objects.within(today, today + timedelta(days=7)).filter(around)
    found = found.filter(person__is_active=True).exclude(person=user)
    return list(found.select_related("person", "stand_in").order_by("first_day", "person__name"))


def with_absence(people: QuerySet[User]) -> QuerySet[User]:
    """Let each person carry until when they are away today, and who stands in; see `away`."""
    theirs = Absence.objects.on(timezone.localdate()).filter(person=OuterRef("pk"))
    return people.annotate(
        away_until=Subquery(theirs.values("last_day")[:1]),
        stand_in_name=Subquery(theirs.values("stand_in__name")[:1]),
    )


def away(person: User) -> Away | None:
    """Return until when somebody is away whom `with_absence` has read, and who stands in."""
    until: date | None = getattr(person, "away_until", None)
    return Away(until, getattr(person, "stand_in_name", None) or "") if until else None


def named_with_absence(person: User, name: str = "") -> str:
    """Return a name and, of somebody whom `with_absence` found to be away, until when."""
    absence = away(person)
    if absence is None:
        return name or str(person)
    day = date_format(absence.until, "SHORT_DATE_FORMAT")
    return gettext("%(name)s – nicht da bis %(day)s") % {"name": name or person, "day": day}


def stand_ins_for(person: User) -> QuerySet[User]:
    """Return who can stand in for somebody: in the office colleagues, in a team its people.

    A member does not stand in for a coordinator: most of what waits for those only they can do.
    """
    others = User.objects.active().exclude(pk=person.pk).order_by("name", "pk")
    if person.works_in_office:
        return others.filter(pk__in=User.objects.office())
    membership = current_membership(person)
    if membership is None:
        return others.filter(role=person.role) if not person.works_in_team else others.none()
    team = Membership.objects.current(timezone.localdate()).filter(team=membership.team_id)
    if person.role == Role.COORDINATOR:
        others = others.filter(role=Role.COORDINATOR)
    return others.filter(pk__in=team.values("user"))


def _with_active_key() -> QuerySet[User]:
    return (
        User.objects.active()
        .filter(key_pair__activated_at__isnull=False, key_pair__retired_at__isnull=True)
        .select_related("key_pair")
        .order_by("id")
    )


def _readers_in(team: Team, role: Role) -> QuerySet[User]:
    members = Membership.objects.current(timezone.localdate()).filter(team=team)
    return _with_active_key().filter(
        role=role, memberships__in=members, key_pair__activation_scope=f"{role}:{team.pk}"
    )


def _count(rows: QuerySet[Membership]) -> Coalesce:
    grouped = rows.order_by().values("team__institution").annotate(number=Count("pk"))
    return Coalesce(Subquery(grouped.values("number")), 0)
