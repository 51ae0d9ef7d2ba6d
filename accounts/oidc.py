"""OpenID Connect, stricter than allauth by itself.

allauth neither sends a nonce nor looks at the signature of a token that it fetched itself, and
takes what the userinfo endpoint says for the truth. Here the ID token alone counts: signed by the
provider's published key, issued by the configured issuer for us, and with our nonce.
"""

from __future__ import annotations

from typing import Any

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.app_settings import UID_MAX_LENGTH
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from jwt import PyJWTError, get_unverified_header

from accounts.models import User
from ateams.identity_providers import IdentityProvider

# What a published key can have signed; never a secret that the provider shares with us.
SIGNATURES = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"})


def nonce_for(state: str) -> str:
    """Return the nonce that belongs to a state.

    The state is known to one session only, and once; so is what is derived from it.
    """
    return salted_hmac("accounts.oidc.nonce", state, algorithm="sha256").hexdigest()


class NonceClient(OAuth2Client):  # type: ignore[misc]
    """Sends a nonce along."""

    def get_redirect_url(
        self, authorization_url: str, scope: list[str], extra_params: dict[str, str]
    ) -> str:
        """Return the provider's page."""
        nonce = {"nonce": nonce_for(self.state)}
        url: str = super().get_redirect_url(authorization_url, scope, extra_params | nonce)
        return url


class StrictAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Reads the ID token, and nothing else."""

    client_class = NonceClient

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's description of itself, if it is the provider that was configured."""
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != self.provider_settings["issuer"]:
            raise OAuth2Error("The provider names another issuer.")
        return config

    @property
    def provider_settings(self) -> IdentityProvider:
        """What the environment says of the provider."""
        return identity_provider(self.provider_id)

    def complete_login(
        self,
        request: HttpRequest,
        app: SocialApp,
        token: SocialToken,  # noqa: ARG002 - opens what we do not ask for
        **kwargs: Any,
    ) -> SocialLogin:
        """Return who signed in; raise OAuth2Error for a token that is not what it should be."""
        claims = self._claims(app, kwargs["response"].get("id_token") or "")
        nonce = str(claims.get("nonce", ""))
        if not constant_time_compare(nonce, nonce_for(request.GET["state"])):
            raise OAuth2Error("The token was made for another sign-in.")
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, claims)
        login.claims = claims
        login.second_factor_shown = self._shows_second_factor(claims)
        return login

    def _claims(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            if get_unverified_header(id_token).get("alg") not in SIGNATURES:
                raise OAuth2Error("The token is not signed as it should be.")
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (PyJWTError, KeyError, TypeError, ValueError) as wrong:
            raise OAuth2Error("The token cannot be read.") from wrong
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= UID_MAX_LENGTH:
            raise OAuth2Error("The token does not say whom it names.")
        if not {"exp", "iat"} <= claims.keys():
            raise OAuth2Error("The token does not say how long it counts.")
        return claims

    def _shows_second_factor(self, claims: dict[str, Any]) -> bool:
        stated = claims.get("amr")
        methods = stated if isinstance(stated, list) else []
        accepted = self.provider_settings["second_factor"]
        return any(value in accepted for value in [*methods, claims.get("acr")])


class StrictProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Keeps of a person what makes them known again, and nothing else."""

    pkce_enabled_default = True
    oauth2_adapter_class = StrictAdapter

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, str]:
        """Keep the subject alone."""
        return {"sub": str(data["sub"])}

    def get_default_scope(self) -> list[str]:
        """Ask for address and name: an invitation is compared with one and offers the other."""
        return ["openid", "email", "profile"]


class ConfiguredProvidersAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Knows the providers of the settings, none of the database."""

    def get_provider(
        self,
        request: HttpRequest,
        provider: str,
        client_id: str | None = None,  # noqa: ARG002 - allauth's name
    ) -> StrictProvider:
        """Return a provider by its id; raise SocialApp.DoesNotExist for any other."""
        configured = identity_provider(provider)
        app = SocialApp(
            provider="openid_connect",
            provider_id=configured["id"],
            name=configured["name"],
            client_id=configured["client_id"],
            secret=configured["client_secret"],
            settings={"server_url": configured["issuer"]},
        )
        return StrictProvider(request, app=app)

    def populate_user(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's name
        sociallogin: SocialLogin,
        data: dict[str, Any],  # noqa: ARG002
    ) -> User:
        """Take nothing over: accounts come from invitations."""
        user: User = sociallogin.user
        return user

    def is_open_for_signup(
        self,
        request: HttpRequest,  # noqa: ARG002
        sociallogin: SocialLogin,  # noqa: ARG002
    ) -> bool:
        """Nobody signs up by themselves."""
        return False


def identity_provider(provider_id: str) -> IdentityProvider:
    """Return a configured provider; raise SocialApp.DoesNotExist if there is none."""
    for configured in settings.IDENTITY_PROVIDERS:
        if configured["id"] == provider_id:
            found: IdentityProvider = configured
            return found
    raise SocialApp.DoesNotExist


# What may go wrong between us and the provider.
TROUBLES = (OAuth2Error, requests.RequestException, PermissionDenied, KeyError, ValueError)
