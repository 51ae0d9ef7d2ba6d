"""Institutions: their pages, master data and the boxes of other packages."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Contact, Institution, Team, User
from accounts.panels import Panel, add_institution_panel
from accounts.services import free_slug
from tests.factories.accounts import (
    ContactFactory,
    InstitutionFactory,
    MembershipFactory,
    TeamFactory,
)
from tests.personas import Persona


def page_of(person: Persona, institution: Institution) -> str:
    answer = person.client.get(reverse("accounts:institution", args=[institution.pk]))
    return answer.content.decode()


def test_institution_is_added_together_with_its_team(lead: Persona) -> None:
    data = {"name": "Schule Grüne Straße", "type": "igs", "district": "List", "active": "on"}
    answer = lead.client.post("/institutions/new/", data)
    added = Institution.objects.get()
    assert answer.headers["Location"] == f"/institutions/{added.pk}/"
    assert (added.slug, added.teams.get().slug) == ("schule-gruene-strasse",) * 2


@pytest.mark.parametrize("change", [{"name": ""}, {"name": "Da"}, {"type": "castle"}])
def test_bad_institution_is_told_beside_its_field(lead: Persona, change: dict[str, str]) -> None:
    InstitutionFactory.create(name="Da")
    answer = lead.client.post("/institutions/new/", {"name": "Neu", "type": "igs"} | change)
    assert list(answer.context["form"].errors) == list(change)
    assert Institution.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "slug"), [("Teich", "teich-2"), ("???", "team"), ("Ö" * 120, "oe" * 25)]
)
def test_short_name_is_free_and_plain(db: None, name: str, slug: str) -> None:
    TeamFactory.create(slug="teich")
    assert free_slug(name) == slug


def test_institution_is_changed(lead: Persona, team: Team) -> None:
    url = reverse("accounts:institution-edit", args=[team.institution_id])
    lead.client.post(url, {"name": "Anders", "type": "bbs", "district": ""})
    changed = Institution.objects.get()
    assert (changed.name, changed.type, changed.active) == ("Anders", "bbs", False)


def test_short_name_of_a_team_is_taken_once(lead: Persona, team: Team) -> None:
    url = reverse("accounts:team-new", args=[team.institution_id])
    answer = lead.client.post(url, {"name": "Zweites", "slug": team.slug})
    assert list(answer.context["form"].errors) == ["slug"]
    lead.client.post(url, {"name": "Zweites", "slug": "zweites"})
    assert set(team.institution.teams.values_list("name", flat=True)) == {"A-Team", "Zweites"}


def test_newest_responsible_contact_takes_the_place_of_the_other(lead: Persona, team: Team) -> None:
    earlier = ContactFactory.create(institution=team.institution)
    url = reverse("accounts:contact-new", args=[team.institution_id])
    data = {"name": "Neu", "email": "n@x.example", "language": "de"}
    lead.client.post(url, data | {"responsible": "on", "active": "on"})
    earlier.refresh_from_db()
    assert not earlier.responsible
    assert Contact.objects.get(responsible=True).name == "Neu"


def test_contact_is_changed_and_put_to_rest(lead: Persona, team: Team) -> None:
    contact = ContactFactory.create(institution=team.institution)
    url = reverse("accounts:contact-edit", args=[contact.pk])
    lead.client.post(url, {"name": "Anders", "email": "n@x.example", "language": "en"})
    assert "Anders" not in page_of(lead, team.institution)


def test_coordinator_keeps_the_contacts_of_the_own_institution(coordinator: Persona) -> None:
    page = page_of(coordinator, coordinator.institution)
    new = reverse("accounts:contact-new", args=[coordinator.institution.pk])
    assert f'href="{new}"' in page
    data = {"name": "Neu", "email": "n@x.example", "language": "de", "active": "on"}
    coordinator.client.post(new, data | {"responsible": "on"})
    contact = Contact.objects.get()
    assert (contact.institution, contact.responsible) == (coordinator.institution, True)
    edit = reverse("accounts:contact-edit", args=[contact.pk])
    assert f'href="{edit}"' in page_of(coordinator, coordinator.institution)
    coordinator.client.post(edit, data | {"email": "anders@x.example"})
    contact.refresh_from_db()
    assert contact.email == "anders@x.example"


def test_foreign_contacts_are_nobodys_business(coordinator: Persona) -> None:
    contact = ContactFactory.create()
    for url in (
        reverse("accounts:contact-new", args=[contact.institution_id]),
        reverse("accounts:contact-edit", args=[contact.pk]),
    ):
        data = {"name": "Neu", "email": "n@x.example", "language": "de"}
        assert coordinator.client.get(url).status_code == 404
        assert coordinator.client.post(url, data).status_code == 404
    assert Contact.objects.get().name == contact.name


@pytest.mark.parametrize("who", ["member", "counsellor"])
def test_others_keep_no_contacts(request: pytest.FixtureRequest, who: str, team: Team) -> None:
    person: Persona = request.getfixturevalue(who)
    contact = ContactFactory.create(institution=team.institution)
    for url in (
        reverse("accounts:contact-new", args=[team.institution_id]),
        reverse("accounts:contact-edit", args=[contact.pk]),
    ):
        assert person.client.get(url).status_code == 404
        assert url not in page_of(person, team.institution)


def test_coordinator_whose_term_is_over_keeps_no_contacts(coordinator: Persona) -> None:
    contact = ContactFactory.create(institution=coordinator.institution)
    coordinator.user.memberships.update(term_ends_on="2020-01-01", starts_on="2019-01-01")
    url = reverse("accounts:contact-edit", args=[contact.pk])
    assert coordinator.client.get(url).status_code == 404


def test_database_knows_one_responsible_contact(team: Team) -> None:
    ContactFactory.create(institution=team.institution)
    with (
        pytest.raises(IntegrityError, match=r"contact_one_responsible|UNIQUE"),
        transaction.atomic(),
    ):
        ContactFactory.create(institution=team.institution)


def test_page_shows_people_and_contacts(coordinator: Persona, member: Persona) -> None:
    contact = ContactFactory.create(institution=member.institution)
    page = page_of(coordinator, member.institution)
    assert {member.user.name, member.user.email, contact.email} <= set(_words(page))


def test_members_see_names_but_no_addresses(coordinator: Persona, member: Persona) -> None:
    contact = ContactFactory.create(institution=member.institution)
    page = page_of(member, member.institution)
    assert coordinator.user.name in page
    assert contact.name in page
    assert coordinator.user.email not in page
    assert contact.email not in page


def test_member_without_a_term_is_told_so(member: Persona) -> None:
    member.user.memberships.update(term_ends_on="2020-01-01", starts_on="2019-01-01")
    assert "gerade zu keinem Team" in member.client.get("/institutions/").content.decode()
    url = reverse("accounts:institution", args=[member.institution.pk])
    assert member.client.get(url).status_code == 404


@pytest.mark.usefixtures("alone")
def test_other_packages_add_boxes_in_their_order(lead: Persona, member: Persona) -> None:
    def for_leads(institution: Institution, user: User) -> Panel | None:
        context = {"count": institution.teams.count()}
        return (
            Panel("Zweite Box", "accounts/_keys_panel.html", context) if user == lead.user else None
        )

    def for_all(institution: Institution, user: User) -> Panel | None:
        return Panel("Erste Box", "accounts/_keys_panel.html", {"count": 7})

    add_institution_panel("test:leads", for_leads, order=20)
    add_institution_panel("test:all", for_all, order=10)
    page = page_of(lead, member.institution)
    assert page.index("Erste Box") < page.index("7 Personen haben") < page.index("Zweite Box")
    assert "Zweite Box" not in page_of(member, member.institution)


def test_list_counts_people_who_are_there_today(lead: Persona, team: Team) -> None:
    MembershipFactory.create_batch(2, team=team)
    MembershipFactory.create(team=team, term_ends_on="2020-01-01", starts_on="2019-01-01")
    MembershipFactory.create(team=team, user__role="coordinator")
    MembershipFactory.create(team=team, user__is_active=False)
    InstitutionFactory.create(name="Leer")
    found = list(lead.client.get("/institutions/").context["page"])
    assert [one.name for one in found] == [team.institution.name, "Leer"]
    assert [(one.member_count, one.coordinator_count) for one in found] == [(2, 1), (0, 0)]


def test_list_is_searched_by_name_and_district(lead: Persona, team: Team) -> None:
    InstitutionFactory.create(name="Haus am See", district="Vahrenwald")
    for query in ("haus", "vahren"):
        page = lead.client.get("/institutions/", {"q": query}).context["page"]
        assert [found.name for found in page] == ["Haus am See"]


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_as_many_queries_for_three_as_for_one(
    lead: Persona, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    MembershipFactory.create_batch(rows)
    with django_assert_num_queries(5):
        lead.client.get("/institutions/")


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_as_many_queries_for_three_as_for_one(
    lead: Persona,
    team: Team,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    MembershipFactory.create_batch(rows, team=team)
    ContactFactory.create_batch(rows, institution=team.institution, responsible=False)
    with django_assert_num_queries(8):
        page_of(lead, team.institution)


def _words(page: str) -> list[str]:
    return [word.strip() for word in page.replace("<", ">").split(">")]
