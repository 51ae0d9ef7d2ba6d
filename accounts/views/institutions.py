"""Institutions: list, page of one, and their master data."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.access import Right, StaffRequest, has_right, require, signed_in
from accounts.districts import borough_of
from accounts.enums import Role
from accounts.forms.institutions import (
    ContactForm,
    InstitutionFilterForm,
    InstitutionForm,
    TeamForm,
)
from accounts.models import Contact, Institution, Team
from accounts.panels import institution_panels
from accounts.selectors import channels_in_order, institutions_overview, people_of

PAGE_SIZE = 50


@require_safe
@signed_in
def institutions(request: StaffRequest) -> HttpResponse:
    """List institutions; whoever belongs to one goes straight there."""
    if not has_right(request.user, Right.SEE_ALL_INSTITUTIONS):
        own = Institution.objects.visible_to(request.user).first()
        return redirect("accounts:institution", own.pk) if own else _without_team(request)
    form = InstitutionFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(institutions_overview(**wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "may_edit": has_right(request.user, Right.MANAGE_INSTITUTIONS),
        "may_see_coverage": has_right(request.user, Right.LOG_TRAINING),
    }
    return render(request, "accounts/institutions.html", context)


@require_safe
@signed_in
def institution(request: StaffRequest, institution_id: UUID) -> HttpResponse:
    """Show an institution to its own people and to the office."""
    found = get_object_or_404(Institution.objects.visible_to(request.user), pk=institution_id)
    people = list(people_of(found))
    until = found.agreement_until
    context = {
        "institution": found,
        "teams": found.teams.prefetch_related(channels_in_order()),
        "people": people,
        "coordinators": [one.user.name for one in people if one.user.role == Role.COORDINATOR],
        "borough": borough_of(found.district),
        "agreement_is_over": until is not None and until < timezone.localdate(),
        "contacts": found.contacts.filter(active=True).order_by("-responsible", "name"),
        "panels": institution_panels(found, request.user),
        "sees_addresses": has_right(request.user, Right.CONFIRM_TRAINING)
        or has_right(request.user, Right.MANAGE_INSTITUTIONS),
        "may_edit": has_right(request.user, Right.MANAGE_INSTITUTIONS),
        "may_edit_channels": has_right(request.user, Right.MANAGE_CHANNELS),
        "may_edit_contacts": has_right(request.user, Right.MANAGE_CONTACTS),
    }
    return render(request, "accounts/institution.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_INSTITUTIONS)
def institution_new(request: StaffRequest) -> HttpResponse:
    """Add an institution together with its team."""
    form = InstitutionForm(request.POST or None)
    if form.is_valid():
        added = services.create_institution(institution=form.save(commit=False), by=request.user)
        messages.success(request, _("Die Einrichtung ist mit ihrem A-Team angelegt."))
        return redirect("accounts:institution", added.pk)
    return _edit_page(request, form, _("Neue Einrichtung"))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_INSTITUTIONS)
def institution_edit(request: StaffRequest, institution_id: UUID) -> HttpResponse:
    """Change an institution."""
    found = get_object_or_404(Institution, pk=institution_id)
    form = InstitutionForm(request.POST or None, instance=found)
    if form.is_valid():
        services.save_institution(institution=form.save(commit=False), by=request.user)
        messages.success(request, _("Gespeichert."))
        return redirect("accounts:institution", found.pk)
    return _edit_page(request, form, _("Einrichtung bearbeiten"), found)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_INSTITUTIONS)
def team_new(request: StaffRequest, institution_id: UUID) -> HttpResponse:
    """Add one more team to an institution."""
    found = get_object_or_404(Institution, pk=institution_id)
    initial = {"name": "A-Team", "slug": services.free_slug(found.name)}
    form = TeamForm(request.POST or None, instance=Team(institution=found), initial=initial)
    if form.is_valid():
        services.save_team(team=form.save(commit=False), by=request.user)
        messages.success(request, _("Das Team ist angelegt."))
        return redirect("accounts:institution", found.pk)
    return _edit_page(request, form, _("Neues Team"), found)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_INSTITUTIONS)
def team_edit(request: StaffRequest, team_id: UUID) -> HttpResponse:
    """Change a team's name or its short name."""
    found = get_object_or_404(Team.objects.select_related("institution"), pk=team_id)
    form = TeamForm(request.POST or None, instance=found)
    if form.is_valid():
        services.save_team(team=form.save(commit=False), by=request.user)
        messages.success(request, _("Gespeichert."))
        return redirect("accounts:institution", found.institution_id)
    return _edit_page(request, form, _("Team bearbeiten"), found.institution)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_CONTACTS)
def contact_new(request: StaffRequest, institution_id: UUID) -> HttpResponse:
    """Add somebody who is written to."""
    found = get_object_or_404(Institution.objects.visible_to(request.user), pk=institution_id)
    first = not found.contacts.filter(responsible=True, active=True).exists()
    form = ContactForm(
        request.POST or None, instance=Contact(institution=found), initial={"responsible": first}
    )
    if form.is_valid():
        services.save_contact(contact=form.save(commit=False), by=request.user)
        messages.success(request, _("Die Kontaktperson ist angelegt."))
        return redirect("accounts:institution", found.pk)
    return _edit_page(request, form, _("Neue Kontaktperson"), found)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_CONTACTS)
def contact_edit(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Change a contact, or let it rest."""
    visible = Contact.objects.filter(institution__in=Institution.objects.visible_to(request.user))
    found = get_object_or_404(visible.select_related("institution"), pk=contact_id)
    form = ContactForm(request.POST or None, instance=found)
    if form.is_valid():
        services.save_contact(contact=form.save(commit=False), by=request.user)
        messages.success(request, _("Gespeichert."))
        return redirect("accounts:institution", found.institution_id)
    return _edit_page(request, form, _("Kontaktperson bearbeiten"), found.institution)


def _edit_page(
    request: StaffRequest,
    form: InstitutionForm | TeamForm | ContactForm,
    title: str,
    institution: Institution | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "institution": institution}
    return render(request, "accounts/institution_form.html", context)


def _without_team(request: StaffRequest) -> HttpResponse:
    return render(request, "accounts/without_team.html")
