"""The agenda in one's own calendar: its address, and what calendar programs fetch."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Right, StaffRequest, has_right, require
from ateams.web.qr import qr_svg
from followups.feed import agenda_ics
from followups.feed_addresses import end_agenda_feed, feed_address, feed_of, make_agenda_feed
from followups.forms.feed import AgendaFeedForm
from followups.models import AgendaFeed

# What phones open in their calendar.
_WEBCAL = re.compile(r"^https?://")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.SEE_AGENDA)
def address(request: StaffRequest) -> HttpResponse:
    """Make a new address and show it this once, or end it."""
    form = AgendaFeedForm(request.POST)
    link = ""
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["what"] == "end":
            end_agenda_feed(by=request.user)
            messages.success(request, _("Die Adresse gilt nicht mehr."))
            return redirect("followups:agenda-feed")
        link = feed_address(make_agenda_feed(by=request.user))
    subscribe = _WEBCAL.sub("webcal://", link)
    context = {
        "link": link,
        "subscribe": subscribe,
        "qr": qr_svg(subscribe) if link else "",
        "feed": AgendaFeed.objects.filter(user=request.user).first(),
    }
    return render(request, "followups/feed.html", context)


@require_safe
def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program, which has no account: the address is the secret.

    What it shows is decided anew each time, by what its owner may see today.
    """
    found = feed_of(token)
    if found is None or not has_right(found.user, Right.SEE_AGENDA):
        raise Http404
    with translation.override(found.user.language):
        content = agenda_ics(found, timezone.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
