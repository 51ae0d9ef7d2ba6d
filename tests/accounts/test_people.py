"""The people page and the forms around it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import Invitation, Team, User
from accounts.services import make_key_pair
from ateams.outbox.models import Mail
from tests.factories.accounts import InvitationFactory, MembershipFactory, UserFactory
from tests.factories.incidents import PASSPHRASE
from tests.personas import Persona


def names(person: Persona, query: str = "") -> list[str]:
    """Return the names of accounts on the people page."""
    answer = person.client.get(f"/people/{query}")
    return [found.name for found in answer.context["page"]]


def invited(person: Persona, query: str = "") -> list[str]:
    answer = person.client.get(f"/people/{query}")
    return [invitation.email for invitation in answer.context["invitations"]]


@pytest.fixture
def crowd(team: Team) -> None:
    """Make an active member, a deactivated counsellor, and two invitations."""
    MembershipFactory.create(user__name="Ayşe", user__email="ayse@schule.example", team=team)
    UserFactory.create(name="Bo", role=Role.COUNSELLOR, is_active=False)
    InvitationFactory.create(email="neu@x.example")
    InvitationFactory.create(email="mit@x.example", role=Role.MEMBER, team=team)


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("query", "accounts", "invitations"),
    [
        ("", ["Administration Eins", "Ayşe", "Bo"], ["mit@x.example", "neu@x.example"]),
        ("?q=ayş", ["Ayşe"], []),
        ("?q=SCHULE.example", ["Ayşe"], []),
        ("?q=neu", [], ["neu@x.example"]),
        ("?role=counsellor", ["Bo"], ["neu@x.example"]),
        ("?state=inactive", ["Bo"], []),
        ("?state=active", ["Administration Eins", "Ayşe"], []),
        ("?state=invited", [], ["mit@x.example", "neu@x.example"]),
        ("?state=key_waiting", [], []),
        (
            "?state=nonsense",
            ["Administration Eins", "Ayşe", "Bo"],
            ["mit@x.example", "neu@x.example"],
        ),
    ],
)
def test_page_is_narrowed(
    admin: Persona, query: str, accounts: list[str], invitations: list[str]
) -> None:
    assert names(admin, query) == accounts
    assert sorted(invited(admin, query)) == invitations


@pytest.mark.usefixtures("crowd")
def test_page_is_narrowed_to_an_institution(admin: Persona, team: Team) -> None:
    query = f"?institution={team.institution_id}"
    assert names(admin, query) == ["Ayşe"]
    assert invited(admin, query) == ["mit@x.example"]


def test_page_shows_whose_keys_wait(admin: Persona, member: Persona, counsellor: Persona) -> None:
    make_key_pair(person=member.user, passphrase=PASSPHRASE)
    make_key_pair(person=counsellor.user, passphrase=PASSPHRASE)
    assert names(admin, "?state=key_waiting") == [member.user.name, counsellor.user.name]


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_as_many_queries_for_three_as_for_one(
    admin: Persona, team: Team, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    MembershipFactory.create_batch(rows, team=team)
    InvitationFactory.create_batch(rows, role=Role.MEMBER, team=team)
    with django_assert_num_queries(9):
        admin.client.get("/people/")


def test_pages_of_a_long_list_keep_the_filter(admin: Persona) -> None:
    UserFactory.create_batch(51)
    page = admin.client.get("/people/?role=counsellor").content.decode()
    assert "?role=counsellor&amp;page=2" in page
    assert len(names(admin, "?role=counsellor&page=2")) == 1


def test_person_is_invited(admin: Persona, team: Team) -> None:
    data = {"email": "A@x.example", "role": "member", "team": team.pk, "language": "en"}
    assert admin.client.post("/people/invite/", data).headers["Location"] == "/people/"
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.team, invitation.invited_by) == (
        "a@x.example", team, admin.user,
    )  # fmt: skip


def test_team_is_left_out_where_the_role_has_none(admin: Persona, team: Team) -> None:
    data = {"email": "a@x.example", "role": "lead", "team": team.pk, "language": "de"}
    admin.client.post("/people/invite/", data)
    assert Invitation.objects.get().team is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "kein mail"}, "email"),
        ({"email": "taken@x.example"}, "email"),
        ({"email": "invited@x.example"}, "email"),
        ({"role": "owner"}, "role"),
        ({"role": "member"}, "team"),
        ({"team": "00000000-0000-0000-0000-000000000000"}, "team"),
        ({"language": "xx"}, "language"),
        ({"name": "a\0b"}, "name"),
    ],
)
def test_bad_invitation_is_told_beside_its_field(
    admin: Persona, change: dict[str, str], field: str
) -> None:
    UserFactory.create(email="taken@x.example")
    InvitationFactory.create(email="invited@x.example")
    data = {"email": "a@x.example", "role": "lead", "language": "de"}
    answer = admin.client.post("/people/invite/", data | change)
    assert list(answer.context["form"].errors) == [field]
    assert not Mail.objects.exists()


def test_pasted_list_is_invited(admin: Persona, team: Team) -> None:
    people = "Ayşe Y. <ayse@x.example>\r\n\r\nbo@x.example; Bo"
    data = {"role": "member", "team": team.pk, "people": people, "language": "de"}
    answer = admin.client.post("/people/invite/many/", data, follow=True)
    assert "2 Einladungen sind unterwegs." in answer.content.decode()
    pairs = Invitation.objects.order_by("email").values_list("email", "name")
    assert list(pairs) == [("ayse@x.example", "Ayşe Y."), ("bo@x.example", "Bo")]


def test_bad_lines_are_told_by_number_and_nobody_is_invited(admin: Persona, team: Team) -> None:
    UserFactory.create(email="taken@x.example")
    InvitationFactory.create(email="invited@x.example")
    people = "ok@x.example\nkein mail\ntaken@x.example\nInvited@x.example\nok@x.example"
    data = {"role": "member", "team": team.pk, "people": people, "language": "de"}
    answer = admin.client.post("/people/invite/many/", data)
    assert answer.context["form"].errors["people"] == [
        "Zeile 2 („kein mail“): Hier fehlt eine E-Mail-Adresse.",
        "Zeile 3 („taken@x.example“): Zu dieser Adresse gibt es schon ein Konto.",
        "Zeile 4 („invited@x.example“): An diese Adresse ist schon eine Einladung unterwegs.",
        "Zeile 5 („ok@x.example“): Diese Adresse steht schon in Zeile 1.",
    ]
    assert "kein mail\ntaken@x.example" in answer.content.decode()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("people", "error"),
    [
        ("", "Diese Angabe fehlt noch."),
        ("\n\n", "Diese Angabe fehlt noch."),
        ("\n".join(f"p{n}@x.example" for n in range(201)), "Höchstens 200 Personen auf einmal."),
    ],
)
def test_list_of_nobody_or_of_too_many_is_refused(admin: Persona, people: str, error: str) -> None:
    data = {"role": "admin", "people": people, "language": "de"}
    answer = admin.client.post("/people/invite/many/", data)
    assert answer.context["form"].errors["people"] == [error]
    assert not Invitation.objects.exists()


def test_role_and_team_are_changed(admin: Persona, member: Persona, counsellor: Persona) -> None:
    assert member.team
    url = reverse("accounts:assign", args=[counsellor.user.pk])
    admin.client.post(url, {"role": "coordinator", "team": member.team.pk})
    changed = User.objects.get(pk=counsellor.user.pk)
    assert (changed.role, changed.memberships.get().team) == (Role.COORDINATOR, member.team)


def test_missing_team_is_told_on_the_page_of_the_person(
    admin: Persona, counsellor: Persona
) -> None:
    url = reverse("accounts:assign", args=[counsellor.user.pk])
    answer = admin.client.post(url, {"role": "member"})
    assert answer.context["form"].errors == {"team": ["Bitte das Team wählen."]}


def test_refusal_is_told_on_the_next_page(admin: Persona, lead: Persona) -> None:
    url = reverse("accounts:deactivate", args=[lead.user.pk])
    answer = admin.client.post(url, follow=True)
    assert (
        "Ohne diese Leitung könnte niemand mehr Schlüssel freischalten." in answer.content.decode()
    )
    lead.user.refresh_from_db()
    assert lead.user.is_active


def test_own_page_offers_no_change(admin: Persona) -> None:
    page = admin.client.get(reverse("accounts:person", args=[admin.user.pk])).content.decode()
    assert "/role/" not in page
    assert "/deactivate/" not in page
