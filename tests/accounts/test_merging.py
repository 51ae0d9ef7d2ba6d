"""Two entries of one institution become one, and nobody reads more than before."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.access import scope_of
from accounts.duplicates import pairs
from accounts.enums import Role
from accounts.models import Contact, Institution, Team
from accounts.services.merging import CannotMergeError, merge_institutions
from ateams.audit.models import Entry
from incidents.models import Case
from incidents.selectors import cases_of
from tests.factories.accounts import ContactFactory, InstitutionFactory, TeamFactory
from tests.factories.incidents import make_case
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona, give_key, persona
from trainings.models import Training
from vault.models import Grant, KeyPair
from vault.receipts import new_code
from vault.services import make_recovery_key


def url(first: Institution, second: Institution) -> str:
    return reverse("accounts:merge-with", args=[first.pk, second.pk])


def test_everything_moves_and_the_empty_is_filled(lead: Persona) -> None:
    keep = TeamFactory.create(institution__name="IGS Teich", institution__district="").institution
    other = TeamFactory.create(
        institution__name="IGS am Teich",
        institution__district="List",
        institution__agreement_until="2027-07-31",
    ).institution
    training = TrainingFactory.create(institution=other, team=other.teams.get())
    answering = ContactFactory.create(institution=keep, email="a@x.example")
    ContactFactory.create(institution=other, email="A@x.example")
    further = ContactFactory.create(institution=other, responsible=False)
    page = lead.client.get(url(keep, other)).content.decode()
    assert "IGS am Teich" in page
    answer = lead.client.post(url(keep, other), {"keep": str(keep.pk)})
    assert answer.headers["Location"] == reverse("accounts:institution", args=[keep.pk])
    merged = Institution.objects.get()
    assert (merged.pk, merged.name, merged.district) == (keep.pk, "IGS Teich", "List")
    assert f"{merged.agreement_until}" == "2027-07-31"
    assert Team.objects.filter(institution=merged).count() == 2
    assert Training.objects.get().institution == merged
    training.refresh_from_db()
    assert training.team is not None
    assert training.team.institution == merged
    assert Contact.objects.get(responsible=True) == answering
    active = Contact.objects.filter(active=True, institution=merged)
    assert set(active) == {answering, further}
    entry = Entry.objects.get(action="institution.merged")
    assert (entry.subject_id, entry.actor) == (str(keep.pk), lead.user.pk)
    assert lead.client.post(url(keep, other), {"keep": str(keep.pk)}).status_code == 404


def test_nobody_can_read_a_case_that_they_could_not_read_before(lead: Persona) -> None:
    make_recovery_key()
    teams = TeamFactory.create(), TeamFactory.create()
    people = [
        persona(role, team=team) for team in teams for role in (Role.MEMBER, Role.COORDINATOR)
    ]
    give_key(lead, *people)
    cases = [make_case(team=team, with_coordinator=True, code=new_code()) for team in teams]

    def readable() -> list[list[str]]:
        return [
            sorted(cases_of(person.user).values_list("reference", flat=True)) for person in people
        ]

    def state() -> tuple[list[object], ...]:
        return (
            list(Grant.objects.order_by("pk").values_list("pk", "envelope", "key_pair", "scope")),
            list(KeyPair.objects.order_by("pk").values_list("pk", "activation_scope")),
            list(Case.objects.order_by("pk").values_list("pk", "team", "with_coordinator")),
            [scope_of(person.user) for person in people],
        )

    before = readable(), state()
    assert before[0] == [[cases[0].reference]] * 2 + [[cases[1].reference]] * 2
    first, second = (team.institution for team in teams)
    merge_institutions(keep_id=first.pk, other_id=second.pk, by=lead.user)
    assert (readable(), state()) == before


def test_pair_that_is_gone_or_one_is_refused(lead: Persona) -> None:
    one, other = InstitutionFactory.create_batch(2)
    for keep, gone in ((one.pk, one.pk), (one.pk, lead.user.pk)):
        with pytest.raises(CannotMergeError):
            merge_institutions(keep_id=keep, other_id=gone, by=lead.user)
    assert lead.client.get(url(one, one)).status_code == 302
    form = lead.client.post(url(one, other), {}).context["form"]
    assert form.errors == {"keep": ["Wähle bitte aus, welcher Eintrag bleibt."]}
    assert Institution.objects.count() == 2


def test_likely_doubles_are_found_and_others_are_not(lead: Persona) -> None:
    names = (
        "IGS Grüne Straße",
        "Grüne Strasse IGS",
        "Igs Grüne Straße",
        "BBS Teich",
        "Gymnasium See",
    )
    made = {name: InstitutionFactory.create(name=name) for name in names}
    assert [(one.name, other.name) for one, other in pairs(list(made.values()))] == [
        ("Grüne Strasse IGS", "IGS Grüne Straße"),
        ("Grüne Strasse IGS", "Igs Grüne Straße"),
        ("IGS Grüne Straße", "Igs Grüne Straße"),
    ]
    page = lead.client.get(reverse("accounts:duplicates")).content.decode()
    assert page.count("Grüne Strasse IGS") == 2
    choose = lead.client.get(reverse("accounts:merge", args=[made["Igs Grüne Straße"].pk]))
    assert len(choose.context["alike"]) == 2
    chosen = lead.client.get(choose.request["PATH_INFO"], {"other": str(made["BBS Teich"].pk)})
    assert chosen.headers["Location"] == url(made["Igs Grüne Straße"], made["BBS Teich"])
