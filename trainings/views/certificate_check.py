"""The public page that a certificate's code leads to."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trainings.certificate_codes import typed_code
from trainings.models import Certificate


@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Tell whether a certificate is valid, and the initials on it; nothing else, to anybody."""
    known = typed_code(code)
    found = Certificate.objects.filter(code=known).first() if known else None
    status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
    context = {"certificate": found}
    return render(request, "trainings/certificate_check.html", context, status=status)
