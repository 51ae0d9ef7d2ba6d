"""The list of trainings."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import Right, StaffRequest, has_right, require
from accounts.lists import list_of
from trainings.access import may_answer_requests
from trainings.forms.filtering import TrainingFilterForm
from trainings.models import Training, TrainingRequest

PER_PAGE = 25


@require_safe
@require(Right.LOG_TRAINING)
def listing(request: StaffRequest) -> HttpResponse:
    """Show the trainings of the own institution, to the office all of them."""
    form = TrainingFilterForm(request.GET, user=request.user)
    trainings = form.apply(Training.objects.visible_to(request.user))
    page = Paginator(trainings.with_details().newest_first(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    query = request.GET.copy()
    query.pop("page", None)
    may_answer = may_answer_requests(request.user)
    context = {
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "may_plan": has_right(request.user, Right.PLAN_TRAINING),
        "may_export": list_of("trainings", request.user) is not None,
        "may_answer_requests": may_answer,
        "requests_waiting": TrainingRequest.objects.unanswered().count() if may_answer else 0,
        "may_confirm": has_right(request.user, Right.CONFIRM_TRAINING),
    }
    return render(request, "trainings/list.html", context)
