"""A new receipt code: asked for on a page of its own, shown once on a card."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.access import Right, StaffRequest, require
from accounts.second_factor import freshly_confirmed
from accounts.unlocking import unlock_in_place
from incidents.carried import carry, fetch
from incidents.forms.receipt_code import NewCodeForm
from incidents.models import Case
from incidents.selectors import OpenCase
from incidents.services import work
from incidents.services.receipt_codes import issue_code
from incidents.views.opening import case_or_404, locked, open_or_404
from incidents.views.receipt_card import card_context
from vault.receipts import new_code

# The page may lie open during the talk; the card can be shown again by sending it again.
VALID = timedelta(hours=1)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
@freshly_confirmed
def new_code_card(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask how the person was known, then let the new code take the place of the former one."""
    found = case_or_404(request, reference)
    sent = request.method == "POST" and "ticket" in request.POST
    form = NewCodeForm(request.POST if sent else None)
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        return locked(request, found, unlocking, form=form if sent else None)
    opened = open_or_404(found, unlocking)
    if opened.internal is None:  # somebody who reads along issues no code
        raise Http404
    purpose = f"new code {found.pk} {request.user.pk}"
    carried = fetch(purpose, request.POST.get("ticket", ""), valid=VALID)
    if sent and carried and form.is_valid():
        return _issue(request, opened, form, carried["code"])
    notice = gettext("Die Seite war lange offen. Bitte noch einmal senden.")
    context = {
        "case": found,
        "form": form,
        "ticket": carry(purpose, carried or {"code": new_code()}),
        "notice": notice if sent and carried is None else "",
    }
    return render(request, "incidents/new_code.html", context)


def _issue(request: StaffRequest, opened: OpenCase, form: NewCodeForm, code: str) -> HttpResponse:
    assert opened.internal
    try:
        case = issue_code(
            case=opened.case,
            code=code,
            assured=form.assured(),
            by=request.user,
            shared=opened.shared,
            internal=opened.internal,
        )
    except Case.DoesNotExist:  # withdrawn at this moment
        raise Http404 from None
    work.record_opening(case=case, by=request.user)
    return render(request, "incidents/new_code_shown.html", card_context(request, case, code))
