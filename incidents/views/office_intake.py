"""Office intake: a counsellor writes down what a call, a visit or a letter told."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.access import Right, StaffRequest, require
from incidents.carried import carry, fetch
from incidents.enums import Channel
from incidents.forms.office_intake import IntakeForm
from incidents.readers import Digests, ReaderList, reader_list
from incidents.services.office_intake import take_in
from incidents.services.reports import (
    FORM_VALID,
    AlreadyReceived,
    NobodyReads,
    ReadersChanged,
    Sending,
    Withdrawn,
    count_conversation,
)
from incidents.views.receipt_card import card_context
from vault.receipts import new_code


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
def new(request: StaffRequest) -> HttpResponse:
    """Take a case in: with the person's agreement sealed, else only counted, without the text.

    Nothing is unlocked. Whatever goes wrong, the form comes back with all that was typed.
    """
    readers = reader_list()
    form = IntakeForm(request.POST if request.method == "POST" else None)
    # A ticket is of the account that it was drawn for: another one learns no code from it.
    purpose = f"intake {request.user.pk}"
    carried = fetch(purpose, request.POST.get("ticket", ""), valid=FORM_VALID)
    code = carried["code"] if carried else new_code()
    notice = ""
    if request.method == "POST" and carried is None:
        notice = gettext("Die Seite war sehr lange offen. Deine Angaben sind noch da.")
    if carried and form.is_valid():
        if form.cleaned_data["agreed"] == "no":
            return _count(request, form, code)
        try:
            return _take_in(request, form, readers, code, carried["shown"])
        except ReadersChanged:
            notice = gettext("Inzwischen hat sich geändert, wer lesen kann. Bitte prüfen.")
        except (Withdrawn, AlreadyReceived):
            return redirect("incidents:intake")
        except NobodyReads:
            notice = gettext("In der Beratungsstelle kann gerade niemand lesen.")
    ticket = carry(purpose, {"code": code, "shown": readers.digests()})
    context = {"form": form, "ticket": ticket, "notice": notice, "readers": readers}
    return render(request, "incidents/intake.html", context)


def _take_in(
    request: StaffRequest, form: IntakeForm, readers: ReaderList, code: str, shown: Digests
) -> HttpResponse:
    sent = form.cleaned_data
    sending = Sending(code, shown, sent["language"], Channel(sent["channel"]))
    case = take_in(
        answers=form.answers(),
        readers=readers,
        sending=sending,
        card=sent["card"],
        by=request.user,
    )
    context: dict[str, Any] = {"case": case}
    if sent["card"]:
        context |= card_context(request, case, code)
    context["may_read"] = case.responsible_id == request.user.pk
    return render(request, "incidents/intake_saved.html", context)


def _count(request: StaffRequest, form: IntakeForm, code: str) -> HttpResponse:
    count_conversation(
        answers=form.answers(),
        institution=form.place_of_incident(),
        once=code,
        by=request.user,
        channel=Channel(form.cleaned_data["channel"]),
    )
    return render(request, "incidents/conversation_counted.html")
