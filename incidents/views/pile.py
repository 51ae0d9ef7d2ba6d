"""The pile of reports that came in a flood: read how they begin, take them in, or erase them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Right, StaffRequest, require
from accounts.second_factor import freshly_confirmed
from accounts.unlocking import Unlocking, unlock_in_place
from incidents.forms.pile import PAGE_SIZE, EraseForm, HourForm, TickedForm
from incidents.models import Case
from incidents.piled import beginnings, pile_of, piled_hours
from incidents.services import pile as services


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
def pile(request: StaffRequest) -> HttpResponse:
    """Show a page of the pile; whoever has not unlocked sees the numbers alone."""
    unlocking = unlock_in_place(request)
    if request.method == "POST" and unlocking.key:
        return redirect("incidents:pile")
    return _page(request, unlocking)


@require_POST
@require(Right.WORK_ON_CASES)
def take_in(request: StaffRequest) -> HttpResponse:
    """Take what is ticked into the list of cases."""
    form = TickedForm(request.POST)
    if not form.is_valid():
        return _page(request, unlock_in_place(request), form=form)
    taken = services.take_in(case_ids=form.cleaned_data["cases"], by=request.user)
    _say(
        request,
        ngettext(
            "%(count)d Meldung steht jetzt in der Liste.",
            "%(count)d Meldungen stehen jetzt in der Liste.",
            taken,
        )
        % {"count": taken},
    )
    return redirect("incidents:pile")


@require_POST
@require(Right.WORK_ON_CASES)
@freshly_confirmed
def erase(request: StaffRequest) -> HttpResponse:
    """Ask once more, then erase as abuse what is ticked, or all of an hour."""
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, unlock_in_place(request), form=form)
    wanted = {"case_ids": form.cleaned_data["cases"], "hour": form.cleaned_data["hour"]}
    if not form.cleaned_data["sure"]:
        count = services.count_piled(by=request.user, **wanted)
        return render(
            request,
            "incidents/pile_erase.html",
            {
                "form": form,
                "count": count,
                "kept": _kept(request, wanted["hour"]),
                "asked": "asked" in request.POST,
            },
        )
    erased = services.erase_piled(by=request.user, **wanted)
    told = ngettext("%(count)d Meldung ist gelöscht.", "%(count)d Meldungen sind gelöscht.", erased)
    _say(request, f"{told % {'count': erased}} {_kept(request, wanted['hour'])}".strip())
    return redirect("incidents:pile")


@require_POST
@require(Right.WORK_ON_CASES)
def put_apart(request: StaffRequest) -> HttpResponse:
    """Put the untouched reports of an hour on the pile."""
    form = HourForm(request.POST)
    if form.is_valid():
        moved = services.put_apart(hour=form.cleaned_data["hour"], by=request.user)
        _say(
            request,
            ngettext(
                "%(count)d Meldung kam von der Liste auf den Stapel.",
                "%(count)d Meldungen kamen von der Liste auf den Stapel.",
                moved,
            )
            % {"count": moved},
        )
    return redirect("incidents:pile")


def _page(
    request: StaffRequest, unlocking: Unlocking, form: TickedForm | EraseForm | None = None
) -> HttpResponse:
    cases = Case.objects.piled_for(request.user).order_by("-urgent", "received_at", "pk")
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "pile": pile_of(request.user),
        "hours": piled_hours(request.user),
        "page": page,
        "unlocking": unlocking,
        "notice": gettext("Kreuze bitte zuerst etwas an.") if form else "",
    }
    if unlocking.key:
        shown = list(page.object_list)
        context["beginnings"] = beginnings(shown, unlocking.key)
        services.record_skimming(cases=shown, by=request.user)
    return render(request, "incidents/pile.html", context)


def _kept(request: StaffRequest, hour: datetime | None) -> str:
    """Say how many of an hour stay, if any."""
    count = services.count_kept(by=request.user, hour=hour) if hour else 0
    text = ngettext(
        "%(count)d Meldung bleibt liegen, denn wer sie geschickt hat, hat danach noch geschrieben.",
        "%(count)d Meldungen bleiben liegen, denn wer sie geschickt hat, hat danach noch "
        "geschrieben.",
        count,
    )
    return text % {"count": count} if count else ""


def _say(request: StaffRequest, text: str) -> None:
    messages.success(request, text)
