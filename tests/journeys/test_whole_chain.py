"""From the plan of a cohort to the summer: training opens a contact point, and time closes it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import EndReason, Role
from accounts.models import Membership, Team, User
from accounts.services import make_key_pair
from ateams.audit.models import Entry as AuditEntry
from contactpoints.sweeps import end_terms
from incidents.models import Case
from tests.factories.incidents import PASSPHRASE
from tests.personas import Persona, give_key, persona, show_as, unlock
from tests.web.accessibility import flaws
from vault.models import Grant
from vault.services import make_recovery_key

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.thorough
def test_whole_chain_from_cohort_to_summer(
    lead: Persona, coordinator: Persona, member: Persona, team: Team, desk: Page, phone: Page
) -> None:
    make_recovery_key()
    give_key(lead)
    unlock(lead)
    stranger = persona(Role.MEMBER, name="Fremd")
    give_key(stranger)
    show_as(desk, lead)
    publish_curriculum(lead)

    plan_cohort_and_training(desk, member, team)
    tick_who_came(show_as(phone, lead), member)
    make_key_pair(person=member.user, passphrase=PASSPHRASE)
    assert not_in_directory(phone, team)
    let_the_gate_open(desk, team)
    activate_key(desk, member)

    code = find_the_team_and_report(phone, team)
    case = Case.objects.get()
    member.user.refresh_from_db()
    unlock(member)
    unlock(stranger)
    assert [status_of(case, one) for one in (lead, member, coordinator, stranger)] == [
        *(200, 200),
        *(404, 404),
    ]
    read_and_answer(phone, member, case)

    summer_comes(member)
    assert (status_of(case, member), status_of(case, lead)) == (404, 200)
    assert not_in_directory(phone, team)
    desk.goto(f"/cases/{case.reference}/")
    expect(desk.get_by_text(f"{member.user.name} liest nicht mehr mit.")).to_be_visible()
    answer_is_there(phone, code)


def publish_curriculum(lead: Persona) -> None:
    """Publish one mandatory hour: how that is done on the page is not what this is about."""
    lead.client.post("/curriculum/new/")
    hours = {"percent": "80", "hours_antisemitism": "1", "mandatory_antisemitism": "on"}
    lead.client.post("/curriculum/1/edit/", hours)
    lead.client.post("/curriculum/1/publish/")


def plan_cohort_and_training(desk: Page, member: Persona, team: Team) -> None:
    desk.goto("/cohorts/new/")
    desk.get_by_role("button", name="Speichern").click()
    desk.get_by_role("link", name="Personen aufnehmen").first.click()
    desk.get_by_text(member.user.name).click()
    desk.get_by_role("button", name="Aufnehmen").click()
    desk.goto("/trainings/new/")
    desk.get_by_label("Einrichtung").select_option(str(team.institution_id))
    desk.get_by_text("Das A-Team wird geschult").click()
    desk.get_by_label("Für einen Jahrgang").select_option(index=1)
    desk.locator("[name=date_1]").fill(f"{timezone.localdate()}")
    desk.locator("[name=minutes_1]").fill("60")
    desk.get_by_text("Antisemitismus", exact=True).click()
    desk.get_by_role("button", name="Speichern").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Antisemitismus")


def tick_who_came(phone: Page, member: Persona) -> None:
    """Tick on a phone: of a cohort's training the office alone says who was there."""
    phone.goto("/trainings/")
    phone.get_by_role("link", name=re.compile("Antisemitismus")).first.click()
    phone.get_by_role("link", name="Wer war da?").click()
    row = phone.locator(".attendee", has_text=member.user.name)
    row.get_by_text("da", exact=True).click()
    phone.get_by_role("button", name="Speichern").click()
    expect(phone.get_by_text("Anwesenheit gespeichert.")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def let_the_gate_open(desk: Page, team: Team) -> None:
    desk.goto(f"/team/{team.pk}/")
    for button in ("Erklärung liegt vor", "Bestätigen"):
        person = desk.locator(".kern-card", has_text="A-Team-Mitglied")
        person.get_by_text("Nachweise eintragen").click()
        person.get_by_role("button", name=button, exact=True).click()
    expect(desk.get_by_text("wartet auf Freischaltung")).to_be_visible()


def activate_key(desk: Page, member: Persona) -> None:
    desk.goto("/people/keys/")
    desk.get_by_text(member.user.email).click()
    desk.get_by_role("button", name="Freischalten").click()
    expect(desk.get_by_text("Kein Schlüssel wartet")).to_be_visible()


def not_in_directory(phone: Page, team: Team) -> bool:
    phone.context.clear_cookies()
    phone.goto("/de/teams/")
    return phone.get_by_role("link", name=re.compile(team.institution.name)).count() == 0


def find_the_team_and_report(phone: Page, team: Team) -> str:
    phone.goto("/de/teams/")
    phone.get_by_role("link", name=re.compile(team.institution.name)).first.click()
    assert flaws(phone) == []
    phone.get_by_role("link", name="Diesem A-Team etwas melden").click()
    phone.get_by_label("Was ist passiert?").fill("In der Pause hat mich jemand beleidigt.")
    phone.get_by_role("link", name="Mehr möchte ich nicht sagen.").click()
    phone.get_by_label("Beratungsstelle und A-Team").click()
    phone.get_by_role("button", name="Meldung senden").click()
    return phone.locator("[data-code]").inner_text()


def read_and_answer(phone: Page, member: Persona, case: Case) -> None:
    show_as(phone, member).goto(f"/cases/{case.reference}/")
    expect(phone.get_by_text("In der Pause hat mich jemand beleidigt.").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def summer_comes(member: Persona) -> None:
    """Let the last day of the term be yesterday, and the night after it do its work."""
    today = timezone.localdate()
    Membership.objects.filter(user=member.user).update(term_ends_on=today - timedelta(days=1))
    assert (end_terms(today), end_terms(today)) == (1, 0)
    membership = Membership.objects.get(user=member.user)
    assert (membership.ended_on, membership.end_reason) == (today, EndReason.TERM_OVER)
    pair = User.objects.get(pk=member.user.pk).key_pair_id
    assert not Grant.objects.filter(key_pair=pair).exists()
    assert Case.objects.get().unread
    actions = AuditEntry.objects.order_by("-pk").values_list("action", flat=True)
    assert list(actions[:2]) == ["account.term_over", "case.passed_on"]


def answer_is_there(phone: Page, code: str) -> None:
    """Let the reporter come back: their way in has nothing to do with the team's."""
    phone.goto("/de/mailbox/")
    phone.get_by_label("Dein Code").fill(code)
    phone.get_by_role("button", name="Postfach öffnen").click()
    expect(phone.get_by_text("Deine Meldung ist angekommen.")).to_be_visible()


def status_of(case: Case, person: Persona) -> int:
    return person.client.get(f"/cases/{case.reference}/").status_code
