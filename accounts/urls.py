"""Addresses of people, institutions and the own key."""

from django.urls import URLPattern, URLResolver, include, path

from accounts.views import (
    absences,
    accept,
    account,
    directory,
    imports,
    institutions,
    invitations,
    keys,
    leaving,
    lists,
    merging,
    merging_people,
    next_key,
    own_data,
    people,
    providers,
    recovery_code,
    search,
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
    path("duplicates/", merging_people.duplicates, name="people-duplicates"),
    path("<uuid:person_id>/", people.person, name="person"),
    path("<uuid:person_id>/merge/", merging_people.choose, name="person-merge"),
    path(
        "<uuid:person_id>/merge/<uuid:second_id>/",
        merging_people.merge,
        name="person-merge-with",
    ),
    path("<uuid:person_id>/absences/", absences.of_person, name="person-absences"),
    path(
        "<uuid:person_id>/absences/<uuid:absence_id>/end/",
        absences.end_of_person,
        name="person-absence-end",
    ),
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
    path("duplicates/", merging.duplicates, name="duplicates"),
    path("<uuid:institution_id>/merge/", merging.choose, name="merge"),
    path("<uuid:institution_id>/merge/<uuid:other_id>/", merging.merge, name="merge-with"),
    path("teams/<uuid:team_id>/edit/", institutions.team_edit, name="team-edit"),
    path("teams/<uuid:team_id>/channels/", directory.channels, name="team-channels"),
    path("contacts/<uuid:contact_id>/edit/", institutions.contact_edit, name="contact-edit"),
]

import_urls = [  # /import/…
    path("", imports.imports, name="imports"),
    path("template/<slug:kind_key>/", imports.template, name="import-template"),
    path("<uuid:run_id>/", imports.one, name="import"),
    path("<uuid:run_id>/columns/", imports.columns, name="import-columns"),
    path("<uuid:run_id>/check/", imports.check, name="import-check"),
    path("<uuid:run_id>/confirm/", imports.confirm, name="import-confirm"),
    path("<uuid:run_id>/discard/", imports.discard, name="import-discard"),
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
    path("account/absences/", absences.own, name="absences"),
    path("account/absences/<uuid:absence_id>/end/", absences.own_end, name="absence-end"),
    path("account/data/", own_data.page, name="own-data"),
    path("account/data/file/", own_data.file, name="own-data-file"),
    path("account/public-name/", directory.public_name, name="public-name"),
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
    path("import/", include(import_urls)),
    path("lists/<slug:list_key>/export/", lists.export, name="export"),
    path("search/", search.search, name="search"),
    path("vault/", include(vault_urls)),
]
