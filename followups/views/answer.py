"""The page on which a contact without account answers one question."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from followups.access import Asked, asked_of
from followups.answer_links import expired_question_of, question_of
from followups.forms.answer import AnswerForm, SuccessorForm
from followups.link_keeping import send_link_again
from trainings.enums import Answer
from trainings.models import FollowUpAnswer, Training
from trainings.services import name_successor, record_follow_up_answer


@csrf_exempt  # no cookie speaks for the visitor: whoever has the link may answer, nobody else can
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, record and thank on one address; looking at it changes nothing.

    Mail scanners that follow links thus answer nothing, and the page needs no cookie.
    """
    question = question_of(token)
    asked = asked_of(question) if question else None
    if asked is None:
        return _gone(request, token)
    with translation.override(asked.contact.language):
        response = _successor(request, asked) if "successor" in request.POST else None
        response = response or _answer(request, asked)
    response["Content-Language"] = asked.contact.language
    return response


def _answer(request: HttpRequest, asked: Asked) -> HttpResponse:
    given = _given(asked)
    if request.method == "POST" and "successor" not in request.POST:
        form = AnswerForm(request.POST)
        if form.is_valid():
            return _record(request, asked, form)
    else:
        form = AnswerForm(initial={"text": given.text if given else ""})
    return _page(request, asked, given, form=form)


def _successor(request: HttpRequest, asked: Asked) -> HttpResponse | None:
    """Write down who is responsible now; None where the answer is meanwhile another one."""
    form = SuccessorForm(request.POST)
    given = _given(asked)
    if not form.is_valid():
        return _page(request, asked, given, successor_form=form) if given else None
    try:
        name_successor(
            training_id=asked.training.pk,
            months=asked.months,
            contact_id=asked.contact.pk,
            **form.cleaned_data,
        )
    except Training.DoesNotExist:  # cancelled a moment ago
        return _gone(request, "")
    return redirect(request.path)


def _record(request: HttpRequest, asked: Asked, form: AnswerForm) -> HttpResponse:
    try:
        record_follow_up_answer(
            training_id=asked.training.pk,
            months=asked.months,
            contact_id=asked.contact.pk,
            **form.cleaned_data,
        )
    except Training.DoesNotExist:  # cancelled a moment ago
        return _gone(request, "")
    return redirect(request.path)


def _page(
    request: HttpRequest,
    asked: Asked,
    given: FollowUpAnswer | None,
    *,
    form: AnswerForm | None = None,
    successor_form: SuccessorForm | None = None,
) -> HttpResponse:
    named = {
        "name": given.successor_name if given else "",
        "email": given.successor_email if given else "",
        "function": given.successor_function if given else "",
    }
    context = {
        "asked": asked,
        "given": given,
        "form": form or AnswerForm(initial={"text": given.text if given else ""}),
        "successor_form": successor_form or SuccessorForm(initial=named),
        "answers": Answer.choices,
    }
    return render(request, "followups/answer.html", context)


def _gone(request: HttpRequest, token: str) -> HttpResponse:
    """Say that the link answers nothing, and offer a new one where it was made here.

    Whether a mail leaves is not said: it goes to the address that the old one went to, if that is
    still the contact's, and the page looks the same if not.
    """
    question = expired_question_of(token)
    asked_again = request.method == "POST" and "renew" in request.POST
    if question and asked_again:
        send_link_again(question=question)
    context = {"may_ask_again": question is not None, "asked_again": asked_again}
    return render(request, "followups/answer_gone.html", context, status=404)


def _given(asked: Asked) -> FollowUpAnswer | None:
    """Return what this very contact has answered; what others said is not theirs to read."""
    answers = asked.training.follow_up_answers.current()
    return answers.filter(months=asked.months, contact=asked.contact).first()
