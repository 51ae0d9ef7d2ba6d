"""Merging two accounts of one person: choose, see what moves, confirm."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Right, StaffRequest, current_membership, key_state, require
from accounts.belongings import counted
from accounts.duplicates import namesakes, pairs_of_people
from accounts.errors import RefusedError
from accounts.forms.merging import FindOtherForm, KeepAccountForm
from accounts.models import User
from accounts.second_factor import freshly_confirmed
from accounts.selectors import mergeable, people
from accounts.services.merging_people import merge_people

MOST_FOUND = 20


@require_safe
@require(Right.MANAGE_PEOPLE)
def duplicates(request: StaffRequest) -> HttpResponse:
    """List the accounts that look like two of one person."""
    found = pairs_of_people(list(mergeable(but=request.user)))
    return render(request, "accounts/merging/people_duplicates.html", {"pairs": found})


@require_safe
@require(Right.MANAGE_PEOPLE)
def choose(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Ask which other account is of the same person."""
    found = get_object_or_404(User, pk=person_id)
    form = FindOtherForm(request.GET or None)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    others = mergeable(but=request.user).exclude(pk=found.pk)
    context = {
        "person": found,
        "is_self": found.pk == request.user.pk,
        "form": form,
        "q": q,
        "alike": namesakes(found, list(others)),
        "found": people(q=q).filter(pk__in=others)[:MOST_FOUND] if q else (),
    }
    return render(request, "accounts/merging/person_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_PEOPLE)
@freshly_confirmed
def merge(request: StaffRequest, person_id: UUID, second_id: UUID) -> HttpResponse:
    """Show both side by side and what belongs to each; merge them once it is said which stays."""
    if person_id == second_id:
        return redirect("accounts:person-merge", person_id)
    both = get_object_or_404(User, pk=person_id), get_object_or_404(User, pk=second_id)
    form = KeepAccountForm(request.POST if request.method == "POST" else None, both=both)
    if request.method == "POST" and form.is_valid():
        keep, other = form.chosen()
        try:
            merge_people(keep_id=keep.pk, other_id=other.pk, by=request.user)
        except RefusedError as refused:
            form.add_error("keep", str(refused.text))
        else:
            told = _("Aus zwei Konten ist eines geworden. %(email)s meldet sich nicht mehr an.")
            messages.success(request, told % {"email": other.email})
            return redirect("accounts:person", keep.pk)
    context = {
        "form": form,
        "is_self": request.user in both,
        "person": both[0],
        "both": [(one, key_state(one), current_membership(one), counted(one)) for one in both],
    }
    return render(request, "accounts/merging/person_merge.html", context)
