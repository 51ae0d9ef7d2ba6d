"""Signing in with the city's or a school's account, and linking one to the own account.

What comes back from a provider never makes an account and never finds one by its address: it
signs in to the account that it was linked to, links to the one that is signed in, or takes up the
invitation from whose page it was asked.
"""

from __future__ import annotations

from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.access import StaffRequest, signed_in
from accounts.errors import RefusedError
from accounts.oidc import (
    TROUBLES,
    ConfiguredProvidersAdapter,
    StrictAdapter,
    StrictProvider,
    identity_provider,
)
from accounts.sealing import seal_text, unseal_text
from accounts.second_factor import freshly_confirmed, is_freshly_confirmed
from accounts.selectors import open_invitation
from accounts.views.accept import sign_in_new
from accounts.views.account import safe_next
from accounts.views.outcome import told

LONGEST_NAME = 120


@require_POST
def sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody who wants to sign in to the provider."""
    return _to_provider(request, provider_id, process="login", next_url=safe_next(request))


@require_POST
@signed_in
@freshly_confirmed
def link(request: StaffRequest, provider_id: str) -> HttpResponse:
    """Send somebody who wants to link the own account to the provider."""
    return _to_provider(request, provider_id, process="connect")


@require_POST
@signed_in
@freshly_confirmed
def unlink(request: StaffRequest, provider_id: str) -> HttpResponse:
    """Take the link away, and sign out everywhere else."""
    current = request.session.session_key or ""
    with told(request, _("Die Verbindung ist gelöst. Überall sonst bist du jetzt abgemeldet.")):
        services.unlink_account(person=request.user, provider=provider_id, current=current)
    return redirect("accounts:account")


@require_POST
def accept(request: HttpRequest, token: str, provider_id: str) -> HttpResponse:
    """Send somebody who takes up an invitation to the provider."""
    found = open_invitation(token)
    if found is None or found.is_card:  # a card names no address that could be compared
        return render(request, "accounts/invitation_closed.html", status=410)
    # Sessions lie in the database, where only a hash of the token may stand.
    sealed = seal_text(token, purpose="invitation")
    return _to_provider(request, provider_id, process="invitation", data=sealed)


@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take up what the provider says."""
    try:
        view = OAuth2CallbackView.adapter_view(StrictAdapter(request, provider_id))
        answer: HttpResponseBase = view(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except TROUBLES:
        return refuse(request, "failed")
    return answer


class ProvidersAdapter(ConfiguredProvidersAdapter):
    """Decides what becomes of somebody whom a provider has named."""

    def on_authentication_error(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> None:
        """Say in our words that it did not work, and nothing of why."""
        reason = "cancelled" if request.GET.get("error") == "access_denied" else "failed"
        raise ImmediateHttpResponse(refuse(request, reason))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Answer for everybody but those who sign in to an account that they are linked to."""
        process = sociallogin.state.get("process")
        if process == "connect":
            raise ImmediateHttpResponse(_link(request, sociallogin))
        if process == "invitation":
            raise ImmediateHttpResponse(_accept(request, sociallogin))
        if process != "login" or not sociallogin.is_existing:
            raise ImmediateHttpResponse(refuse(request, "unknown"))


def refuse(request: HttpRequest, reason: str) -> HttpResponse:
    """Show why nobody was signed in: unknown, cancelled, failed, address or elsewhere."""
    return render(request, "accounts/provider_refused.html", {"reason": reason}, status=403)


def _to_provider(
    request: HttpRequest, provider_id: str, *, process: str, **state: Any
) -> HttpResponse:
    """Lead on by a page of ours: no form may send anybody elsewhere, not even by redirection."""
    try:
        provider = ConfiguredProvidersAdapter().get_provider(request, provider_id)
        answer = provider.redirect(request, process, **state)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except requests.RequestException:
        return refuse(request, "failed")
    except TROUBLES:
        return refuse(request, "failed")
    context = {"url": answer.headers.get("Location", ""), "provider": provider.name}
    return render(request, "accounts/to_provider.html", context)


def _link(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    user = request.user
    if not user.is_authenticated or not is_freshly_confirmed(request, user):
        return refuse(request, "failed")
    provider, subject = sociallogin.account.provider, sociallogin.account.uid
    try:
        services.link_account(person=user, provider=provider, subject=subject)
    except RefusedError:
        return refuse(request, "elsewhere")
    name = identity_provider(provider)["name"]
    messages.success(request, _("Anmelden geht jetzt auch mit %(name)s.") % {"name": name})
    return redirect("accounts:account")


def _accept(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponseBase:
    token = unseal_text(sociallogin.state.get("data") or "", purpose="invitation") or ""
    invitation = open_invitation(token)
    if invitation is None:
        return render(request, "accounts/invitation_closed.html", status=410)
    if not _is_verified(sociallogin, invitation.email):
        return refuse(request, "address")
    claimed = str(sociallogin.claims.get("name") or "")[:LONGEST_NAME].strip()
    try:
        user = services.accept_with_provider(
            token=token,
            name=invitation.name or claimed or invitation.email,
            language=invitation.language,
            provider=sociallogin.account.provider,
            subject=sociallogin.account.uid,
        )
    except RefusedError:
        return refuse(request, "elsewhere")
    return sign_in_new(request, user)


def _is_verified(sociallogin: SocialLogin, email: str) -> bool:
    claims = sociallogin.claims
    stated = str(claims.get("email") or "")
    return claims.get("email_verified") is True and stated.lower() == email.lower()


__all__ = ["ProvidersAdapter", "StrictProvider", "accept", "callback", "link", "sign_in", "unlink"]
