"""A quick exit ends an open mailbox like "close" does, wherever its cookie was copied to."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from ateams.web.exits import close_on_exit
from incidents.carried import fetch
from incidents.services.mailbox import close_mailbox

# A copy that somebody keeps in use lives longer than this browser's own that lay idle.
LONGEST = timedelta(hours=1)


def close_carried(request: HttpRequest, *, wait: bool = True) -> None:
    """End the mailbox that the browser carries, if any."""
    carried = request.COOKIES.get(settings.MAILBOX_COOKIE_NAME, "")
    if carried and (values := fetch("mailbox", carried, valid=LONGEST)):
        closed = {"case_id": UUID(values["case"]), "opening": UUID(values["opening"])}
        close_mailbox(**closed, wait=wait)


# No other site makes a browser send the cookie (SameSite=Strict), so nobody else can close it.
close_on_exit(lambda request: close_carried(request, wait=False))
