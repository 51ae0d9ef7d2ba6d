"""The list of cases: what it can be narrowed to, and assigning what is ticked in it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Right, StaffRequest, has_right, key_state, require
from accounts.enums import KeyState
from incidents.forms.assigning import AssignTickedForm
from incidents.forms.queue import Filters
from incidents.forms.search import SearchForm
from incidents.loads import assignable
from incidents.piled import pile_for
from incidents.queue import queue_order
from incidents.queue_rows import rows
from incidents.selectors import cases_of, teams_of
from incidents.services.assigning import Assigned, assign_many
from incidents.undo import offer, offered

PAGE_SIZE = 50


@require_safe
@require(Right.HOLD_KEY)
def queue(request: StaffRequest) -> HttpResponse:
    """List the cases that the signed-in account can open; plain columns, so nothing is unlocked."""
    return _page(request, request.GET)


@require_POST
@require(Right.ASSIGN_CASES)
def assign(request: StaffRequest) -> HttpResponse:
    """Assign what is ticked, and tell what could not be; the list comes back as it was."""
    form = AssignTickedForm(request.POST, office=assignable(request.user))
    back = QueryDict(request.POST.get("back", "")[:1000])
    if not form.is_valid():
        return _page(request, back, form=form)
    assigned = assign_many(versions=form.cleaned_data["cases"], to=form.person(), by=request.user)
    if assigned.done:
        offer(request, "assign", _done(assigned), changed=assigned.done)
    for sentence in _left(assigned):
        messages.warning(request, sentence)
    query = _filters(request, back).query()
    return redirect(reverse("incidents:cases") + (f"?{query}" if query else ""))


def _page(
    request: StaffRequest, asked: QueryDict, *, form: AssignTickedForm | None = None
) -> HttpResponse:
    filters = _filters(request, asked)
    known = cases_of(request.user)
    # Sorted are the keys alone; of ten thousand rows no more than a page is ever read.
    ordered = queue_order(filters.apply(known)).values_list("pk", flat=True)
    page = Paginator(ordered, PAGE_SIZE).get_page(asked.get("page"))
    cases = known.in_bulk(page.object_list)
    context = {
        "filters": filters,
        "search": SearchForm(auto_id="search_%s"),
        "page": page,
        "rows": rows(cases[pk] for pk in page.object_list if pk in cases),
        "query": filters.query(),
        "pile": pile_for(request),
        "undo": offered(request),
        "assigning": form or _assigning(request, filters),
        "may_take_in": has_right(request.user, Right.WORK_ON_CASES),
        "has_key": key_state(request.user) == KeyState.ACTIVE,
    }
    return render(request, "incidents/queue.html", context)


def _filters(request: StaffRequest, asked: QueryDict) -> Filters:
    return Filters(asked, user=request.user, teams=teams_of(request.user))


def _assigning(request: StaffRequest, filters: Filters) -> AssignTickedForm | None:
    if not has_right(request.user, Right.ASSIGN_CASES):
        return None
    return AssignTickedForm(initial={"back": filters.query()}, office=assignable(request.user))


def _done(assigned: Assigned) -> str:
    count = len(assigned.done)
    people = {str(after.responsible) for _before, after in assigned.done}
    if len(people) > 1:
        text = ngettext("%(n)d Fall ist verteilt.", "%(n)d Fälle sind verteilt.", count)
        return text % {"n": count}
    text = ngettext(
        "%(n)d Fall ist %(person)s zugewiesen.", "%(n)d Fälle sind %(person)s zugewiesen.", count
    )
    return text % {"n": count, "person": people.pop()}


def _left(assigned: Assigned) -> list[str]:
    """Say what was left as it is, and why."""
    sentences = []
    if count := assigned.changed:
        text = ngettext(
            "%(n)d Fall nicht: Inzwischen hat ihn jemand geändert.",
            "%(n)d Fälle nicht: Inzwischen hat sie jemand geändert.",
            count,
        )
        sentences.append(text % {"n": count})
    if count := assigned.away:
        text = ngettext(
            "%(n)d Fall nicht: Wer ihn öffnen kann, ist gerade nicht da.",
            "%(n)d Fälle nicht: Wer sie öffnen kann, ist gerade nicht da.",
            count,
        )
        sentences.append(text % {"n": count})
    if count := assigned.closed_to:
        text = ngettext(
            "%(n)d Fall nicht: Die Person kann ihn nicht öffnen.",
            "%(n)d Fälle nicht: Die Person kann sie nicht öffnen.",
            count,
        )
        sentences.append(text % {"n": count})
    return sentences
