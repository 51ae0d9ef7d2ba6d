"""One search over institutions, people and whatever packages above add."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, signed_in
from accounts.forms.search import SearchForm
from accounts.searching import search as find
from ateams.web.folding import terms_of


@require_safe
@signed_in
def search(request: StaffRequest) -> HttpResponse:
    """Show what was found, kind by kind; every word must occur."""
    form = SearchForm(request.GET)
    terms = terms_of(form.cleaned_data["q"]) if form.is_valid() else []
    found = find(request.user, terms) if terms else []
    context = {
        "form": form,
        "terms": terms,
        "found": [group for group in found if group.total],
    }
    return render(request, "accounts/search.html", context)
