"""Feedback: the public form, the trainers' page without an account, and the page of a training."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Right, StaffRequest, require
from ateams.web.origin import same_origin_post
from ateams.web.qr import qr_svg
from trainings.access import may_read_feedback
from trainings.feedback import (
    SHOWN_FROM,
    Round,
    results_of,
    round_to_answer,
    round_to_read,
    rounds_of,
)
from trainings.forms.feedback import FeedbackForm
from trainings.models import Training
from trainings.services import give_feedback


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask and thank on one address; the page sets no cookie and knows nobody."""
    asked = round_to_answer(token)
    if asked is None or not asked.is_open(timezone.localdate()):
        return render(request, "trainings/feedback_closed.html", {"asked": asked}, status=404)
    form = FeedbackForm(request.POST if request.method == "POST" else None, asked=asked)
    if request.method == "POST" and form.is_valid():
        try:
            kept = give_feedback(
                asked=asked,
                answer_id=form.cleaned_data["submission"],
                ratings=form.ratings(),
                good=form.cleaned_data["good"],
                better=form.cleaned_data["better"],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            return render(request, "trainings/feedback_thanks.html", {"kept": kept})
    return render(request, "trainings/feedback_form.html", {"asked": asked, "form": form})


@require_safe
def results(request: HttpRequest, token: str) -> HttpResponse:
    """Show a trainer, with an account or without, what came of one round."""
    asked = round_to_read(token)
    if asked is None:
        return render(request, "trainings/feedback_closed.html", {"asked": None}, status=404)
    context = {"round": _told(asked, with_results=True), "shown_from": SHOWN_FROM}
    return render(request, "trainings/feedback_results.html", context | {"asked": asked})


@require_safe
@require(Right.LOG_TRAINING)
def feedback(request: StaffRequest, training_id: UUID) -> HttpResponse:
    """Show the links of both rounds and, to whom they concern, the results."""
    trainings = Training.objects.visible_to(request.user).with_details()
    training = get_object_or_404(trainings.prefetch_related("trainers"), pk=training_id)
    reads = may_read_feedback(request.user, training)
    context = {
        "training": training,
        "rounds": [_told(asked, with_results=reads) for asked in rounds_of(training)],
        "reads": reads,
        "shown_from": SHOWN_FROM,
    }
    return render(request, "trainings/feedback.html", context)


def _told(asked: Round, *, with_results: bool) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "asked": asked,
        "has_begun": today >= asked.opens_on,
        "is_open": asked.is_open(today),
        "is_over": today > asked.closes_on,
        "qr": qr_svg(asked.address),
        "results": results_of(asked, today) if with_results else None,
    }
