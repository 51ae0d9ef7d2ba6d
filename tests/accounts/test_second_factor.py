"""Second factors: setting one up, showing it, losing it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.enums import Role
from accounts.mfa import SecondFactorAdapter
from accounts.models import Session, User
from accounts.services import reset_second_factor
from ateams.audit.models import Entry
from ateams.outbox.models import Mail
from tests.factories.accounts import PASSWORD, MembershipFactory, UserFactory
from tests.personas import Persona
from tests.second_factor import ADD_APP, ADD_PASSKEY, CODE, App, set_up_app, sign_in

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
REMOVE_APP = "/accounts/second-factor/app/remove/"
NEW_CODES = "/accounts/second-factor/codes/new/"
OVERVIEW = "/accounts/second-factor/"


@pytest.fixture(autouse=True)
def _no_attempts_so_far() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user(db: None) -> User:
    return UserFactory.create(role=Role.COUNSELLOR)


def confirm(client: Client, code: str, then: str = "/cases/") -> str:
    """Confirm with a code; return where that leads, or nothing if it was refused."""
    answer = client.post(CODE, {"code": code, "next": then})
    return answer.headers.get("Location", "")


def may_read(client: Client) -> bool:
    return client.get("/cases/").status_code == 200


def acts_of(user: User) -> list[str]:
    entries = Entry.objects.filter(subject_kind="account", subject_id=str(user.pk)).order_by("pk")
    return list(entries.values_list("action", flat=True))


def everything_stored() -> str:
    rows = [str(row) for model in apps.get_models() for row in model._default_manager.values()]
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join(rows + sessions)


# --- setting one up --------------------------------------------------------------------------


def test_whoever_has_none_is_led_to_one_and_back(user: User) -> None:
    client = sign_in(user)
    page = client.get("/cases/?state=new", follow=True)
    assert page.redirect_chain == [("/account/second-factor/?next=/cases/%3Fstate%3Dnew", 302)]
    assert f'href="{ADD_APP}"' in page.content.decode()
    answer = client.get(ADD_APP)
    assert answer.headers["Location"] == f"/accounts/reauthenticate/?next={ADD_APP}"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": ADD_APP})
    app = App(client.get(ADD_APP).context["form"].secret, [])
    codes = client.post(ADD_APP, {"code": app.code()}, follow=True)
    assert 'href="/cases/?state=new"' in codes.content.decode()
    assert len(codes.context["unused_codes"]) == 10
    assert may_read(client)


def test_setting_up_is_written_down_and_mailed(user: User) -> None:
    set_up_app(sign_in(user))
    assert acts_of(user) == ["account.factor_added", "account.codes_made"]
    assert [(mail.kind, mail.address) for mail in Mail.objects.all()] == [
        ("account_second_factor_added", user.email)
    ]


def test_wrong_code_sets_up_nothing_and_keeps_the_secret(user: User) -> None:
    client = sign_in(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": ADD_APP})
    secret = client.get(ADD_APP).context["form"].secret
    answer = client.post(ADD_APP, {"code": "000000"})
    assert list(answer.context["form"].errors) == ["code"]
    assert not Authenticator.objects.exists()
    # Back from the app, the phone may have loaded the page anew.
    assert client.get(ADD_APP).context["form"].secret == secret


def test_secret_is_drawn_as_a_picture_that_the_policy_allows(user: User) -> None:
    client = sign_in(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": ADD_APP})
    page = client.get(ADD_APP)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]


def test_nothing_of_a_secret_is_stored_in_clear(user: User) -> None:
    client = sign_in(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": ADD_APP})
    half_way = client.get(ADD_APP).context["form"].secret
    assert half_way not in everything_stored()
    app = App(half_way, [])
    shown = client.post(ADD_APP, {"code": app.code()}, follow=True).context["unused_codes"]
    [seed] = [
        SecondFactorAdapter().decrypt(factor.data["seed"])
        for factor in Authenticator.objects.filter(type="recovery_codes")
    ]
    stored = everything_stored()
    assert [text for text in (half_way, seed, *shown) if text in stored] == []


@given(st.text(max_size=200))
def test_secret_is_sealed_and_opens_again(text: str) -> None:
    adapter = SecondFactorAdapter()
    sealed = adapter.encrypt(text)
    assert adapter.decrypt(sealed) == text
    assert sealed != adapter.encrypt(text)


@given(st.text(max_size=2000))
def test_what_cannot_be_opened_becomes_another_secret_each_time(stored: str) -> None:
    adapter = SecondFactorAdapter()
    assert adapter.decrypt(stored) != adapter.decrypt(stored)


def test_another_key_of_the_server_makes_codes_wrong_but_breaks_nothing(
    user: User, settings: Settings
) -> None:
    app = set_up_app(sign_in(user))
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another-key" * 5
    client = sign_in(user)
    assert confirm(client, app.code(steps=1)) == ""
    assert client.get(OVERVIEW).status_code == 200
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert confirm(client, app.code(steps=1)) == "/cases/"


# --- showing it ------------------------------------------------------------------------------


def test_password_alone_does_not_read(user: User) -> None:
    set_up_app(sign_in(user))
    client = sign_in(user)
    page = client.get("/cases/", follow=True)
    assert page.redirect_chain[-1] == (f"{CODE}?next=/cases/", 302)
    assert not may_read(client)


def test_code_of_the_app_leads_to_where_somebody_wanted(user: User) -> None:
    app = set_up_app(sign_in(user))
    client = sign_in(user)
    assert confirm(client, app.code(), "/cases/?state=new") == "/cases/?state=new"
    assert may_read(client)


def test_code_leads_nowhere_else(user: User) -> None:
    app = set_up_app(sign_in(user))
    assert confirm(sign_in(user), app.code(), "https://evil.example/") == "/"


def test_wrong_code_is_told_beside_its_field(user: User) -> None:
    set_up_app(sign_in(user))
    answer = sign_in(user).post(CODE, {"code": "000000"})
    assert list(answer.context["form"].errors) == ["code"]


def test_code_works_once_while_its_neighbours_still_count(user: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        app = set_up_app(sign_in(user))
        seen = app.code(steps=1)
        assert confirm(sign_in(user), seen) == "/cases/"
        clock.shift(timedelta(seconds=45))
        assert confirm(sign_in(user), seen) == ""


def test_code_of_two_steps_ago_does_not_count(user: User) -> None:
    with time_machine.travel(NOW, tick=False):
        app = set_up_app(sign_in(user))
        assert confirm(sign_in(user), app.code(steps=-2)) == ""
        assert confirm(sign_in(user), app.code(steps=-1)) == "/cases/"


def test_many_wrong_codes_are_slowed_down(user: User) -> None:
    app = set_up_app(sign_in(user))
    client = sign_in(user)
    for _attempt in range(5):
        confirm(client, "000000")
    assert confirm(client, app.code()) == ""


def test_recovery_code_works_once(user: User) -> None:
    app = set_up_app(sign_in(user))
    spare = app.recovery_codes[0]
    typed = f"{spare[:4]} {spare[4:]}"
    assert confirm(sign_in(user), typed) == "/cases/"
    assert confirm(sign_in(user), typed) == ""


def test_new_recovery_codes_end_the_earlier_ones(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = sign_in(user)
    app = set_up_app(client)
    with django_capture_on_commit_callbacks(execute=True):
        fresh = client.post(NEW_CODES, follow=True).context["unused_codes"]
    assert confirm(sign_in(user), app.recovery_codes[0]) == ""
    assert confirm(sign_in(user), fresh[0]) == "/cases/"
    assert acts_of(user)[-1] == "account.codes_made"
    assert Mail.objects.filter(kind="account_recovery_codes_made").count() == 1


def test_recovery_codes_are_shown_once(user: User) -> None:
    client = sign_in(user)
    app = set_up_app(client)
    page = client.get("/accounts/second-factor/codes/")
    assert set(page.context["unused_codes"]) == {"****"}
    assert app.recovery_codes[0][:4] not in page.content.decode()


@pytest.mark.parametrize(
    ("role", "after", "reads"),
    [
        (Role.COUNSELLOR, timedelta(hours=11), True),
        (Role.COUNSELLOR, timedelta(hours=13), False),
        (Role.MEMBER, timedelta(days=29), True),
        (Role.MEMBER, timedelta(days=31), False),
    ],
)
def test_second_factor_is_asked_for_again_after_a_while(
    db: None, role: Role, after: timedelta, reads: bool
) -> None:
    user = UserFactory.create(role=role)
    if user.works_in_team:
        MembershipFactory.create(user=user)
    with time_machine.travel(NOW, tick=False) as clock:
        client = Client()
        data = {"login": user.email, "password": PASSWORD, "remember": "on"}
        client.post("/accounts/login/", data)
        set_up_app(client)
        session = client.session
        session.set_expiry(timedelta(days=60))  # what ends here is the factor
        session.save()
        clock.shift(after)
        assert may_read(client) == reads


def test_form_opened_in_time_may_still_be_sent(user: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in(user)
        set_up_app(client)
        clock.shift(timedelta(hours=12, minutes=30))
        assert (
            client.get("/vault/unlock/").headers["Location"].startswith("/account/second-factor/")
        )
        assert client.post("/vault/unlock/").headers["Location"] == "/vault/"
        clock.shift(timedelta(hours=1))
        assert client.post("/vault/unlock/").headers["Location"] == "/account/second-factor/?next=/"


def test_second_factor_of_another_account_does_not_count(user: User) -> None:
    client = sign_in(user)
    set_up_app(client)
    other = UserFactory.create(role=Role.COUNSELLOR)
    client.force_login(other)
    assert not may_read(client)


def test_demo_may_do_without(user: User, settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    assert may_read(sign_in(user))


# --- changing and losing it ------------------------------------------------------------------


def test_password_alone_adds_and_removes_no_factor(user: User) -> None:
    set_up_app(sign_in(user))
    thief = sign_in(user)
    answer = thief.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": ADD_APP})
    assert answer.headers["Location"].startswith(CODE)
    for address in (REMOVE_APP, NEW_CODES, ADD_PASSKEY):
        assert thief.post(address).headers["Location"] == f"{CODE}?next={address}"
        assert thief.get(address).headers["Location"] == f"{CODE}?next={address}"
    assert Authenticator.objects.filter(user=user).count() == 2


def test_removal_ends_all_other_sessions_and_reading(user: User) -> None:
    client, elsewhere = sign_in(user), sign_in(user)
    set_up_app(client)
    assert client.post(REMOVE_APP).headers["Location"] == OVERVIEW
    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200
    assert not may_read(client)
    assert not Authenticator.objects.filter(user=user).exists()
    assert acts_of(user)[-1] == "account.factor_removed"
    assert Mail.objects.filter(kind="account_second_factor_removed", address=user.email).exists()


def test_removal_is_asked_for_again_after_five_minutes(user: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in(user)
        set_up_app(client)
        clock.shift(timedelta(minutes=6))
        assert client.post(REMOVE_APP).headers["Location"] == f"{CODE}?next={REMOVE_APP}"


def test_address_is_changed_by_whoever_has_a_second_factor(user: User) -> None:
    client = sign_in(user)
    set_up_app(client)
    client.post("/accounts/email/", {"action_add": "", "email": "neu@x.example"})
    assert Mail.objects.filter(address="neu@x.example").exists()


@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMIN])
def test_lost_factor_is_taken_away_by_lead_or_admin(user: User, role: Role, lead: Persona) -> None:
    phone = sign_in(user)
    set_up_app(phone)
    helper = sign_in(UserFactory.create(role=role))
    set_up_app(helper)
    page = f"/people/{user.pk}/"
    answer = helper.post(f"{page}reset-second-factor/")
    assert answer.headers["Location"] == page
    assert not Authenticator.objects.filter(user=user).exists()
    assert phone.get("/account/").status_code == 302
    told = Mail.objects.filter(kind__startswith="account_second_factor_reset")
    leads = set(User.objects.leads().values_list("email", flat=True))
    assert set(told.values_list("address", flat=True)) == {user.email} | leads
    assert acts_of(user)[-1] == "account.factor_reset"
    set_up_app(sign_in(user))


def test_nobody_takes_the_own_factor_away_like_that(lead: Persona) -> None:
    client = sign_in(lead.user)
    set_up_app(client)
    client.post(f"/people/{lead.user.pk}/reset-second-factor/")
    assert Authenticator.objects.filter(user=lead.user).count() == 2


def test_last_lead_is_helped_on_the_terminal(lead: Persona) -> None:
    set_up_app(sign_in(lead.user))
    call_command("reset_second_factor", lead.user.email.upper(), stdout=StringIO())
    assert not Authenticator.objects.exists()
    act = Entry.objects.order_by("-pk")[0]
    assert (act.action, act.actor) == ("account.factor_reset", None)
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_second_factor", "nobody@x.example")


def test_taking_a_factor_away_leaves_the_key_as_it_is(user: User, lead: Persona) -> None:
    before = user.key_pair
    reset_second_factor(person=user, by=lead.user)
    user.refresh_from_db()
    assert user.key_pair == before
