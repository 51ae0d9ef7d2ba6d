"""Pages that answer what went wrong, the way out, and the gallery of components.

Django calls the first five by keyword, so that their parameters have the names they have.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from ateams.web.exits import ExitPage
from ateams.web.gallery import specimens
from ateams.web.origin import is_same_origin
from ateams.web.uploads import BrokenUpload

# The weather service: neutral, federal, and nothing that somebody would ask about.
NEUTRAL_PAGE = "https://www.dwd.de/"
# What opens a mailbox or a key. No other site makes a browser send them (SameSite=Strict).
KEY_COOKIES = {settings.MAILBOX_COOKIE_NAME, settings.VAULT_COOKIE_NAME}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood, or of which only a part has come."""
    broken = isinstance(exception, BrokenUpload)
    return render(request, "web/broken_upload.html" if broken else "400.html", status=400)


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


@require_safe
def quick_exit(request: HttpRequest) -> HttpResponse:
    """Show an empty page at once, take back whatever opens something, and go on to `leave`."""
    response = ExitPage(request, render_to_string("web/exit.html", request=request))
    own = is_same_origin(request)  # else any site could sign people out by a picture
    if own:
        request.session.flush()
    for name in request.COOKIES:
        if own or name in KEY_COOKIES:
            response.delete_cookie(name, samesite="Strict" if name in KEY_COOKIES else None)
    return response


@require_safe
def leave(_request: HttpRequest) -> HttpResponse:
    """Send a reporter on to a neutral page.

    Chromium keeps a left page in memory and shows it on "back" with what was typed, unless the
    cache is cleared after it was left: hence the empty page between. Other browsers keep no page
    that is not to be stored.
    """
    response = HttpResponseRedirect(NEUTRAL_PAGE)
    response["Clear-Site-Data"] = '"cache"'
    return response


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state. Routed in the demo only."""
    return render(request, "web/gallery.html", specimens(request.GET))
