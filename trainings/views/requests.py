"""What institutions ask for, as the office sees it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Right, StaffRequest, require
from trainings.access import may_answer_requests
from trainings.models import TrainingRequest
from trainings.services import decline_request

PER_PAGE = 25


@require_safe
@require(Right.PLAN_TRAINING)
def requests(request: StaffRequest) -> HttpResponse:
    """Show what waits for an answer, oldest first, and below what has been answered."""
    if not may_answer_requests(request.user):
        raise Http404
    answered = TrainingRequest.objects.filter(answered_at__isnull=False)
    answered = answered.select_related("training", "answered_by").order_by("-answered_at", "id")
    page = Paginator(answered, PER_PAGE).get_page(request.GET.get("page"))
    context = {"waiting": TrainingRequest.objects.unanswered(), "page": page, "query": ""}
    return render(request, "trainings/requests.html", context)


@require_POST
@require(Right.PLAN_TRAINING)
def decline(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Say that a request leads to no training."""
    if not may_answer_requests(request.user):
        raise Http404
    asked = get_object_or_404(TrainingRequest, pk=request_id)
    if decline_request(request_id=asked.id, by=request.user):
        messages.success(request, _("Als nicht möglich eingetragen."))
    return redirect("trainings:requests")
