"""Downloading a list."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import StaffRequest, signed_in
from accounts.forms.lists import ExportForm
from accounts.lists import list_of
from accounts.services.lists import export_list
from ateams.web.sheets.writing import as_csv, as_xlsx

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_POST
@signed_in
def export(request: StaffRequest, list_key: str) -> HttpResponse:
    """Hand out a list with the filters of its page, once that is recorded."""
    one = list_of(list_key, request.user)
    if one is None:
        raise Http404
    form = ExportForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    chosen = form.cleaned_data["format"]
    rows = export_list(one=one, query=QueryDict(form.cleaned_data["query"]), by=request.user)
    header = [str(column) for column in one.columns]
    content = as_csv(header, rows) if chosen == "csv" else as_xlsx(str(one.label), header, rows)
    answer = HttpResponse(content, content_type=_TYPES[chosen])
    name = f"{one.key}-{timezone.localdate():%Y-%m-%d}.{chosen}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
