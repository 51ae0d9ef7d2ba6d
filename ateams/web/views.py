"""Pages that answer what went wrong, and the gallery of components.

Django calls the first five by keyword, so that their parameters have the names they have.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from ateams.web.gallery import specimens


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer a request that cannot be understood."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer somebody who may not do this."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form without a valid token: mostly one that lay open for too long."""
    return render(request, "403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer an address that does not exist, or that this person may not know of."""
    return render(request, "404.html", status=404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Answer after a failure; asks nothing of database, session or context processors."""
    return HttpResponse(render_to_string("500.html"), status=500)


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state. Routed in the demo only."""
    return render(request, "web/gallery.html", specimens(request.GET))
