"""The page on which a contact without account answers one question."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from followups.access import Asked, asked_of
from followups.answer_links import question_of
from followups.forms.answer import AnswerForm
from trainings.enums import Answer
from trainings.models import FollowUpAnswer, Training
from trainings.services import record_follow_up_answer


@csrf_exempt  # no cookie speaks for the visitor: whoever has the link may answer, nobody else can
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, record and thank on one address; looking at it changes nothing.

    Mail scanners that follow links thus answer nothing, and the page needs no cookie.
    """
    question = question_of(token)
    asked = asked_of(question) if question else None
    if asked is None:
        return render(request, "followups/answer_gone.html", status=404)
    with translation.override(asked.contact.language):
        return _answer(request, asked)


def _answer(request: HttpRequest, asked: Asked) -> HttpResponse:
    given = _given(asked)
    if request.method == "POST":
        form = AnswerForm(request.POST)
        if form.is_valid():
            return _record(request, asked, form)
    else:
        form = AnswerForm(initial={"text": given.text if given else ""})
    context = {"asked": asked, "given": given, "form": form, "answers": Answer.choices}
    response = render(request, "followups/answer.html", context)
    response["Content-Language"] = asked.contact.language
    return response


def _record(request: HttpRequest, asked: Asked, form: AnswerForm) -> HttpResponse:
    try:
        record_follow_up_answer(
            training_id=asked.training.pk,
            months=asked.months,
            contact_id=asked.contact.pk,
            **form.cleaned_data,
        )
    except Training.DoesNotExist:  # cancelled a moment ago
        return render(request, "followups/answer_gone.html", status=404)
    return redirect(request.path)


def _given(asked: Asked) -> FollowUpAnswer | None:
    """Return what this very contact has answered; what others said is not theirs to read."""
    answers = asked.training.follow_up_answers.current()
    return answers.filter(months=asked.months, contact=asked.contact).first()
