"""What people without an account do: ask for a training, sign up for one, excuse themselves.

The pages set no cookie and need no script; looking at them changes nothing, so that a mail scanner
that follows links signs nobody up or off.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ateams.web.origin import same_origin_post
from trainings.forms.request import RequestForm
from trainings.forms.sign_up import ComingForm, SignUpForm
from trainings.links import PLACE, SIGN_UP, key_of, place_link, token_of
from trainings.models import SignUp, Training
from trainings.places import places_of
from trainings.services import (
    SignUpClosed,
    TooMany,
    TooManyRequests,
    ask_for_training,
    come_after_all,
    excuse,
    sign_up_guest,
)
from trainings.services.sign_ups import is_ahead, is_open


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Let an institution ask for a training; the same form sent twice asks once."""
    form = RequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        submission = form.cleaned_data["submission"]
        try:
            ask_for_training(wish=form.wish(get_language() or "de"), submission=submission)
        except TooManyRequests:
            form.add_error(
                None,
                _(
                    "Gerade kommen sehr viele Anfragen an. Bitte in einer Stunde noch einmal "
                    "senden; alles steht noch da."
                ),
            )
        else:
            return redirect("joining:request-done")
    context = {"form": form, "months": settings.TRAINING_REQUESTS_KEPT_MONTHS}
    return render(request, "trainings/public/request.html", context)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say that a request has arrived, and what comes next."""
    return render(request, "trainings/public/request_done.html")


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, token: str) -> HttpResponse:
    """Sign somebody up who has the link."""
    training = _training(token)
    if training is None or not is_open(training):
        return _gone(request)
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _sign_up(training, form)
        except SignUpClosed:
            return _gone(request)
        except TooMany:
            form.add_error(
                None, _("Gerade melden sich sehr viele an. Bitte später noch einmal senden.")
            )
    context = {
        "training": training,
        "form": form,
        "places": places_of(training),
        "days": settings.SIGN_UPS_KEPT_DAYS,
    }
    return render(request, "trainings/public/sign_up.html", context)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that the own link is on its way, in the same words for whoever was signed up already."""
    return render(request, "trainings/public/sent.html")


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, token: str) -> HttpResponse:
    """Show somebody the own place; let them excuse themselves, or come after all."""
    key = key_of(PLACE, token)
    signed_up = _signed_up(key) if key else None
    if signed_up is None:
        return _gone(request)
    training = signed_up.training
    if request.method == "POST" and (form := ComingForm(request.POST)).is_valid():
        try:
            if form.cleaned_data["coming"] == "yes":
                come_after_all(sign_up_id=signed_up.id)
            else:
                excuse(sign_up_id=signed_up.id)
        except SignUpClosed:
            pass  # the page says that the training is over or off
        return redirect(request.path)
    context = {
        "training": training,
        "signed_up": signed_up,
        "waits_at": places_of(training).waits_at(signed_up.id),
        "is_ahead": is_ahead(training),
        "link": place_link(signed_up),
    }
    return render(request, "trainings/public/place.html", context)


def _sign_up(training: Training, form: SignUpForm) -> HttpResponse:
    assert training.sign_up_key
    data = form.cleaned_data
    signed_up = sign_up_guest(key=training.sign_up_key, language=get_language() or "de", **data)
    # Whoever types an address must not learn from the answer whether it was known before.
    if data["email"]:
        return redirect("joining:sent")
    return redirect("joining:place", token_of(PLACE, signed_up.id))


def _signed_up(key: UUID) -> SignUp | None:
    return SignUp.objects.select_related("training__institution").filter(pk=key).first()


def _training(token: str) -> Training | None:
    key = key_of(SIGN_UP, token)
    found = Training.objects.select_related("institution").prefetch_related("sessions")
    return found.filter(sign_up_key=key).first() if key else None


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "trainings/public/gone.html", status=404)
