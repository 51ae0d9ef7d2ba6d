"""Pages of the code lists, for those who look after them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Right, StaffRequest, require
from codelists import services
from codelists.enums import FIXED, IN_GROUPS, CodeList
from codelists.forms import AddForm, CodeForm
from codelists.models import Code
from codelists.selectors import code_book, entries_of, list_label, overview
from codelists.shipped import shipped, sources


@require_safe
@require(Right.MANAGE_CODE_LISTS)
def lists(request: StaffRequest) -> HttpResponse:
    """Show all lists."""
    return render(request, "codelists/lists.html", {"lists": overview()})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_CODE_LISTS)
def one_list(request: StaffRequest, list_name: str) -> HttpResponse:
    """Show a list with its entries, and add one."""
    name = _name_or_404(list_name)
    if request.method == "POST" and name in FIXED:
        raise Http404
    form = AddForm(request.POST or None, name=name, book=code_book(name))
    if form.is_valid():
        try:
            added = services.add_code(name=name, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("„%(name)s“ steht jetzt zur Auswahl.") % {"name": added.de})
            return redirect("codelists:list", name)
    entries = entries_of(name)
    names = {entry.code: entry.de for entry in entries}
    context = {
        "list": shipped(name),
        "label": list_label(name),
        "entries": [(entry, names.get(entry.parent, "")) for entry in entries],
        "in_groups": name in IN_GROUPS,
        "fixed": name in FIXED,
        "form": form,
    }
    return render(request, "codelists/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_CODE_LISTS)
def one_code(request: StaffRequest, list_name: str, entry: str) -> HttpResponse:
    """Name, hide or move one entry."""
    name = _name_or_404(list_name)
    rows = entries_of(name)
    places = {row.code: place for place, row in enumerate(rows)}
    if entry not in places:
        raise Http404
    row = rows[places[entry]]
    before = rows[places[entry] - 1].code if places[entry] else ""
    initial = {"de": row.de, "en": row.en, "hidden": row.hidden, "after": before}
    form = CodeForm(request.POST or None, code=row, siblings=rows, initial=initial)
    if form.is_valid():
        services.change_code(code=row, by=request.user, **form.cleaned_data)
        messages.success(request, _("Gespeichert."))
        return redirect("codelists:list", name)
    context = {
        "list": shipped(name),
        "label": list_label(name),
        "entry": row,
        "fixed": name in FIXED,
        "form": form,
        "sources": _sources(name, row),
    }
    return render(request, "codelists/code.html", context)


def _name_or_404(name: str) -> CodeList:
    try:
        return CodeList(name)
    except ValueError:
        raise Http404 from None


def _sources(name: CodeList, row: Code) -> list[str]:
    """Say where a category comes from; what the office has added comes from the office."""
    known = {code.code: code.sources for code in shipped(name).codes}
    return [sources()[key] for key in known.get(row.code, ())]
