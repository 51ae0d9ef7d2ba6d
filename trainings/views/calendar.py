"""The month, and calendar feeds."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Right, StaffRequest, has_right, require
from trainings.enums import Feed
from trainings.feeds import feed_ics
from trainings.forms.month import MonthForm
from trainings.forms.sign_up import FeedForm
from trainings.links import FEED, feed_link, key_of
from trainings.models import CalendarFeed
from trainings.month import month_of
from trainings.services import end_feed, make_feed

# What phones open in their calendar.
_WEBCAL = re.compile(r"^https?://")


@require_safe
@require(Right.LOG_TRAINING)
def month(request: StaffRequest) -> HttpResponse:
    """Show a month, day by day."""
    shown = month_of(request.user, MonthForm(request.GET).first_day())
    context = {"month": shown, "may_plan": has_right(request.user, Right.PLAN_TRAINING)}
    return render(request, "trainings/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.LOG_TRAINING)
def feeds(request: StaffRequest) -> HttpResponse:
    """Show the addresses of the own calendar feeds; make a new one, or end one."""
    form = FeedForm(request.POST)
    if request.method == "POST" and form.is_valid():
        shows = form.cleaned_data["shows"]
        if form.cleaned_data["what"] == "make":
            make_feed(shows=shows, by=request.user)
            messages.success(request, _("Hier ist die neue Adresse. Eine frühere gilt nicht mehr."))
        else:
            end_feed(shows=shows, by=request.user)
            messages.success(request, _("Die Adresse gilt nicht mehr."))
        return redirect("trainings:feeds")
    own = {feed.shows: feed for feed in request.user.calendar_feeds.all()}
    links = {kind: feed_link(own[kind]) if kind in own else "" for kind in Feed}
    rows = [(kind, link, _WEBCAL.sub("webcal://", link)) for kind, link in links.items()]
    return render(request, "trainings/feeds.html", {"rows": rows})


@require_safe
def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program, which has no account: the address is the secret.

    What it shows is decided anew each time, by what its owner may see today.
    """
    key = key_of(FEED, token)
    found = CalendarFeed.objects.select_related("user").filter(key=key).first() if key else None
    if found is None or not has_right(found.user, Right.LOG_TRAINING):
        raise Http404
    with translation.override(found.user.language):
        return HttpResponse(feed_ics(found), content_type="text/calendar; charset=utf-8")
