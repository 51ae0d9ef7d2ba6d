"""Addresses of people, institutions and the own key."""

from django.urls import URLPattern, URLResolver, include, path

from accounts.views import (
    accept,
    account,
    institutions,
    invitations,
    keys,
    leaving,
    next_key,
    own_data,
    people,
    providers,
    recovery_code,
    second_factor,
    sessions,
    start,
    vault,
    words,
)

app_name = "accounts"

people_urls = [  # /people/…
    path("", people.people, name="people"),
    path("invite/", invitations.invite, name="invite"),
    path("invite/many/", invitations.invite_many, name="invite-many"),
    path("invitations/<uuid:invitation_id>/resend/", invitations.resend, name="resend"),
    path("invitations/<uuid:invitation_id>/revoke/", invitations.revoke, name="revoke"),
    path("keys/", keys.keys, name="keys"),
    path("<uuid:person_id>/", people.person, name="person"),
    path("<uuid:person_id>/role/", people.assign, name="assign"),
    path("<uuid:person_id>/deactivate/", people.deactivate, name="deactivate"),
    path("<uuid:person_id>/lock/", leaving.lock, name="lock-account"),
    path("<uuid:person_id>/hand-over/", leaving.hand_over, name="hand-over"),
    path("<uuid:person_id>/end-membership/", leaving.end_membership, name="end-membership"),
    path("<uuid:person_id>/reactivate/", people.reactivate, name="reactivate"),
    path(
        "<uuid:person_id>/reset-second-factor/",
        people.reset_second_factor,
        name="reset-second-factor",
    ),
]

institution_urls = [  # /institutions/…
    path("", institutions.institutions, name="institutions"),
    path("new/", institutions.institution_new, name="institution-new"),
    path("<uuid:institution_id>/", institutions.institution, name="institution"),
    path("<uuid:institution_id>/edit/", institutions.institution_edit, name="institution-edit"),
    path("<uuid:institution_id>/teams/new/", institutions.team_new, name="team-new"),
    path("<uuid:institution_id>/contacts/new/", institutions.contact_new, name="contact-new"),
    path("teams/<uuid:team_id>/edit/", institutions.team_edit, name="team-edit"),
    path("contacts/<uuid:contact_id>/edit/", institutions.contact_edit, name="contact-edit"),
]

vault_urls = [  # /vault/…
    path("", vault.vault, name="vault"),
    path("new/", words.new_words, {"purpose": "new"}, name="new-words"),
    path("new/type/", words.type_back, {"purpose": "new"}, name="type-back"),
    path("next/", next_key.next_key, name="next-key"),
    path("next/new/", words.new_words, {"purpose": "next"}, name="next-words"),
    path("next/type/", words.type_back, {"purpose": "next"}, name="next-type-back"),
    path("next/drop/", next_key.drop, name="next-drop"),
    path("change/", words.new_words, {"purpose": "change"}, name="change-words"),
    path("change/type/", words.type_back, {"purpose": "change"}, name="change-type-back"),
    path("forgotten/", vault.forgotten, name="forgotten"),
    path("forgotten/new/", words.new_words, {"purpose": "forgotten"}, name="forgotten-words"),
    path("forgotten/type/", words.type_back, {"purpose": "forgotten"}, name="forgotten-type-back"),
    path("code/", recovery_code.recovery_code, name="recovery-code"),
    path("code/type/", recovery_code.type_back, name="recovery-code-type"),
    path("unlock/", vault.unlock_page, name="unlock"),
    path("lock/", vault.lock, name="lock"),
    path("active/", vault.still_active, name="still-active"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("invitation/<str:token>/", accept.invitation, name="invitation"),
    path(
        "invitation/<str:token>/with/<slug:provider_id>/",
        providers.accept,
        name="invitation-with-provider",
    ),
    path("account/", account.account, name="account"),
    path("account/data/", own_data.page, name="own-data"),
    path("account/data/file/", own_data.file, name="own-data-file"),
    path("account/language/", account.language, name="language"),
    path("account/second-factor/", second_factor.second_factor, name="second-factor"),
    path(
        "account/second-factor/confirm-address/",
        second_factor.confirm_address,
        name="confirm-address",
    ),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/sessions/end/", sessions.end, name="session-end"),
    path("account/sessions/end-others/", sessions.end_others, name="session-end-others"),
    path("people/", include(people_urls)),
    path("institutions/", include(institution_urls)),
    path("vault/", include(vault_urls)),
]
