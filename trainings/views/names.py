"""Bringing rows under a name to the account of whoever was meant."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import Right, StaffRequest, require
from trainings.by_name import rows_by_name
from trainings.forms.names import NamesOfPersonForm
from trainings.people import keepable
from trainings.services import take_over_names


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_COHORTS)
def names(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """List what stands under the person's name without an account; take over what is ticked."""
    person = get_object_or_404(keepable(request.user), pk=person_id)
    rows = rows_by_name(person)
    form = NamesOfPersonForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method == "POST" and form.is_valid():
        number = take_over_names(person=person, keys=form.cleaned_data["keys"], by=request.user)
        told = ngettext(
            "%(number)d Eintrag steht jetzt beim Konto.",
            "%(number)d Einträge stehen jetzt beim Konto.",
            number,
        )
        messages.success(request, told % {"number": number})
        return redirect("trainings:person", person.pk)
    context = {"person": person, "form": form, "rows": rows}
    return render(request, "trainings/person_names.html", context)
