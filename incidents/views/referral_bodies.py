"""The office's table of bodies that help, each with its contact."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Right, StaffRequest, require
from incidents.forms.referrals import ReferralBodyForm
from incidents.models import ReferralBody
from incidents.services.referrals import save_body

PAGE_SIZE = 50


@require_safe
@require(Right.WORK_ON_CASES)
def bodies(request: StaffRequest) -> HttpResponse:
    """List the bodies, those that are offered first."""
    page = Paginator(ReferralBody.objects.all(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "incidents/referral_bodies.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
def new(request: StaffRequest) -> HttpResponse:
    """Add a body."""
    return _edit(request, ReferralBody(), gettext("Neue Verweisstelle"))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
def edit(request: StaffRequest, body_id: UUID) -> HttpResponse:
    """Change a body; what was sealed with its earlier name keeps it."""
    return _edit(request, get_object_or_404(ReferralBody, pk=body_id), gettext("Verweisstelle"))


def _edit(request: StaffRequest, body: ReferralBody, title: str) -> HttpResponse:
    form = ReferralBodyForm(request.POST or None, instance=body)
    if form.is_valid():
        save_body(body=form.save(commit=False), by=request.user)
        messages.success(request, gettext("Gespeichert."))
        return redirect("incidents:referral-bodies")
    return render(request, "incidents/referral_body.html", {"form": form, "title": title})
