"""Drafts: kept by the script while somebody types, thrown away by hand."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import Right, StaffRequest, has_right, require
from incidents.forms.once import OnceForm
from incidents.guests import only_reads
from incidents.models import Case
from incidents.services.drafts import forget_draft, save_draft
from incidents.views.case_actions import ACTIONS
from incidents.views.case_doing import DRAFTED, Sent
from incidents.views.opening import case_or_404

# Twice what the longest field takes.
MOST_CHARACTERS = 80_000


@require_POST
@require(Right.HOLD_KEY)
def save(request: StaffRequest, reference: str, form: str) -> HttpResponse:
    """Keep what was typed into a form, whatever it is; nothing is checked until it is sent."""
    case = _case(request, reference, form)
    typed = ACTIONS[form].form(Sent(request.POST, case, request))
    values = {
        name: value
        for name, field in typed.fields.items()
        if not isinstance(field, forms.FileField) and (value := str(typed.data.get(name, "")))
    }
    values.pop("version", None)
    if sum(map(len, values.values())) > MOST_CHARACTERS:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    once = OnceForm(request.POST)
    save_draft(
        case=case,
        form=form,
        values=values,
        once=once.cleaned_data["once"] if once.is_valid() else None,
        by=request.user,
    )
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
@require(Right.HOLD_KEY)
def discard(request: StaffRequest, reference: str, form: str) -> HttpResponse:
    """Throw a draft away."""
    case = _case(request, reference, form)
    forget_draft(case=case, form=form, by=request.user)
    return redirect("incidents:case", reference=case.reference)


def _case(request: StaffRequest, reference: str, form: str) -> Case:
    case = case_or_404(request, reference)
    if form not in DRAFTED or not has_right(request.user, ACTIONS[form].right):
        raise Http404
    if form != "note" and only_reads(case, request.user):
        raise Http404
    return case
