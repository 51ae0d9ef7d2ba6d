"""Going through the list case by case: where somebody stands, and what comes next.

A case moves down the list as soon as it is read or answered. Its place is therefore kept from the
moment it is opened, in the session and for the newest case alone, together with the filters that
the list had.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from accounts.access import StaffRequest
from incidents.forms.queue import Filters
from incidents.forms.timeline import TimelineForm
from incidents.models import Case
from incidents.queue import Place, next_after, place_of
from incidents.selectors import cases_of, teams_of

_SESSION_KEY = "walk"


@dataclass(frozen=True, slots=True)
class Walk:
    """The list that a case was opened from, and the case that comes next in it."""

    list_url: str
    next_url: str


def arrive(request: StaffRequest, case: Case) -> None:
    """Keep where a case stands, before opening it moves it. Coming back changes nothing."""
    kept = request.session.get(_SESSION_KEY, {})
    same = kept.get("case") == str(case.pk)
    if same and not request.GET.keys() - TimelineForm.base_fields.keys() - {"page"}:
        return
    place = kept["place"] if same else place_of(case).as_json()
    query = _filters(request, request.GET).query()
    request.session[_SESSION_KEY] = {"case": str(case.pk), "place": place, "query": query}


def walk_from(request: StaffRequest, case: Case) -> Walk:
    """Return where the list is, and which case comes next: unless it is the last one."""
    kept = request.session.get(_SESSION_KEY, {})
    same = kept.get("case") == str(case.pk)
    place = Place.from_json(kept["place"]) if same else place_of(case)
    query = kept["query"] if same else ""
    suffix = f"?{query}" if query else ""
    filters = _filters(request, QueryDict(query))
    found = next_after(filters.apply(cases_of(request.user)), place)
    url = reverse("incidents:case", args=[found.reference]) + suffix if found else ""
    return Walk(reverse("incidents:cases") + suffix, url)


def _filters(request: StaffRequest, asked: QueryDict) -> Filters:
    return Filters(asked, user=request.user, teams=teams_of(request.user))
