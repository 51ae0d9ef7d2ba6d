"""Proposals in a case: coordinators write them, the office decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Right, StaffRequest, has_right, require
from accounts.unlocking import unlock_in_place
from incidents.enums import Outcome
from incidents.forms.proposals import ProposalForm, SettleForm
from incidents.models import Case, Proposal
from incidents.selectors import OpenCase
from incidents.services import proposals as services
from incidents.services import work
from incidents.services.consents import NotEntitled
from incidents.services.work import OnlyReads
from incidents.shown_proposals import proposals_of
from incidents.views.opening import case_or_404, locked, open_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.ACKNOWLEDGE_CASES)
def proposals(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the proposals of a case; a coordinator adds one. What was typed survives a lock."""
    found = case_or_404(request, reference)
    sent = request.method == "POST" and "once" in request.POST
    form = ProposalForm(request.POST if sent else None)
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        return locked(request, found, unlocking, form=form if sent else None)
    opened = open_or_404(found, unlocking)
    if sent and form.is_valid():
        try:
            services.propose(case=found, by=request.user, shared=opened.shared, **form.cleaned_data)
        except (Case.DoesNotExist, NotEntitled, OnlyReads):
            raise Http404 from None
        return redirect("incidents:case-proposals", reference=found.reference)
    return _page(request, opened, form)


@require_POST
@require(Right.WORK_ON_CASES)
def settle(request: StaffRequest, reference: str, proposal_id: UUID) -> HttpResponse:
    """Take a proposal up or dismiss it; nothing sealed is needed for that."""
    found = case_or_404(request, reference)
    if not Proposal.objects.filter(entry__case=found, pk=proposal_id).exists():
        raise Http404
    form = SettleForm(request.POST)
    if form.is_valid():
        outcome = Outcome(form.cleaned_data["outcome"])
        services.settle(case=found, proposal_id=proposal_id, outcome=outcome, by=request.user)
    return redirect("incidents:case-proposals", reference=found.reference)


def _page(request: StaffRequest, opened: OpenCase, form: ProposalForm) -> HttpResponse:
    """Show the page; what it tells of the case is an opening, and recorded as one."""
    work.record_opening(case=opened.case, by=request.user)
    context: dict[str, Any] = {
        "case": opened.case,
        "proposals": proposals_of(opened),
        "form": form if has_right(request.user, Right.PROPOSE_STEPS) else None,
        "may_settle": has_right(request.user, Right.WORK_ON_CASES),
    }
    return render(request, "incidents/proposals.html", context)
