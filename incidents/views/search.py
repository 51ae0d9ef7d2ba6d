"""Searching: by reference straight to the case, by words or codes through all that opens."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Right, StaffRequest, require
from accounts.unlocking import Unlocking, unlock_in_place
from incidents.carried import carry, fetch
from incidents.forms.search import SearchForm
from incidents.models import Case
from incidents.references import beginning_of_reference
from incidents.searching import Position, Searched, search
from incidents.selectors import cases_of
from incidents.services.searching import record_search

MOST_REFERENCES = 20
# Going on with a search is valid for as long as an unlocked key can be.
VALID = timedelta(hours=8)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.HOLD_KEY)
def search_cases(request: StaffRequest) -> HttpResponse:
    """Show the form; look for what was sent, which stands in no address and no log."""
    form = SearchForm(request.POST if request.method == "POST" else None, auto_id="search_%s")
    unlocking = unlock_in_place(request)
    if not form.is_bound or not form.is_valid():
        return _page(request, form, unlocking)
    meant = _meant(request, form)
    if len(meant) == 1:
        return redirect("incidents:case", reference=meant[0].reference)
    if meant or unlocking.key is None:
        return _page(request, form, unlocking, meant=meant)
    after = _position(form.cleaned_data["after"])
    searched = search(request.user, unlocking.key, form.wanted(), after)
    record_search(hits=searched.hits, by=request.user)
    return _page(request, form, unlocking, searched=searched)


def _meant(request: StaffRequest, form: SearchForm) -> list[Case]:
    """Return the cases whose reference begins with what was typed, if it can be one."""
    beginning = beginning_of_reference(form.cleaned_data["q"])
    if not beginning or form.chosen:
        return []
    known = cases_of(request.user).filter(reference__startswith=beginning)
    return list(known.order_by("reference")[:MOST_REFERENCES])


def _page(
    request: StaffRequest,
    form: SearchForm,
    unlocking: Unlocking,
    *,
    meant: list[Case] | None = None,
    searched: Searched | None = None,
) -> HttpResponse:
    position = searched.position if searched else None
    context = {
        "form": form,
        "unlocking": unlocking,
        "meant": meant,
        "searched": searched,
        "so_far": position.searched if position else searched.total if searched else 0,
        "after": _carried(position) if position else "",
    }
    return render(request, "incidents/search.html", context)


def _carried(position: Position) -> str:
    at, pk = position.at.isoformat(), str(position.pk)
    return carry("search", {"at": at, "pk": pk, "searched": position.searched})


def _position(carried: str) -> Position | None:
    """Return where an earlier step ended; whatever cannot be read begins anew."""
    values = fetch("search", carried, valid=VALID) if carried else None
    if values is None:
        return None
    return Position(datetime.fromisoformat(values["at"]), UUID(values["pk"]), values["searched"])
