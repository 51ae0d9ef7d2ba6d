"""Who may post to a form that carries no token.

The public forms set no cookie and so have no CSRF token. Nothing in them acts in the name of
somebody signed in; what must be kept out is another site that posts through a visitor's browser.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def same_origin_post(view: View[P]) -> View[P]:
    """Exempt a view from the CSRF token and answer 403 to a POST of another site.

    `Sec-Fetch-Site` decides where the browser sends it (all since 2023); before that `Origin`,
    failing that `Referer`. A browser that sends none of the three is refused with a page that
    says so. Other methods pass: they change nothing.
    """

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not is_same_origin(request):
            context = {"silent": not _stated_origin(request)}
            return render(request, "web/foreign_post.html", context, status=403)
        return view(request, *args, **kwargs)

    return checked


def is_same_origin(request: HttpRequest) -> bool:
    """Say whether the request comes from a page of this very host."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in {"same-origin", "none"}
    stated = urlsplit(_stated_origin(request))
    return (stated.scheme, stated.netloc) == (request.scheme, request.get_host())


def _stated_origin(request: HttpRequest) -> str:
    headers = request.headers
    return headers.get("Sec-Fetch-Site") or headers.get("Origin") or headers.get("Referer") or ""
