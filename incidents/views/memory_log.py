"""The memory log: filled in, and taken away as a PDF or as a page to print. Nothing is stored."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from ateams.web.origin import same_origin_post
from ateams.web.papers.typesetting import Untypesettable
from incidents.forms.memory_log import MemoryLogForm
from incidents.memory_log import answered, paper


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def memory_log(request: HttpRequest) -> HttpResponse:
    """Show the form; hand back what was written. Which button was pressed says in which form."""
    if request.method != "POST":
        return _form(request, MemoryLogForm())
    form = MemoryLogForm(request.POST)
    wanted = request.POST.get("as")
    if not form.is_valid() or wanted not in {"pdf", "page"}:
        return _form(request, form)
    if wanted == "page":
        return _page(request, form)
    try:
        content = paper(form.cleaned_data)
    except Untypesettable:
        return _page(request, form, instead=True)
    answer = HttpResponse(content, content_type="application/pdf")
    name = gettext("gedaechtnisprotokoll.pdf")
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


def _form(request: HttpRequest, form: MemoryLogForm) -> HttpResponse:
    return render(request, "incidents/memory_log.html", {"form": form})


def _page(request: HttpRequest, form: MemoryLogForm, *, instead: bool = False) -> HttpResponse:
    """Show all answers to be printed; the way back carries them in the page itself."""
    context = {"form": form, "answered": answered(form.cleaned_data), "instead": instead}
    return render(request, "incidents/memory_log_page.html", context)
