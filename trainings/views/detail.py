"""The page of one training, and what coordinators and office do there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Right, StaffRequest, has_right, require
from accounts.models import Institution
from ateams.web.qr import qr_svg
from ateams.web.returning import back_or
from trainings import access, reach
from trainings.forms.answers import NotedAnswerForm
from trainings.forms.materials import MaterialForm
from trainings.links import sign_up_link
from trainings.models import FollowUpAnswer, MaterialFile, Training
from trainings.places import places_of
from trainings.selectors import follow_up_steps
from trainings.services import (
    NobodyNamedError,
    handle_answer,
    record_follow_up_answer,
    take_over_successor,
)
from trainings.services.sign_ups import is_ahead


@require_safe
@require(Right.LOG_TRAINING)
def detail(request: StaffRequest, training_id: UUID) -> HttpResponse:
    """Show facts, sessions, reach, attendance and the answers of the responsible contact."""
    return show(request, visible(request, training_id), NotedAnswerForm())


@require_http_methods(["POST"])
@require(Right.PLAN_TRAINING)
def note_answer(request: StaffRequest, training_id: UUID) -> HttpResponse:
    """Write down what a contact said on the phone."""
    training = visible(request, training_id)
    if not training.took_place:
        raise Http404
    form = NotedAnswerForm(request.POST)
    if not form.is_valid():
        return show(request, training, form)
    record_follow_up_answer(
        training_id=training.id, contact_id=None, by=request.user, **form.cleaned_data
    )
    messages.success(request, _("Die Antwort ist eingetragen."))
    return redirect("trainings:detail", training.id)


@require_POST
@require(Right.PLAN_TRAINING)
def handle(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """Tick off an answer that called the office, or whoever keeps the contacts."""
    answer = _answer(request, answer_id)
    if not access.may_handle(request.user, answer):
        raise Http404
    if handle_answer(answer=answer, by=request.user):
        messages.success(request, _("Als erledigt eingetragen."))
    return back_or(request, "trainings:detail", answer.training_id)


@require_POST
@require(Right.MANAGE_CONTACTS)
def take_over(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """Make whom an answer named the institution's contact."""
    answer = _answer(request, answer_id)
    try:
        contact = take_over_successor(answer_id=answer.pk, by=request.user)
    except NobodyNamedError:
        messages.error(request, _("Das ist schon erledigt, oder die Angaben reichen nicht aus."))
    else:
        text = _("%(name)s bekommt ab jetzt die Nachfragen.")
        messages.success(request, text % {"name": contact.name})
    return redirect("trainings:detail", answer.training_id)


def _answer(request: StaffRequest, answer_id: UUID) -> FollowUpAnswer:
    """Return an answer about a training of the office's or of the own institution."""
    answers = FollowUpAnswer.objects.filter(
        training__in=Training.objects.visible_to(request.user),
        training__institution__in=Institution.objects.visible_to(request.user),
    )
    return get_object_or_404(answers, pk=answer_id)


def visible(request: StaffRequest, training_id: UUID) -> Training:
    """Return a training with all that its page shows. Raises Http404 for a foreign one."""
    trainings = Training.objects.visible_to(request.user).with_details()
    trainings = trainings.select_related("institution", "team", "logged_by", "confirmed_by")
    people = ("sessions__attendances__user", "trainers__user")
    return get_object_or_404(trainings.prefetch_related(*people), pk=training_id)


def show(
    request: StaffRequest,
    training: Training,
    form: NotedAnswerForm,
    *,
    material_form: MaterialForm | None = None,
) -> HttpResponse:
    """Show the page of a training with its forms, empty ones or those that were refused."""
    user = request.user
    steps = follow_up_steps(training)
    context = {
        "training": training,
        "reach": reach.reach(training),
        "names": reach.names(training),
        "steps": steps,
        "open_step": next((step for step in steps if step.is_open), None),
        "form": form,
        "may_change": access.may_change(user, training),
        "may_mark": access.may_mark(user, training),
        "may_issue": access.may_issue(user, training),
        "may_confirm": access.may_confirm(user, training),
        "may_read_answers": access.may_read_answers(user),
        "may_handle": access.may_handle_answers(user),
        "may_renew": access.may_renew_contacts(user),
        "may_fix": access.may_fix(user, training),
        "may_plan": has_right(user, Right.PLAN_TRAINING),
        "may_add_materials": access.may_add_materials(user, training),
        "material_form": material_form or MaterialForm(),
        "materials": _materials(request, training),
        **_sign_ups(request, training),
    }
    return render(request, "trainings/detail.html", context)


def _materials(request: StaffRequest, training: Training) -> list[dict[str, Any]]:
    """Return the files, and of each whether this person can remove it."""
    files = list(MaterialFile.objects.filter(training=training).select_related("added_by"))
    for file in files:
        file.training = training
    return [
        {"file": file, "may_remove": access.may_remove_material(request.user, file)}
        for file in files
    ]


def _sign_ups(request: StaffRequest, training: Training) -> dict[str, Any]:
    """Return who wants to come, and what this person can do about it."""
    user, places = request.user, places_of(training)
    own = next((one for one in places.coming if one.user_id == user.id), None)
    may_open = access.may_open_sign_up(user, training)
    link = sign_up_link(training) if may_open and training.sign_up_key else ""
    return {
        "places": places,
        "own_sign_up": own,
        "own_waits_at": places.waits_at(own.id) if own else None,
        "is_ahead": is_ahead(training),
        "may_see_sign_ups": access.may_see_sign_ups(user, training),
        "may_open_sign_up": may_open,
        "sign_up_link": link,
        "sign_up_qr": qr_svg(link) if link else "",
    }
