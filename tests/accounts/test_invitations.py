"""Inviting people, and taking an invitation up."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from time_machine import travel

from accounts import services
from accounts.enums import Role
from accounts.errors import AlreadyInvitedError, HasAccountError, InvitationClosedError
from accounts.invitees import Invitee
from accounts.models import Invitation, Team, User
from ateams.audit.models import Entry
from ateams.outbox.models import Mail
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.personas import Persona

PASSWORD = "sieben Zwerge im Wald"


def token_in(mail: Mail) -> str:
    """Return the token of the link in an invitation."""
    found = re.search(r"/invitation/([^/]+)/", mail.text)
    assert found
    return found[1]


def take_up(token: str) -> User:
    return services.accept(token=token, name="Ayşe", password=PASSWORD, language="de")


def test_invitation_mails_a_link_and_stores_only_its_hash(admin: Persona) -> None:
    invited = services.invite(email="Ayse@Schule.example", role=Role.LEAD, by=admin.user)
    mail = Mail.objects.get()
    token = token_in(mail)
    assert (mail.address, mail.kind) == ("ayse@schule.example", "account_invitation")
    assert invited.link == f"http://localhost:8000/invitation/{token}/"
    assert invited.link in mail.html
    assert len(bytes(invited.invitation.token_hash)) == 32
    assert token.encode() not in bytes(invited.invitation.token_hash)


def test_invitation_speaks_the_language_of_who_is_invited(admin: Persona) -> None:
    services.invite(email="a@x.example", role=Role.LEAD, language="en", by=admin.user)
    assert Mail.objects.get().language == "en"


def test_invitation_of_a_member_names_the_team(admin: Persona, team: Team) -> None:
    services.invite(email="a@x.example", role=Role.MEMBER, team=team, by=admin.user)
    assert team.institution.name in Mail.objects.get().text


def test_accepted_invitation_is_an_account_with_verified_address(
    admin: Persona, team: Team
) -> None:
    services.invite(email="a@x.example", role=Role.MEMBER, team=team, by=admin.user)
    user = take_up(token_in(Mail.objects.get()))
    assert (user.email, user.name, user.role) == ("a@x.example", "Ayşe", Role.MEMBER)
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=user).verified
    assert user.memberships.get().team == team
    assert Invitation.objects.get().account == user
    actions = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["invitation.sent", "account.made"]


@pytest.mark.parametrize(
    "closed",
    [
        {"revoked_at": timezone.now()},
        {"accepted_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
    ],
)
def test_closed_invitation_makes_no_account(db: None, closed: dict[str, object]) -> None:
    InvitationFactory.create(token="secret", **closed)
    with pytest.raises(InvitationClosedError):
        take_up("secret")
    assert not User.objects.exists()


@pytest.mark.parametrize("token", ["", "unknown", "ü\ud800", "x" * 5000])
def test_unknown_token_makes_no_account(db: None, token: str) -> None:
    InvitationFactory.create()
    with pytest.raises(InvitationClosedError):
        take_up(token)


def test_address_that_got_an_account_meanwhile_keeps_it(db: None) -> None:
    InvitationFactory.create(token="secret", email="a@x.example")
    UserFactory.create(email="a@x.example")
    with pytest.raises(HasAccountError):
        take_up("secret")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_invitation_taken_up_twice_at_once_is_one_account() -> None:
    InvitationFactory.create(token="secret")

    def attempt(_number: int) -> str:
        try:
            return str(take_up("secret").pk)
        except InvitationClosedError:
            return "closed"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = sorted(threads.map(attempt, range(4)))
    assert answers.count("closed") == 3
    assert User.objects.count() == 1


def test_open_invitation_is_not_sent_twice(admin: Persona) -> None:
    services.invite(email="a@x.example", role=Role.ADMIN, by=admin.user)
    with pytest.raises(AlreadyInvitedError):
        services.invite(email="A@X.example", role=Role.ADMIN, by=admin.user)


def test_account_is_not_invited(admin: Persona) -> None:
    with pytest.raises(HasAccountError):
        services.invite(email=admin.user.email.upper(), role=Role.ADMIN, by=admin.user)


def test_expired_invitation_makes_room_for_a_new_one(admin: Persona) -> None:
    services.invite(email="a@x.example", role=Role.ADMIN, by=admin.user)
    with travel(timezone.now() + timedelta(days=15)):
        services.invite(email="a@x.example", role=Role.LEAD, by=admin.user)
    assert Invitation.objects.filter(revoked_at=None).get().role == Role.LEAD


def test_invitation_is_valid_for_fourteen_days(admin: Persona) -> None:
    start = timezone.now()
    with travel(start, tick=False):
        services.invite(email="a@x.example", role=Role.ADMIN, by=admin.user)
    token = token_in(Mail.objects.get())
    with travel(start + timedelta(days=14), tick=False), pytest.raises(InvitationClosedError):
        take_up(token)
    with travel(start + timedelta(days=14, seconds=-1), tick=False):
        assert take_up(token).email == "a@x.example"


def test_resent_invitation_ends_the_earlier_link(admin: Persona) -> None:
    invited = services.invite(email="a@x.example", role=Role.ADMIN, by=admin.user)
    services.resend(invitation=invited.invitation, by=admin.user)
    first, second = (token_in(mail) for mail in Mail.objects.order_by("queued_at"))
    with pytest.raises(InvitationClosedError):
        take_up(first)
    assert take_up(second).email == "a@x.example"


def test_resending_revives_an_expired_invitation(admin: Persona) -> None:
    invitation = InvitationFactory.create(expires_at=timezone.now() - timedelta(days=1))
    services.resend(invitation=invitation, by=admin.user)
    assert Invitation.objects.open(timezone.now()).get() == invitation


@pytest.mark.parametrize("change", [services.resend, services.revoke])
def test_accepted_invitation_is_neither_resent_nor_revoked(admin: Persona, change: object) -> None:
    assert callable(change)
    invitation = InvitationFactory.create(accepted_at=timezone.now())
    with pytest.raises(InvitationClosedError):
        change(invitation=invitation, by=admin.user)


def test_list_with_one_known_address_invites_nobody(admin: Persona) -> None:
    people = [Invitee(1, "new@x.example", ""), Invitee(2, admin.user.email, "")]
    with pytest.raises(HasAccountError):
        services.invite_many(people=people, role=Role.ADMIN, language="de", by=admin.user)
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


def test_role_of_a_team_needs_a_team(admin: Persona) -> None:
    with pytest.raises(ValidationError):
        services.invite(email="a@x.example", role=Role.MEMBER, by=admin.user)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"role": Role.MEMBER}, "invitation_team_fits_role"),
        ({"role": Role.ADMIN, "from_terminal": True}, "invitation_from_terminal_is_for_lead"),
        ({"email": "taken@x.example"}, "invitation_one_open_per_address|UNIQUE"),
    ],
)
def test_database_refuses(db: None, fields: dict[str, object], constraint: str) -> None:
    InvitationFactory.create(email="taken@x.example")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        InvitationFactory.create(**fields)


def test_term_is_agreed_with_the_invitation_and_ends_it(admin: Persona, team: Team) -> None:
    today = timezone.localdate()
    until = today + timedelta(days=40)
    common = {"role": "member", "team": str(team.pk), "language": "de"}
    for address, data in (
        ("/people/invite/", {"email": "a@x.example"}),
        ("/people/invite/many/", {"people": "b@x.example\nc@x.example"}),
    ):
        for wrong in (today + timedelta(days=14), today + timedelta(days=4 * 366)):
            sent = common | data | {"term_ends_on": wrong.isoformat()}
            answer = admin.client.post(address, sent)
            assert set(answer.context["form"].errors) == {"term_ends_on"}
            assert sent["term_ends_on"] in answer.content.decode()
        admin.client.post(address, common | data | {"term_ends_on": until.isoformat()})
    assert list(Invitation.objects.values_list("term_ends_on", flat=True)) == [until] * 3
    made = take_up(token_in(Mail.objects.get(address="a@x.example")))
    assert made.memberships.get().term_ends_on == until
    data = {"role": "coordinator", "email": "d@x.example", "term_ends_on": until.isoformat()}
    admin.client.post("/people/invite/", common | data)
    assert Invitation.objects.get(email="d@x.example").term_ends_on is None
    late = Invitation.objects.get(email="b@x.example")
    token = token_in(Mail.objects.get(address=late.email))
    late.expires_at = timezone.now() + timedelta(days=99)
    late.save()
    with travel(timezone.now() + timedelta(days=41)):
        with pytest.raises(InvitationClosedError):
            take_up(token)
        with pytest.raises(InvitationClosedError):
            services.resend(invitation=late, by=admin.user)
