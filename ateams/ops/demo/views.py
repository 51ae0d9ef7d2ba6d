"""Pages of the demo alone: who can sign in, and the mails that would have been sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.enums import Role
from ateams.ops.demo.mails import demo_mails
from ateams.ops.demo.sign_ins import read_receipts, read_sign_ins

View = Callable[..., HttpResponse]

_RECEIPTS_SHOWN = 3
_MAILS_SHOWN = 50


def demo_only(view: View) -> View:
    """Answer 404 outside the demo, even if an address should lead here."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, **kwargs)

    return cast("View", require_safe(guarded))


@demo_only
def index(request: HttpRequest) -> HttpResponse:
    """Show who can sign in, and some receipt codes."""
    entries = read_sign_ins()
    context = {
        "sign_ins": [(Role(entry["role"]).label, entry["email"]) for entry in entries],
        "shared": entries[0] if entries else None,
        "receipts": read_receipts()[-_RECEIPTS_SHOWN:],
    }
    return render(request, "ops/demo.html", context)


@demo_only
def mails(request: HttpRequest) -> HttpResponse:
    """List the mails, newest first."""
    page = Paginator(demo_mails(), _MAILS_SHOWN).get_page(request.GET.get("page"))
    return render(request, "ops/mails.html", {"page": page})


@demo_only
def mail(request: HttpRequest, key: str) -> HttpResponse:
    """Show one mail; its links can be followed."""
    for found in demo_mails():
        if found.key == key:
            return render(request, "ops/mail.html", {"mail": found})
    raise Http404
