"""Taking up an invitation."""

from __future__ import annotations

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.errors import RefusedError
from accounts.forms.sign_in import accept_form
from accounts.models import Invitation, User
from accounts.selectors import open_invitation


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask for name and password once, make the account and sign in."""
    found = open_invitation(token)
    if found is None:
        return render(request, "accounts/invitation_closed.html", status=410)
    with translation.override(found.language):
        return _invitation(request, found, token)


def _invitation(request: HttpRequest, found: Invitation, token: str) -> HttpResponseBase:
    form = accept_form(found, request.POST or None)
    if form.is_valid():
        try:
            user = services.accept(token=token, language=found.language, **form.cleaned_data)
        except RefusedError:
            return render(request, "accounts/invitation_closed.html", status=410)
        return sign_in_new(request, user)
    context = {"form": form, "invitation": found, "token": token}
    return render(request, "accounts/invitation.html", context)


def sign_in_new(request: HttpRequest, user: User) -> HttpResponseBase:
    """Sign in to an account that has just been made."""
    # Somebody else may still be signed in on this device.
    request.session.flush()
    messages.success(request, _("Willkommen! Das Konto ist eingerichtet."))
    # Where the address is not known to be theirs they get a link, and go on meanwhile.
    answer: HttpResponseBase = perform_login(
        request, user, email_verification=EmailVerificationMethod.OPTIONAL, signup=True
    )
    if user.works_in_team:  # on the own phone, where the mail with the link was opened
        request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    return answer
