"""What coordinators and the office note of the people whom they look after."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Right, StaffRequest, has_right, require
from accounts.models import User
from ateams.web.returning import back_or
from trainings.consents import lines_of, may_agree_alone
from trainings.forms.people import (
    AboutPersonForm,
    HoursForm,
    PaperConsentForm,
    PeopleFilter,
    ScopeForm,
)
from trainings.hours import worked_minutes
from trainings.models import ApprovedHours, PersonConsent
from trainings.papers import hours_paper
from trainings.people import keepable, listed
from trainings.services import (
    approve_hours,
    give_consent,
    handle_withdrawal,
    note_about_person,
    take_hours_back,
    withdraw_consent,
)
from trainings.views.pdf import pdf

PER_PAGE = 50


@require_safe
@require(Right.KEEP_CONSENTS)
def people(request: StaffRequest) -> HttpResponse:
    """List the people of the own teams, or of all for the office."""
    form = PeopleFilter(request.GET or None)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(listed(request.user, q=q), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "query": urlencode({"q": q}) if q else "",
        "is_narrowed": bool(q),
    }
    return render(request, "trainings/people.html", context)


@require_safe
@require(Right.KEEP_CONSENTS)
def person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Show name, age, consents and hours of one person."""
    return _show(request, _found(request, person_id))


@require_POST
@require(Right.KEEP_CONSENTS)
def about(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Note the name for papers and the age band."""
    found = _found(request, person_id)
    form = AboutPersonForm(request.POST, person=found)
    if not form.is_valid():
        return _show(request, found, about_form=form)
    note_about_person(person=found, by=request.user, **form.cleaned_data)
    messages.success(request, _("Gespeichert."))
    return redirect("trainings:person", found.pk)


@require_POST
@require(Right.KEEP_CONSENTS)
def consent(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Note consents that lie signed on the table: all that were ticked, or none."""
    found = _found(request, person_id)
    form = PaperConsentForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                for scope in form.cleaned_data["scopes"]:
                    give_consent(
                        person=found,
                        scope=scope,
                        given_on=form.cleaned_data["given_on"],
                        by_guardian=form.cleaned_data["by_guardian"],
                        by=request.user,
                    )
        except ValidationError as refusal:
            form.add_error("by_guardian", refusal.messages)
        else:
            messages.success(request, _("Einwilligung eingetragen."))
            return redirect("trainings:person", found.pk)
    return _show(request, found, consent_form=form)


@require_POST
@require(Right.KEEP_CONSENTS)
def withdraw(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Note that a consent was taken back."""
    found = _found(request, person_id)
    form = ScopeForm(request.POST)
    if form.is_valid() and withdraw_consent(
        person=found, scope=form.cleaned_data["scope"], by=request.user
    ):
        messages.success(request, _("Die Einwilligung ist zurückgenommen."))
    return redirect("trainings:person", found.pk)


@require_POST
@require(Right.KEEP_CONSENTS)
def handled(request: StaffRequest, person_consent_id: UUID) -> HttpResponse:
    """Tick off what a withdrawn consent asks for."""
    waiting = PersonConsent.objects.visible_to(request.user)
    found = get_object_or_404(waiting, pk=person_consent_id)
    if handle_withdrawal(consent_id=found.pk, by=request.user):
        messages.success(request, _("Als erledigt eingetragen."))
    return back_or(request, "trainings:person", found.user_id)


@require_POST
@require(Right.KEEP_CONSENTS)
def hours(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Approve hours of a period: those typed, or those that trainings say."""
    found = _found(request, person_id)
    form = HoursForm(request.POST, person=found)
    if form.is_valid():
        first, last = form.cleaned_data["first_day"], form.cleaned_data["last_day"]
        minutes = form.minutes
        if minutes is None:
            minutes = worked_minutes([found.pk], first, last)[found.pk]
        if not minutes:
            form.add_error("hours", _("In dieser Zeit steht keine bestätigte Schulung."))
        else:
            try:
                approve_hours(
                    person=found, first_day=first, last_day=last, minutes=minutes, by=request.user
                )
            except ValidationError as refusal:
                form.add_error(None, refusal.messages)
            else:
                messages.success(request, _("Die Stunden sind bestätigt."))
                return redirect("trainings:person", found.pk)
    return _show(request, found, hours_form=form)


@require_POST
@require(Right.KEEP_CONSENTS)
def hours_back(request: StaffRequest, hours_id: UUID) -> HttpResponse:
    """Take an approval back."""
    found = get_object_or_404(ApprovedHours, pk=hours_id, user__in=keepable(request.user))
    take_hours_back(hours_id=found.pk, by=request.user)
    messages.success(request, _("Die Bestätigung ist zurückgenommen."))
    return redirect("trainings:person", found.user_id)


@require_safe
@require(Right.KEEP_CONSENTS)
def proof(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Hand out somebody's proof of hours."""
    found = _found(request, person_id)
    rows = list(found.approved_hours.all())
    if not rows:
        return redirect("trainings:person", found.pk)
    return pdf(lambda: hours_paper(found, rows), name=_("nachweis.pdf"))


def _found(request: StaffRequest, person_id: UUID) -> User:
    return get_object_or_404(keepable(request.user), pk=person_id)


def _show(request: StaffRequest, found: User, **forms: Any) -> HttpResponse:
    consents = PersonConsent.objects.filter(user=found)
    context = {
        "person": found,
        "about_form": AboutPersonForm(person=found),
        "consent_form": PaperConsentForm(),
        "hours_form": HoursForm(person=found),
        "lines": lines_of(found),
        "tasks": consents.to_act_on(),
        "agrees_alone": may_agree_alone(found),
        "hours": found.approved_hours.select_related("approved_by"),
        "is_self": found.pk == request.user.pk,
        "may_take_over": has_right(request.user, Right.MANAGE_COHORTS),
        "form": next(iter(forms.values()), None),
    }
    return render(request, "trainings/person.html", context | forms)
