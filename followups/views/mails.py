"""Mails and what became of them, for lead and administration."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Right, StaffRequest, require
from ateams.outbox import services as outbox
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.resending import MOST_AT_ONCE
from ateams.outbox.resending import resend_uncertain as outbox_resend_uncertain
from followups.forms.lists import MailFilterForm, ResendForm
from followups.health import troubles
from followups.presenters import STATES, MailRow

PAGE_SIZE = 50


@require_safe
@require(Right.SEE_MAIL_STATES)
def mails(request: StaffRequest) -> HttpResponse:
    """List mails by kind, time and state; what they say is nowhere shown."""
    form = MailFilterForm(request.GET)
    wanted = form.wanted
    page = Paginator(wanted.mails(), PAGE_SIZE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "form": form,
        "wanted": wanted,
        "links": wanted.links(),
        "states": STATES,
        "meaning": STATES[wanted.state].meaning,
        "uncertain": min(wanted.counts.get(MailState.UNCERTAIN, 0), MOST_AT_ONCE),
        "now": now.isoformat(),
        "page": page,
        "query": wanted.query,
        "rows": [MailRow.of(mail) for mail in page],
        "troubles": troubles(now),
        "may_see_mails": True,
    }
    return render(request, "followups/mails.html", context)


@require_POST
@require(Right.SEE_MAIL_STATES)
def resend_uncertain(request: StaffRequest) -> HttpResponse:
    """Send again what an outage has left uncertain, of the kind and day that the list showed."""
    form = ResendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Das hat nicht geklappt. Bitte die Liste noch einmal ansehen."))
        return _back(request)
    number = outbox_resend_uncertain(
        among=replace(form.wanted, state="").mails(),
        until=form.cleaned_data["until"],
        by=request.user.pk,
    )
    if number:
        text = ngettext(
            "Eine Mail wird noch einmal gesendet.",
            "%(number)d Mails werden noch einmal gesendet.",
            number,
        )
        messages.success(request, text % {"number": number})
    else:
        messages.info(request, _("Keine dieser Mails ist noch ungewiss."))
    return _back(request)


@require_POST
@require(Right.SEE_MAIL_STATES)
def resend(request: StaffRequest, mail_id: UUID) -> HttpResponse:
    """Send a mail again that did not arrive, or perhaps did not."""
    mail = get_object_or_404(Mail, pk=mail_id)
    try:
        outbox.resend(mail_id=mail.pk, by=request.user.pk)
    except outbox.MailMovedOnError:
        messages.error(request, _("Diese Mail wartet schon oder ist gesendet."))
    else:
        messages.success(request, _("Die Mail wird noch einmal gesendet."))
    return _back(request)


@require_POST
@require(Right.SEE_MAIL_STATES)
def withdraw(request: StaffRequest, mail_id: UUID) -> HttpResponse:
    """Take back a mail that still waits."""
    mail = get_object_or_404(Mail, pk=mail_id)
    try:
        outbox.withdraw(mail_id=mail.pk, by=request.user.pk)
    except outbox.MailMovedOnError:
        messages.error(request, _("Diese Mail ist schon unterwegs."))
    except outbox.NeverWithdrawnError:
        messages.error(request, _("Diese Mail lässt sich nicht zurückziehen."))
    else:
        messages.success(request, _("Die Mail ist zurückgezogen."))
    return _back(request)


def _back(request: StaffRequest) -> HttpResponse:
    """Lead back to the list as it was narrowed."""
    query = MailFilterForm(request.GET).wanted.query
    address = reverse("followups:mails")
    return redirect(f"{address}?{query}" if query else address)
