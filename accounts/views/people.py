"""The people page: who has an account, what for, and who is invited."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.access import (
    Right,
    StaffRequest,
    current_membership,
    has_right,
    key_state,
    require,
)
from accounts.enums import KeyState
from accounts.forms.invitations import RoleAndTeamForm
from accounts.forms.leaving import EndMembershipForm, HandOverForm, receivers_of
from accounts.forms.people import PeopleFilterForm
from accounts.leaving import duties_left, stuck_duties
from accounts.models import User
from accounts.second_factor import freshly_confirmed, has_second_factor
from accounts.selectors import activates_alone, pending_invitations, waiting_keys
from accounts.selectors import people as find_people
from accounts.views.outcome import told

PAGE_SIZE = 50


@require_safe
@require(Right.MANAGE_PEOPLE)
def people(request: StaffRequest) -> HttpResponse:
    """List accounts and open invitations."""
    form = PeopleFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(find_people(**wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "query": _without_page(request.GET),
        "invitations": pending_invitations(**wanted),
        "keys_waiting": waiting_keys().count(),
        "may_activate": has_right(request.user, Right.ACTIVATE_KEYS),
    }
    return render(request, "accounts/people.html", context)


@require_safe
@require(Right.MANAGE_PEOPLE)
def person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Show one account and what can be changed about it."""
    found = get_object_or_404(User.objects.select_related("key_pair"), pk=person_id)
    return _person_page(request, found, _role_form(found))


@require_POST
@require(Right.MANAGE_PEOPLE)
@freshly_confirmed
def assign(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Change role and team."""
    found = get_object_or_404(User, pk=person_id)
    form = RoleAndTeamForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found, form)
    with told(request, _("Rolle und Team sind gespeichert.")):
        services.assign(person=found, by=request.user, **form.cleaned_data)
    return redirect("accounts:person", person_id)


@require_POST
@require(Right.MANAGE_PEOPLE)
@freshly_confirmed
def deactivate(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Take the sign-in away."""
    found = get_object_or_404(User, pk=person_id)
    with told(request, _("Das Konto ist deaktiviert.")):
        services.deactivate(person=found, by=request.user)
    return redirect("accounts:person", person_id)


@require_POST
@require(Right.MANAGE_PEOPLE)
@freshly_confirmed
def reactivate(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Give the sign-in back."""
    found = get_object_or_404(User, pk=person_id)
    with told(request, _("Das Konto ist wieder aktiv.")):
        services.reactivate(person=found, by=request.user)
    return redirect("accounts:person", person_id)


@require_POST
@require(Right.MANAGE_PEOPLE)
@freshly_confirmed
def reset_second_factor(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Take the second factor from somebody who has lost it."""
    found = get_object_or_404(User, pk=person_id)
    with told(request, _("Der zweite Faktor ist entfernt. Wer im Konto war, ist abgemeldet.")):
        services.reset_second_factor(person=found, by=request.user)
    return redirect("accounts:person", person_id)


def _role_form(found: User) -> RoleAndTeamForm:
    membership = current_membership(found)
    return RoleAndTeamForm(
        initial={"role": found.role, "team": membership.team if membership else None}
    )


def _person_page(request: StaffRequest, found: User, form: RoleAndTeamForm) -> HttpResponse:
    may_hand_over = has_right(request.user, Right.ASSIGN_CASES)
    # Administration hears of what keeps somebody here, not of what a team reads along in.
    leaving = duties_left(found) if may_hand_over else stuck_duties(found)
    context = {
        "person": found,
        "form": form,
        "leaving": leaving,
        "blocked": bool(stuck_duties(found)),
        "hand_over_form": HandOverForm(receivers=receivers_of(leaving)),
        "end_form": EndMembershipForm(),
        "may_hand_over": may_hand_over,
        "last_lead": activates_alone(found) and key_state(found) == KeyState.ACTIVE,
        "holds_grants": found.key_pair is not None and found.key_pair.grants.exists(),
        "key_state": key_state(found),
        "membership": current_membership(found),
        "is_self": found.pk == request.user.pk,
        "has_second_factor": has_second_factor(found),
    }
    return render(request, "accounts/person.html", context)


def _without_page(query: QueryDict) -> str:
    kept = query.copy()
    kept.pop("page", None)
    return kept.urlencode()
