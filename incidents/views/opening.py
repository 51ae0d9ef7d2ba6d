"""Finding and opening one case for whoever asks; shared by the pages of a case."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.access import StaffRequest
from accounts.unlocking import Unlocking
from ateams.web.forms import BaseForm
from incidents.models import Case
from incidents.selectors import OpenCase, cases_of, open_case
from incidents.services.additions import take_in_additions


def case_or_404(request: StaffRequest, reference: str) -> Case:
    """Return a case that the signed-in account can open; nothing else exists for it."""
    found = cases_of(request.user).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def open_or_404(case: Case, unlocking: Unlocking) -> OpenCase:
    """Open a case with the unlocked key; what others have added meanwhile comes onto it."""
    opened = open_case(case, unlocking.key) if unlocking.key else None
    if opened is None:
        raise Http404
    take_in_additions(case=case, shared=opened.shared)
    return opened


def locked(
    request: StaffRequest,
    case: Case,
    unlocking: Unlocking,
    form: BaseForm | None = None,
    draft_url: str = "",
) -> HttpResponse:
    """Ask for the passphrase on the spot; what was typed stays in the page."""
    context = {"case": case, "unlocking": unlocking, "form": form, "draft_url": draft_url}
    return render(request, "incidents/case_locked.html", context)
