"""When somebody is away: told by themselves, or by whoever looks after them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.access import Right, StaffRequest, has_right, people_looked_after, signed_in
from accounts.forms.absences import AbsenceForm
from accounts.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own(request: StaffRequest) -> HttpResponse:
    """Show when one is away oneself, and take down another time."""
    return _page(request, request.user, reverse("accounts:absences"))


@require_POST
@signed_in
def own_end(request: StaffRequest, absence_id: UUID) -> HttpResponse:
    """Say that one is back, or stays."""
    return _end(request, request.user, absence_id, reverse("accounts:absences"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def of_person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Show when somebody is away, and take down another time: whoever is ill rings up."""
    person = get_object_or_404(people_looked_after(request.user), pk=person_id)
    return _page(request, person, reverse("accounts:person-absences", args=[person_id]))


@require_POST
@signed_in
def end_of_person(request: StaffRequest, person_id: UUID, absence_id: UUID) -> HttpResponse:
    """Note that somebody is back, or stays."""
    person = get_object_or_404(people_looked_after(request.user), pk=person_id)
    back = reverse("accounts:person-absences", args=[person_id])
    return _end(request, person, absence_id, back)


def _page(request: StaffRequest, person: User, here: str) -> HttpResponse:
    form = AbsenceForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        try:
            services.set_absence(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect(here)
    today = timezone.localdate()
    context = {
        "person": person,
        "is_self": person.pk == request.user.pk,
        "may_see_account": has_right(request.user, Right.MANAGE_PEOPLE),
        "here": here,
        "form": form,
        "absences": person.absences.not_over(today).select_related("stand_in"),
        "today": today,
    }
    return render(request, "accounts/absences.html", context)


def _end(request: StaffRequest, person: User, absence_id: UUID, back: str) -> HttpResponse:
    if services.end_absence(person=person, absence_id=absence_id, by=request.user):
        messages.success(request, _("Gespeichert."))
    return redirect(back)
