"""Addresses below /accounts/ that stand in front of allauth's own, by allauth's names.

Of second factors only what is offered here: no list without the overview, no download of codes, no
page of the sign-in (a second factor is asked for where something is read). What changes factors is
one transaction with its audit entry.
"""

from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.db.transaction import atomic
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy

from accounts.views import account, providers
from accounts.views.second_factor import address_first

_remove_passkey = passkeys.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))

second_factor_urls = [
    path("", mfa.index, name="mfa_index"),
    path("code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("app/add/", address_first(app.activate_totp), name="mfa_activate_totp"),
    path("app/remove/", atomic(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkey/sign-in/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/add/", address_first(atomic(passkeys.add_webauthn)), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", atomic(_remove_passkey), name="mfa_remove_webauthn"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("email/", account.email, name="account_email"),
    path("password/change/", account.password, name="account_change_password"),
    path("password/set/", account.first_password, name="account_set_password"),
    path("second-factor/", include(second_factor_urls)),
    path("oidc/<slug:provider_id>/login/", providers.sign_in, name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        providers.callback,
        name="openid_connect_callback",
    ),
    path("oidc/<slug:provider_id>/link/", providers.link, name="openid_connect_link"),
    path("oidc/<slug:provider_id>/unlink/", providers.unlink, name="openid_connect_unlink"),
]
