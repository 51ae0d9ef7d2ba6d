"""Proposals in a case: coordinators write them, the office decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Right, StaffRequest, has_right, require
from accounts.unlocking import unlock_in_place
from incidents.enums import Outcome
from incidents.forms.proposals import ProposalForm, ProposalTaskForm, SettleForm
from incidents.models import Case, Proposal
from incidents.selectors import OpenCase
from incidents.services import proposals as services
from incidents.services import work
from incidents.services.changing import OnlyReads
from incidents.services.consents import NotEntitled
from incidents.shown_proposals import ShownProposal, proposals_of
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


@require_POST
@require(Right.WORK_ON_CASES)
def take_as_task(request: StaffRequest, reference: str, proposal_id: UUID) -> HttpResponse:
    """Make a task of a proposal; what was chosen survives a lock."""
    found = case_or_404(request, reference)
    if not Proposal.objects.filter(entry__case=found, pk=proposal_id).exists():
        raise Http404
    form = ProposalTaskForm(request.POST, case=found, me=request.user)
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        return locked(request, found, unlocking, form=form)
    opened = open_or_404(found, unlocking)
    proposal = next((one for one in proposals_of(opened) if one.id == proposal_id), None)
    if opened.internal is None or proposal is None or not found.is_open:
        raise Http404
    if not form.is_valid():
        return _page(request, opened, ProposalForm(), bound={proposal_id: form})
    services.take_as_task(
        case=found,
        proposal_id=proposal_id,
        text=proposal.text,
        by=request.user,
        internal=opened.internal,
        **form.cleaned_data,
    )
    return redirect("incidents:case", reference=found.reference)


def _page(
    request: StaffRequest,
    opened: OpenCase,
    form: ProposalForm,
    bound: Mapping[UUID, ProposalTaskForm] | None = None,
) -> HttpResponse:
    """Show the page; what it tells of the case is an opening, and recorded as one."""
    work.record_opening(case=opened.case, by=request.user)
    may_settle = has_right(request.user, Right.WORK_ON_CASES)
    shown = proposals_of(opened)
    if may_settle and opened.internal and opened.case.is_open:
        shown = list(_with_forms(request, opened, shown, bound or {}))
    context: dict[str, Any] = {
        "case": opened.case,
        "proposals": shown,
        "form": form if has_right(request.user, Right.PROPOSE_STEPS) else None,
        "may_settle": may_settle,
    }
    return render(request, "incidents/proposals.html", context)


def _with_forms(
    request: StaffRequest,
    opened: OpenCase,
    shown: list[ShownProposal],
    bound: Mapping[UUID, ProposalTaskForm],
) -> Iterator[ShownProposal]:
    """Give what waits the form that makes a task of it; the people are read once."""
    first: ProposalTaskForm | None = None
    for proposal in shown:
        if not proposal.is_open:
            yield proposal
            continue
        empty = ProposalTaskForm(case=opened.case, me=request.user, auto_id=f"{proposal.id}_%s")
        form = bound.get(proposal.id, empty)
        first = first or form
        form.share_choices(first)
        yield replace(proposal, form=form)
