"""Merging two entries of one institution: choose, see what moves, confirm."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Right, StaffRequest, require
from accounts.duplicates import lookalikes, pairs
from accounts.forms.merging import ChooseOtherForm, KeepForm
from accounts.models import Institution
from accounts.selectors import people_of
from accounts.services.merging import (
    CannotMergeError,
    merge_institutions,
    what_belongs_to_institutions,
)


@require_safe
@require(Right.MANAGE_INSTITUTIONS)
def duplicates(request: StaffRequest) -> HttpResponse:
    """List the institutions that look like one entered twice."""
    found = pairs(list(Institution.objects.all()))
    return render(request, "accounts/merging/duplicates.html", {"pairs": found})


@require_safe
@require(Right.MANAGE_INSTITUTIONS)
def choose(request: StaffRequest, institution_id: UUID) -> HttpResponse:
    """Ask which other entry is the same institution."""
    found = get_object_or_404(Institution, pk=institution_id)
    form = ChooseOtherForm(request.GET if "other" in request.GET else None, institution=found)
    if form.is_valid():
        return redirect("accounts:merge-with", found.pk, form.cleaned_data["other"].pk)
    alike = lookalikes(found, list(Institution.objects.all()))
    context = {"institution": found, "form": form, "alike": alike}
    return render(request, "accounts/merging/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_INSTITUTIONS)
def merge(request: StaffRequest, institution_id: UUID, other_id: UUID) -> HttpResponse:
    """Show both side by side and what belongs to each; merge them once it is said which stays."""
    if institution_id == other_id:
        return redirect("accounts:merge", institution_id)
    first = get_object_or_404(Institution, pk=institution_id)
    both = (first, get_object_or_404(Institution, pk=other_id))
    form = KeepForm(request.POST if request.method == "POST" else None, both=both)
    if request.method == "POST" and form.is_valid():
        keep, other = form.chosen(both)
        try:
            merge_institutions(keep_id=keep.pk, other_id=other.pk, by=request.user)
        except CannotMergeError:
            form.add_error(
                "keep", _("Das geht gerade nicht: Beides lässt sich nicht zusammenlegen.")
            )
        else:
            told = _("Aus zwei Einträgen ist einer geworden. %(name)s gibt es nicht mehr.")
            messages.success(request, told % {"name": other.name})
            return redirect("accounts:institution", keep.pk)
    context = {"form": form, "both": [(one, _belongings(one)) for one in both]}
    return render(request, "accounts/merging/merge.html", context)


def _belongings(institution: Institution) -> list[tuple[str, int]]:
    """Return what belongs to an institution: the name of each kind of thing, and how many."""
    counted = [(_("Personen"), people_of(institution).count())]
    for model, field in what_belongs_to_institutions():
        rows = model._default_manager.filter(**{field: institution})  # noqa: SLF001 - documented
        number = rows.aggregate(number=Count("pk"))["number"]
        counted.append((str(model._meta.verbose_name_plural), number))  # noqa: SLF001 - documented
    return counted
