"""Putting things of the agenda off, passing them on, and taking that back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Right, StaffRequest, require
from ateams.due import DueItem
from followups import putting_off
from followups.forms.arranging import ItemForm, PassOnForm, PutOffForm, TakeBackForm
from followups.models import Snooze
from followups.undoing import offer


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.SEE_AGENDA)
def snooze(request: StaffRequest) -> HttpResponse:
    """Put an item off until a day, with a reason."""
    item = _item(request)
    if item is None:
        return _moved_on(request)
    latest = putting_off.latest_day(item, timezone.localdate())
    form = latest and PutOffForm(_sent(request), latest=latest)
    if form and form.is_valid():
        try:
            row = putting_off.put_off(item=item, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            day = date_format(row.until, "SHORT_DATE_FORMAT")
            offer(request, _("Verschoben auf den %(day)s.") % {"day": day}, row)
            return redirect(_back(request))
    context = {"item": item, "form": form, "back": _back(request)}
    return render(request, "followups/snooze.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.SEE_AGENDA)
def delegate(request: StaffRequest) -> HttpResponse:
    """Pass an item on to somebody who may see it."""
    item = _item(request)
    if item is None:
        return _moved_on(request)
    people = putting_off.to_pass_on_to(request.user)
    form = PassOnForm(_sent(request), people=people)
    if form.is_valid():
        try:
            row = putting_off.pass_on(item=item, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            offer(request, _("%(name)s macht es jetzt.") % {"name": row.to.name}, row)
            return redirect(_back(request))
    context = {"item": item, "form": form, "back": _back(request)}
    return render(request, "followups/delegate.html", context)


@require_POST
@require(Right.SEE_AGENDA)
def take_back(request: StaffRequest) -> HttpResponse:
    """End what was put off or passed on; once more changes nothing."""
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        raise Http404
    what, row_id = form.cleaned_data["what"], form.cleaned_data["row"]
    row = putting_off.arrangement(what, row_id, by=request.user)
    if row and putting_off.take_back(row=row, by=request.user):
        snoozed = isinstance(row, Snooze)
        messages.success(
            request, _("Nicht mehr verschoben.") if snoozed else _("Nicht mehr abgegeben.")
        )
    return redirect(_back(request))


def _item(request: StaffRequest) -> DueItem | None:
    """Return the item that is meant; none if it is done, moved, or not this person's.

    Raises Http404 if none is named.
    """
    form = ItemForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise Http404
    item = putting_off.find_item(form.key, by=request.user)
    return item if item and putting_off.may_arrange(request.user, item) else None


def _sent(request: StaffRequest) -> object:
    return request.POST if request.method == "POST" else None


def _moved_on(request: StaffRequest) -> HttpResponse:
    messages.info(request, _("Das ist inzwischen erledigt, oder jemand anderes macht es."))
    return redirect(_back(request))


def _back(request: StaffRequest) -> str:
    """Return the page that somebody came from, if it is one of the agenda."""
    agenda = reverse("followups:agenda")
    wanted = request.POST.get("back") or request.GET.get("back") or ""
    ours = wanted.startswith(agenda)
    hosts = {request.get_host()}
    if ours and url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure()):
        return wanted
    return agenda
