"""Who may do what: one table, one function. An official can review it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias, cast

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.enums import OFFICE_ROLES, KeyState, Role
from accounts.models import Membership, User
from vault.unlocked import UnlockedKey, VaultSession

P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate["StaffRequest", P], HttpResponseBase]


class Right(StrEnum):
    """Something that a role may do."""

    LOG_TRAINING = "log_training"
    PLAN_TRAINING = "plan_training"
    CONFIRM_TRAINING = "confirm_training"
    ISSUE_CERTIFICATES = "issue_certificates"
    KEEP_CONSENTS = "keep_consents"  # of the people that one looks after; their hours, too
    NOTE_CONVERSATION = "note_conversation"
    HOLD_KEY = "hold_key"  # may make a key pair; what it opens is decided by grants
    ACKNOWLEDGE_CASES = "acknowledge_cases"
    PROPOSE_STEPS = "propose_steps"  # in cases opened to one; the office decides
    WORK_ON_CASES = "work_on_cases"  # assign to oneself, set dates, note, close
    ASSIGN_CASES = "assign_cases"
    SEE_LOAD = "see_load"  # how many cases each of the office has, as numbers
    OVERRIDE_CONSENT = "override_consent"  # danger to life alone; the reporter and all leads see it
    ACTIVATE_KEYS = "activate_keys"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_INSTITUTIONS = "manage_institutions"
    MANAGE_CONTACTS = "manage_contacts"  # of the institutions that one sees
    MANAGE_CHANNELS = "manage_channels"  # how one reaches the teams that one sees
    SEE_ALL_INSTITUTIONS = "see_all_institutions"
    MANAGE_CODE_LISTS = "manage_code_lists"
    MANAGE_COHORTS = "manage_cohorts"  # cohorts, curriculum, and what the gate asks of the office
    MANAGE_TEAM = "manage_team"  # invite members, set terms, end them: of the teams that one sees
    SEE_AGENDA = "see_agenda"
    SEE_RULES = "see_rules"  # who is reminded when, and all that is due that one may see
    SET_RULES = "set_rules"
    SEE_MAIL_STATES = "see_mail_states"
    SEE_ERASURES = "see_erasures"
    SET_CLOCKS = "set_clocks"  # by when the office owes an answer; never for what has begun
    SEE_LOG = "see_log"  # without WORK_ON_CASES: what is about accounts and settings


_OFFICE = {
    Right.LOG_TRAINING,
    Right.PLAN_TRAINING,
    Right.CONFIRM_TRAINING,
    Right.ISSUE_CERTIFICATES,
    Right.KEEP_CONSENTS,
    Right.NOTE_CONVERSATION,
    Right.HOLD_KEY,
    Right.ACKNOWLEDGE_CASES,
    Right.WORK_ON_CASES,
    Right.ASSIGN_CASES,
    Right.MANAGE_CHANNELS,
    Right.SEE_ALL_INSTITUTIONS,
    Right.MANAGE_COHORTS,
    Right.MANAGE_TEAM,
    Right.SEE_AGENDA,
    Right.SEE_RULES,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.MEMBER: frozenset(
        {Right.LOG_TRAINING, Right.NOTE_CONVERSATION, Right.HOLD_KEY, Right.SEE_AGENDA}
    ),
    Role.COORDINATOR: frozenset(
        {
            Right.LOG_TRAINING,
            Right.PLAN_TRAINING,
            Right.CONFIRM_TRAINING,
            Right.KEEP_CONSENTS,
            Right.HOLD_KEY,
            Right.ACKNOWLEDGE_CASES,
            Right.PROPOSE_STEPS,
            Right.MANAGE_CONTACTS,
            Right.MANAGE_CHANNELS,
            Right.MANAGE_TEAM,
            Right.SEE_AGENDA,
        }
    ),
    Role.COUNSELLOR: frozenset(_OFFICE),
    Role.LEAD: frozenset(
        _OFFICE
        | {
            Right.OVERRIDE_CONSENT,
            Right.SEE_LOAD,
            Right.ACTIVATE_KEYS,
            Right.MANAGE_PEOPLE,
            Right.MANAGE_INSTITUTIONS,
            Right.MANAGE_CONTACTS,
            Right.MANAGE_CODE_LISTS,
            Right.SEE_MAIL_STATES,
            Right.SEE_ERASURES,
            Right.SET_CLOCKS,
            Right.SET_RULES,
            Right.SEE_LOG,
        }
    ),
    Role.ADMIN: frozenset(
        {
            Right.MANAGE_PEOPLE,
            Right.MANAGE_INSTITUTIONS,
            Right.MANAGE_CONTACTS,
            Right.MANAGE_CHANNELS,
            Right.SEE_ALL_INSTITUTIONS,
            Right.SEE_MAIL_STATES,
            Right.SEE_LOG,
        }
    ),
}


class StaffRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User
    vault: VaultSession


def has_right(user: User, right: Right) -> bool:
    """Whether the account's role carries the right today; in a team, as long as the term runs."""
    if not user.is_active or (user.works_in_team and current_membership(user) is None):
        return False
    return right in RIGHTS[Role(user.role)]


def people_looked_after(user: User) -> QuerySet[User]:
    """Return the active accounts for whom somebody may note when they are away.

    Those who look after accounts do so for all, a coordinator for the members of the own team.
    """
    people = User.objects.active()
    if has_right(user, Right.MANAGE_PEOPLE):
        return people
    membership = current_membership(user) if user.works_in_team else None
    if membership is None or not has_right(user, Right.MANAGE_TEAM):
        return people.none()
    team = Membership.objects.current(timezone.localdate()).filter(team=membership.team_id)
    return people.filter(role=Role.MEMBER, pk__in=team.values("user"))


def current_membership(user: User) -> Membership | None:
    """Return the membership that runs today, if any; without a query where it was prefetched."""
    if hasattr(user, "team_today"):
        return user.team_today[0] if user.team_today else None
    return user.memberships.current(timezone.localdate()).select_related("team").first()


def scope_of(user: User) -> str | None:
    """Return what a key of this account may be activated for: a role, with its team if any.

    A key activated for another scope receives nothing, so that whoever changes a role or a team
    (an administrator may) gives nobody a key to a case: a lead has to activate it anew.
    """
    if not user.is_active or Right.HOLD_KEY not in RIGHTS[Role(user.role)]:
        return None
    if not user.works_in_team:
        return user.role
    membership = current_membership(user)
    return f"{user.role}:{membership.team_id}" if membership else None


def key_state(user: User) -> KeyState:
    """Return whether the account has a key that a lead activated for what the account is now."""
    pair = user.key_pair
    if Right.HOLD_KEY not in RIGHTS[Role(user.role)]:
        return KeyState.NOT_NEEDED
    if user.works_in_team and current_membership(user) is None:
        return KeyState.NO_TERM
    if pair is None or pair.retired_at:
        return KeyState.MISSING
    if pair.activated_at and pair.activation_scope == scope_of(user):
        return KeyState.ACTIVE
    return KeyState.WAITING


def regained_scopes(user: User) -> frozenset[str]:
    """Return the scopes in which a former key pair's grants may be given to the present one.

    Counsellors and leads read the same cases; in a team only this very role in this very team.
    """
    if user.works_in_office:
        return OFFICE_ROLES
    scope = scope_of(user)
    return frozenset({scope}) if scope else frozenset()


def reading_key(request: StaffRequest) -> UnlockedKey | None:
    """Return the unlocked key of the signed-in account, if a lead activated it for what it is."""
    key = request.vault.key
    if key is None or key.key_pair_id != request.user.key_pair_id:
        return None
    return key if key_state(request.user) == KeyState.ACTIVE else None


def own_key(request: StaffRequest) -> UnlockedKey | None:
    """Return the unlocked key of the signed-in account, for changing what opens it.

    Unlike `reading_key` it may still wait for a lead: it then opens nothing but itself.
    """
    key = request.vault.key
    return key if key and key.key_pair_id == request.user.key_pair_id else None


def signed_in(view: View[P]) -> View[P]:
    """Ask a view's visitor to sign in."""
    return cast("View[P]", login_required(cast("Callable[..., HttpResponseBase]", view)))


def require(right: Right) -> Callable[[View[P]], View[P]]:
    """Ask a view's visitor to sign in, and answer 404 to those whose role lacks the right."""

    def decorate(view: View[P]) -> View[P]:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            staff = cast(StaffRequest, request)
            if not has_right(staff.user, right):
                raise Http404
            return view(staff, *args, **kwargs)

        return cast("View[P]", guarded)

    return decorate
