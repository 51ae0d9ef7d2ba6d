"""A pupil reports without JavaScript, a counsellor reads and answers, the pupil comes back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from incidents.enums import State
from incidents.models import Case
from tests.factories.incidents import PASSPHRASE, give_key, make_case, open_office
from tests.journeys.photos import photograph
from tests.journeys.taps import Fingers
from tests.personas import Persona, show_as

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)


def test_pupil_without_javascript_gets_to_the_text_in_three_taps(
    office: None, member: Persona, phone_without_javascript: Page
) -> None:
    give_key(member.user)
    page = phone_without_javascript
    assert member.team
    page.goto(f"/m/{member.team.slug}")
    pupil = Fingers(page, limit=3)
    pupil.type("Was ist passiert?", "Text")
    expect(page.get_by_label("Was ist passiert?")).to_be_focused()


def test_pupil_reports_and_comes_back_in_eight_taps(
    office: None, phone_without_javascript: Page
) -> None:
    page = phone_without_javascript
    page.goto("/de/report/")
    pupil = Fingers(page, limit=8)
    pupil.type("Was ist passiert?", "In der Pause hat mich jemand beleidigt.")
    pupil.tap("Meldung senden")
    code = page.locator("[data-code]").inner_text()
    assert re.fullmatch(r"(\d{4}\s*){5}", code)
    pupil.tap("Ich habe den Code aufbewahrt")
    expect(page.locator("[data-code]")).to_have_count(0)
    pupil.tap("Zum Postfach")
    pupil.type("Dein Code", code)
    pupil.tap("Postfach öffnen")
    expect(page.get_by_text("Deine Meldung ist angekommen.")).to_be_visible()
    expect(page.get_by_text("Wir antworten bis")).to_be_visible()
    assert pupil.typed == ["Was ist passiert?", "Dein Code"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_report_is_read_answered_and_closed(
    office: None, counsellor: Persona, phone_without_javascript: Page, desk: Page
) -> None:
    pupil = phone_without_javascript
    pupil.goto("/de/report/")
    pupil.get_by_label("Was ist passiert?").fill("Ein Lehrer macht Witze über meinen Namen.")
    pupil.get_by_role("button", name="Meldung senden").click()
    code = pupil.locator("[data-code]").inner_text()

    reference = Case.objects.get().reference
    desk = show_as(desk, counsellor)
    desk.goto("/cases/")
    desk.get_by_role("link", name=reference).click()
    expect(desk.get_by_text("Witze über meinen Namen")).to_have_count(0)
    desk.get_by_label("sechs Wörter").fill(PASSPHRASE)
    desk.get_by_role("button", name="Entsperren").last.click()
    expect(desk.get_by_text("Ein Lehrer macht Witze über meinen Namen.")).to_be_visible()
    desk.get_by_label("Antwort", exact=True).fill("Danke, dass du schreibst. Wir helfen dir.")
    desk.get_by_role("button", name="Antwort senden").click()
    expect(desk.get_by_text("Danke, dass du schreibst. Wir helfen dir.")).to_be_visible()

    pupil.goto("/de/mailbox/")
    pupil.get_by_label("Dein Code").fill(code)
    pupil.get_by_role("button", name="Postfach öffnen").click()
    expect(pupil.get_by_text("Danke, dass du schreibst. Wir helfen dir.")).to_be_visible()

    desk.get_by_role("link", name="Einordnen und abschließen").click()
    desk.get_by_label("Hauptart des Vorfalls").select_option("joke")
    desk.get_by_label("Rassismus / ethnische Herkunft").check()
    desk.get_by_label("Grund für den Abschluss").select_option("goal_reached")
    desk.get_by_label("Entschuldigung", exact=True).last.check()  # the first is the wish
    desk.get_by_label("Diskriminierung bestätigt / plausibel").check()
    desk.get_by_role("button", name="Einordnen und abschließen").click()
    expect(desk.get_by_label("Verlauf").get_by_text("Ziel erreicht")).to_be_visible()
    pupil.reload()
    expect(pupil.get_by_text("Der Fall ist abgeschlossen.")).to_be_visible()
    assert Case.objects.get().state == State.CLOSED


def test_coordinator_reads_a_shared_case_notes_and_proposes_and_sees_nothing_else(
    office: None, member: Persona, coordinator: Persona, admin: Persona, phone: Page
) -> None:
    give_key(member.user)
    give_key(coordinator.user)
    hidden = make_case(team=member.team, what="Nicht für die Koordinierung.")
    shared = make_case(team=member.team, with_coordinator=True, what="Auch für sie.")
    phone = show_as(phone, coordinator)
    answer = phone.goto(f"/cases/{hidden.reference}/")
    assert answer
    assert answer.status == 404
    phone.goto("/")
    fingers = Fingers(phone, limit=12)
    expect(phone.get_by_role("link", name=hidden.reference)).to_have_count(0)
    fingers.tap(shared.reference)
    fingers.type("sechs Wörter", PASSPHRASE)
    fingers.tap(phone.get_by_role("button", name="Entsperren").last)
    expect(phone.get_by_text("Auch für sie.")).to_be_visible()
    fingers.tap(phone.get_by_text("Notiz", exact=True).first)
    fingers.type("Notiz", "Ich spreche mit der Klasse.", exact=True)
    fingers.tap("Notiz speichern")
    expect(phone.get_by_text("Ich spreche mit der Klasse.")).to_be_visible()
    fingers.tap("Vorschläge ansehen und schreiben")
    fingers.type("Vorschlag", "Ein Gespräch mit der Klassenleitung.")
    fingers.tap("Vorschlag senden")
    expect(phone.get_by_text("Ein Gespräch mit der Klassenleitung.")).to_be_visible()
    photograph(phone, "coordinator-proposes")
    for case in (hidden, shared):
        assert admin.client.get(f"/cases/{case.reference}/").status_code == 404


def test_member_notes_a_conversation_in_twelve_taps_and_answers_a_report_in_six(
    office: None, member: Persona, phone: Page
) -> None:
    give_key(member.user)
    report = make_case(team=member.team, what="In der Pause hat mich jemand beleidigt.")
    phone = show_as(phone, member)
    phone.goto("/")
    fingers = Fingers(phone, limit=12)
    fingers.tap("Gespräch notieren")
    fingers.tap(phone.get_by_label("Ja, sie ist einverstanden"))
    fingers.type("Was ist passiert?", "Eine Person aus Jahrgang 9 wird ausgegrenzt.")
    fingers.tap("Speichern")
    expect(phone.get_by_text("Gespeichert.")).to_be_visible()
    expect(phone.locator("[data-code]")).to_be_visible()
    assert fingers.typed == ["Was ist passiert?"]
    phone.goto("/")
    fingers = Fingers(phone, limit=6)
    fingers.tap(report.reference)
    fingers.type("sechs Wörter", PASSPHRASE)
    fingers.tap(phone.get_by_role("button", name="Entsperren").last)
    expect(phone.get_by_text("In der Pause hat mich jemand beleidigt.")).to_be_visible()
    fingers.tap(phone.locator("summary", has_text="Antwort").first)
    fingers.type("Antwort", "Danke, dass du schreibst.", exact=True)
    fingers.tap("Antwort senden")
    expect(phone.get_by_label("Verlauf").get_by_text("Danke, dass du schreibst.")).to_be_visible()
    photograph(phone, "member-answers")


def test_pupil_keeps_the_team_out_and_sees_it_in_the_mailbox(
    office: None, member: Persona, phone_without_javascript: Page
) -> None:
    give_key(member.user)
    page = phone_without_javascript
    assert member.team
    page.goto(f"/m/{member.team.slug}")
    page.get_by_label("Was ist passiert?").fill("In der Pause hat mich jemand beleidigt.")
    page.get_by_label("Nur die Beratungsstelle").check()
    page.get_by_role("button", name="Meldung senden").click()
    code = page.locator("[data-code]").inner_text()
    page.goto("/de/mailbox/")
    page.get_by_label("Dein Code").fill(code)
    page.get_by_role("button", name="Postfach öffnen").click()
    readers = page.get_by_text("Wer kann das lesen? Nur die Beratungsstelle")
    expect(readers).to_be_visible()
    readers.click()
    expect(page.get_by_text("Kein A-Team liest mit.")).to_be_visible()


def test_report_step_by_step_with_summary_and_no_way_back_to_the_code(
    office: None, phone: Page
) -> None:
    phone.goto("/de/")
    phone.get_by_role("link", name="Etwas melden").click()
    expect(phone.get_by_text("Schritt 1 von 5")).to_be_visible()
    expect(phone.get_by_label("Wo genau?")).to_be_hidden()
    phone.get_by_label("Was ist passiert?").fill("Ein Lehrer macht Witze über meinen Namen.")
    phone.get_by_role("button", name="Weiter").click()
    phone.get_by_label("Wo genau?").fill("Im Unterricht")
    for _ in range(3):
        phone.get_by_role("button", name="Weiter").click()
    expect(phone.get_by_text("Schritt 5 von 5")).to_be_visible()
    summary = phone.locator("[data-steps-summary]")
    expect(summary).to_contain_text("Ein Lehrer macht Witze über meinen Namen.")
    expect(summary).to_contain_text("Im Unterricht")
    phone.get_by_role("button", name="Meldung senden").click()
    expect(phone.locator("[data-code]")).to_be_visible()
    phone.get_by_role("link", name="Ich habe den Code aufbewahrt").click()
    expect(phone.get_by_text("Danke, dass du es gesagt hast.")).to_be_visible()
    phone.go_back()
    expect(phone.locator("[data-code]")).to_have_count(0)
    expect(phone.get_by_label("Was ist passiert?")).to_have_value("")
    assert Case.objects.count() == 1


def test_report_can_be_sent_after_the_first_question(office: None, phone: Page) -> None:
    phone.goto("/de/report/")
    pupil = Fingers(phone, limit=3)
    pupil.type("Was ist passiert?", "Ein Lehrer macht Witze über meinen Namen.")
    pupil.tap("Weiter zum Senden")
    pupil.tap("Meldung senden")
    expect(phone.locator("[data-code]")).to_be_visible()
