"""Mails and what became of them, for lead and administration."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Right, StaffRequest, require
from ateams.outbox import services as outbox
from ateams.outbox.models import Mail
from followups.forms.lists import MailStateForm
from followups.health import troubles
from followups.presenters import MailRow
from followups.selectors import mails_in

PAGE_SIZE = 50


@require_safe
@require(Right.SEE_MAIL_STATES)
def mails(request: StaffRequest) -> HttpResponse:
    """List mails by kind, time and state; what they say is nowhere shown."""
    form = MailStateForm(request.GET)
    page = Paginator(mails_in(form.wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "query": f"state={form.wanted}",
        "rows": [MailRow.of(mail) for mail in page],
        "troubles": troubles(timezone.now()),
        "may_see_mails": True,
    }
    return render(request, "followups/mails.html", context)


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
    return redirect("followups:mails")


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
    return redirect("followups:mails")
