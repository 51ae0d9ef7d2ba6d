"""Answering with a paper, or with a page that says why there is none."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header

from ateams.web.papers.typesetting import Busy, Untypesettable


def pdf(make: Callable[[], bytes], *, name: str) -> HttpResponse:
    """Return the paper as a file to keep; a sentence where it cannot be set."""
    try:
        content = make()
    except Untypesettable as reason:
        busy = isinstance(reason, Busy)
        page = render_to_string("trainings/no_paper.html", {"busy": busy})
        return HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE if busy else HTTPStatus.OK)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer
