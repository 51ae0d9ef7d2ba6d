"""Consent on the pages: asked by the office, answered in the mailbox, and who was quicker."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Team
from ateams.due import Part
from ateams.outbox.models import Mail
from followups.sweeps import plan_reminders, send_next_reminder
from incidents.due import ConsentWaiting, OverrideMade
from incidents.enums import ConsentState, EntryKind, State
from incidents.models import Case, Consent
from incidents.services import work
from tests.factories.followups import default_rules
from tests.factories.incidents import give_key, make_case, open_office
from tests.personas import Persona, persona, unlock

pytestmark = pytest.mark.django_db
CODE = "12345678901234567890"
MAILBOX = "/de/mailbox/"
QUESTION = "Dürfen wir mit deiner Schulleitung sprechen?"
ASKED = {"step": "contact", "what": QUESTION}


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    for person in (counsellor, lead):
        unlock(person)
    return make_case(code=CODE)


@pytest.fixture
def reporter(case: Case) -> Client:
    client = Client(headers={"sec-fetch-site": "same-origin"})
    client.post(MAILBOX, {"code": CODE, "once": uuid4()})
    return client


def steps(who: Persona, case: Case, action: str = "", /, **fields: Any) -> str:
    url = f"/cases/{case.reference}/steps/"
    if not action:
        return who.client.get(url).content.decode()
    fields.setdefault("once", str(uuid4()))
    return who.client.post(f"{url}{action}/", fields, follow=True).content.decode()


def reply(reporter: Client, answer: str, **fields: Any) -> HttpResponse:
    url = f"{MAILBOX}consents/{Consent.objects.get().pk}/"
    fields = {"answer": answer, "once": str(uuid4()), **fields}
    return reporter.post(url, fields, follow=True)  # type: ignore[return-value]


def take(who: Persona, case: Case, **fields: Any) -> str:
    fields.setdefault("on", timezone.localdate().isoformat())
    return steps(who, case, f"{Consent.objects.get().pk}/take", **fields)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def test_question_is_asked_answered_and_used(
    case: Case, counsellor: Persona, reporter: Client
) -> None:
    html = steps(counsellor, case, "ask", **ASKED)
    assert "gefragt" in text_of(html)
    assert QUESTION in html
    assert "Ist getan: eintragen" not in html
    mailbox = reporter.get(MAILBOX).content.decode()
    assert mailbox.index("Wir möchten dich etwas fragen") < mailbox.index("Verlauf")
    assert QUESTION in mailbox
    html = reply(reporter, "yes", text="Aber bitte ohne meinen Namen.").content.decode()
    assert "Wir möchten dich etwas fragen" not in html
    assert "Getan haben wir es noch nicht." in html
    html = steps(counsellor, case)
    assert "Aber bitte ohne meinen Namen." in html
    html = take(counsellor, case, note="Gespräch mit der Leitung.")
    assert "Damit ist das Einverständnis verbraucht." in html
    html = reporter.get(MAILBOX).content.decode()
    assert "Das lässt sich nicht mehr zurückholen." in html
    assert 'value="back"' not in html
    assert "Gespräch mit der Leitung." not in html


def test_no_is_shown_to_both(case: Case, counsellor: Persona, reporter: Client) -> None:
    steps(counsellor, case, "ask", **ASKED)
    html = reply(reporter, "no").content.decode()
    assert "Wir tun es nicht." in html
    html = counsellor.client.get(f"/cases/{case.reference}/").content.decode()
    assert "abgelehnt" in text_of(html)
    assert "Ist getan: eintragen" not in steps(counsellor, case)


def test_yes_is_taken_back_while_the_office_fills_in_the_step(
    case: Case, counsellor: Persona, reporter: Client
) -> None:
    steps(counsellor, case, "ask", **ASKED)
    reply(reporter, "yes")
    assert "Ist getan: eintragen" in steps(counsellor, case)
    reply(reporter, "back")
    html = take(counsellor, case, note="Mein langer Bericht.")
    assert "Das Einverständnis hat sich geändert." in html
    assert "Mein langer Bericht." in html
    assert case.entries.filter(kind=EntryKind.STEP).count() == 0
    assert "zurückgenommen" in text_of(html)


def test_taking_back_what_was_done_meanwhile_says_so(
    case: Case, counsellor: Persona, reporter: Client
) -> None:
    steps(counsellor, case, "ask", **ASKED)
    reply(reporter, "yes")
    take(counsellor, case)
    html = reply(reporter, "back").content.decode()
    assert "Inzwischen hat sich das geändert." in html
    assert Consent.objects.get().state == ConsentState.DONE


def test_answer_to_a_recalled_question_says_so(
    case: Case, counsellor: Persona, reporter: Client
) -> None:
    steps(counsellor, case, "ask", **ASKED)
    steps(counsellor, case, f"{Consent.objects.get().pk}/recall")
    html = reply(reporter, "yes").content.decode()
    assert "Inzwischen hat sich das geändert." in html
    assert Consent.objects.get().state == ConsentState.RECALLED


def test_talk_is_shown_in_the_mailbox(case: Case, counsellor: Persona, reporter: Client) -> None:
    day = timezone.localdate() - timedelta(days=1)
    steps(counsellor, case, "talk", **ASKED, talk_on=day.isoformat(), how="phone")
    html = text_of(reporter.get(MAILBOX).content.decode())
    assert f"In einem Gespräch am {day:%d.%m.%Y} hast du zugestimmt." in html
    assert counsellor.user.name not in html
    reply(reporter, "back")
    assert Consent.objects.get().state == ConsentState.TAKEN_BACK


def test_override_is_shown_to_the_reporter_without_its_reason(
    case: Case, counsellor: Persona, lead: Persona, reporter: Client
) -> None:
    decided = {**ASKED, "step": "police", "reason": "Sehr genaue Ankündigung.", "sure": "on"}
    answer = counsellor.client.post(f"/cases/{case.reference}/steps/override/", decided)
    assert answer.status_code == 404
    html = steps(lead, case, "override", **decided)
    assert "Sehr genaue Ankündigung." in html
    html = reporter.get(MAILBOX).content.decode()
    day = f"{timezone.localdate():%d.%m.%Y}"
    words = f"Am {day} ohne dein Einverständnis entschieden, weil ein Leben in Gefahr ist."
    assert words in html
    assert "Zur Polizei gehen Lebensgefahr" in re.sub(r"Achtung: ", "", text_of(html))
    assert "erlaubt" not in text_of(html)
    assert "Sehr genaue Ankündigung." not in html
    assert 'value="back"' not in html
    reply(reporter, "back")
    assert Consent.objects.get().state == ConsentState.GIVEN


def test_all_other_leads_are_told_of_an_override_by_the_usual_mail(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    default_rules()
    others = [persona(Role.LEAD) for _ in range(2)]
    for other in others:
        give_key(other.user)
    case = make_case()
    Case.objects.update(reply_due_on=None, responsible=counsellor.user, next_date="2099-01-01")
    steps(lead, case, "override", **ASKED, reason="Es ist so.", sure="on")
    (item,) = OverrideMade().items(until=timezone.localdate())
    assert {person.email for person in item.people[Part.LEAD]} == {o.user.email for o in others}
    plan_reminders(timezone.now())
    with_hours = timezone.now().replace(hour=12)
    while send_next_reminder(with_hours + timedelta(days=1)):
        pass
    mails = Mail.objects.filter(kind="case.waiting")
    assert {mail.address for mail in mails} == {other.user.email for other in others}
    assert len({mail.text for mail in mails}) == 1
    work.record_opening(case=case, by=others[0].user)
    (item,) = OverrideMade().items(until=timezone.localdate())
    assert [person.email for person in item.people[Part.LEAD]] == [others[1].user.email]


def test_leads_who_cannot_open_the_case_are_not_told_of_an_override(
    case: Case, lead: Persona
) -> None:
    able = persona(Role.LEAD)
    give_key(able.user)
    newer = make_case()
    give_key(persona(Role.LEAD).user)
    for found in (case, newer):
        steps(lead, found, "override", **ASKED, reason="Es ist so.", sure="on")
    (item,) = OverrideMade().items(until=timezone.localdate())
    assert item.where == newer.reference
    assert [person.email for person in item.people[Part.LEAD]] == [able.user.email]


def test_closing_the_case_hides_no_override_from_the_other_leads(case: Case, lead: Persona) -> None:
    other = persona(Role.LEAD)
    give_key(other.user)
    case = make_case()
    steps(lead, case, "override", **ASKED, reason="Es ist so.", sure="on")
    Case.objects.update(state=State.CLOSED, closed_at=timezone.now())
    (item,) = OverrideMade().items(until=timezone.localdate())
    assert [person.email for person in item.people[Part.LEAD]] == [other.user.email]
    assert not list(ConsentWaiting().items(until=timezone.localdate() + timedelta(days=60)))


def test_pending_consents_are_due_for_the_responsible_person(
    case: Case, counsellor: Persona, reporter: Client
) -> None:
    work.acknowledge(case=case, version=1, by=counsellor.user)
    steps(counsellor, case, "ask", **ASKED)
    today, far = timezone.localdate(), timezone.localdate() + timedelta(days=60)
    assert not list(ConsentWaiting().items(until=today + timedelta(days=6)))
    (item,) = ConsentWaiting().items(until=today + timedelta(days=7))
    assert [person.email for person in item.people[Part.RESPONSIBLE]] == [counsellor.user.email]
    assert (item.title, item.where) == ("Frage noch ohne Antwort", case.reference)
    reply(reporter, "yes")
    (item,) = ConsentWaiting().items(until=far, object_id=item.object_id)
    assert item.title == "Schritt ist erlaubt"
    take(counsellor, case)
    assert not list(ConsentWaiting().items(until=far))


def test_further_readers_show_in_the_mailbox_until_sent_out(
    case: Case, counsellor: Persona, reporter: Client, member: Persona
) -> None:
    give_key(member.user)
    assert member.team
    place = member.team.institution.name
    steps(
        counsellor,
        case,
        "ask",
        step="readers",
        readers=f"members:{member.team.pk}",
        what="Darf dein A-Team mitlesen?",
    )
    html = text_of(reporter.get(MAILBOX).content.decode())
    assert f"Jemand soll mitlesen: A-Team „{place}“: 1 Person" in html
    reply(reporter, "yes")
    assert "liest mit" in text_of(take(counsellor, case))
    html = text_of(reporter.get(MAILBOX).content.decode())
    assert f"Dazugekommen mit deinem Ja: A-Team „{place}“: 1 Person" in html
    assert member.client.get(f"/cases/{case.reference}/").status_code == 200
    html = text_of(reply(reporter, "back").content.decode())
    assert "Kein A-Team liest mit." in html
    assert "liest deshalb niemand mehr mit." in html
    assert member.client.get(f"/cases/{case.reference}/").status_code == 404


@pytest.mark.parametrize(
    ("action", "fields", "words"),
    [
        ("ask", {}, "Wähle bitte aus, worum es geht."),
        ("ask", {"step": "police"}, "Schreib bitte einen Satz dazu."),
        ("ask", {"step": "readers", "what": "Wer?"}, "Wähle bitte aus, wer mitlesen soll."),
        ("ask", {"step": "readers", "what": "Wer?", "readers": "fremd"}, "fremd"),
        ("talk", {**ASKED, "talk_on": "2999-01-01", "how": "phone"}, "kommt erst noch"),
        ("talk", {**ASKED, "talk_on": "2020-01-01"}, "wie ihr gesprochen habt"),
        ("override", {**ASKED, "sure": "on"}, "Ohne Begründung geht es nicht."),
        ("override", {**ASKED, "reason": "Ja."}, "Setz bitte das Häkchen"),
    ],
)
def test_bad_input_is_named_and_nothing_is_asked(
    case: Case, lead: Persona, action: str, fields: dict[str, str], words: str
) -> None:
    assert words in steps(lead, case, action, **fields)
    assert not Consent.objects.exists()


def test_question_survives_a_lock(case: Case, counsellor: Persona) -> None:
    counsellor.client.cookies.pop("vault")
    html = steps(counsellor, case, "ask", **ASKED)
    assert QUESTION in html
    assert "sechs Wörter" in html
    assert not Consent.objects.exists()


def test_answer_after_the_mailbox_closed_keeps_the_sentence(
    case: Case, counsellor: Persona, reporter: Client
) -> None:
    steps(counsellor, case, "ask", **ASKED)
    reporter.cookies.clear()
    html = reply(reporter, "yes", text="Ja, aber ohne Namen.").content.decode()
    assert "Das Postfach ist geschlossen." in html
    assert "Ja, aber ohne Namen.</textarea>" in html
    assert Consent.objects.get().state == ConsentState.ASKED


def test_consent_of_another_case_cannot_be_answered(
    case: Case, counsellor: Persona, reporter: Client
) -> None:
    steps(counsellor, case, "ask", **ASKED)
    make_case(code="9" * 20)
    other = Client(headers={"sec-fetch-site": "same-origin"})
    other.post(MAILBOX, {"code": "9" * 20, "once": uuid4()})
    reply(other, "yes")
    assert Consent.objects.get().state == ConsentState.ASKED


@pytest.mark.parametrize("number", [1, 4])
def test_pages_cost_constant_queries(
    case: Case,
    counsellor: Persona,
    reporter: Client,
    number: int,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(number):
        steps(counsellor, case, "ask", **ASKED)
    with django_assert_max_num_queries(23):
        steps(counsellor, case)
    with django_assert_max_num_queries(12):
        reporter.get(MAILBOX)


def test_team_is_not_told_of_steps_outside(
    counsellor: Persona, lead: Persona, coordinator: Persona, team: Team
) -> None:
    open_office(counsellor.user, lead.user)
    give_key(coordinator.user)
    for person in (counsellor, coordinator):
        unlock(person)
    case = make_case(team=team, with_coordinator=True)
    steps(counsellor, case, "ask", **ASKED)
    pages = [
        text_of(who.client.get(f"/cases/{case.reference}/").content.decode())
        for who in (counsellor, coordinator)
    ]
    assert ["Schritte nach außen" in page for page in pages] == [True, False]
    assert "Kontakt" in pages[0]
