"""What staff is told of the mail that points a reporter to an answer."""

from django.contrib import messages
from django.utils.translation import gettext

from accounts.access import StaffRequest
from incidents.selectors import OpenCase
from incidents.services.news import Told, tell_news


def say_news(request: StaffRequest, opened: OpenCase) -> None:
    """Send the mail, if one is wanted, and tell whoever has answered if it did not leave."""
    told = tell_news(case=opened.case, shared=opened.shared)
    if told == Told.FAILED:
        messages.warning(
            request,
            gettext("Die Nachricht steht im Postfach, die Benachrichtigung ging nicht hinaus."),
        )
    elif told == Told.SENT:
        messages.success(
            request, gettext("Ein Hinweis ohne Inhalt ist per Mail an die Person gegangen.")
        )
