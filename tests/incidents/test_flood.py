"""A flood goes on a pile: nothing is refused, nothing is lost, and people stay in the list."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.enums import Role
from ateams.audit.models import Entry as AuditEntry
from ateams.audit.services import entry_digest
from incidents.due import SOURCES, PileDue
from incidents.enums import EntryKind
from incidents.models import Case, Consent, Entry
from incidents.readers import ReaderChoice, reader_list
from incidents.services import pile as services
from incidents.services.mailbox import MESSAGES_PER_HOUR, find_mailbox
from incidents.services.reports import VERSIONS_AT_MOST, Sending, receive_report
from tests.factories.incidents import give_key, make_case, open_office
from tests.personas import Persona, persona, unlock
from vault.models import Envelope, Grant
from vault.receipts import new_code

pytestmark = pytest.mark.django_db
REPORT = "/de/report/"
PILE = "/cases/pile/"
QUICK, SLOW = timedelta(seconds=2), timedelta(minutes=3)


@pytest.fixture(autouse=True)
def office(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)


@pytest.fixture
def small(settings: Settings) -> None:
    """Let a flood begin after 3 reports, and the list take 8 an hour and 12 a day."""
    settings.REPORTS_IN_CALM_HOUR = 3
    settings.REPORTS_PER_HOUR, settings.REPORTS_PER_DAY = 8, 12


def arrive(number: int, after: timedelta, **answers: Any) -> None:
    """Let reports arrive, each so long after its form was served."""
    readers = reader_list()
    for _ in range(number):
        receive_report(
            answers={"what": "Etwas ist passiert.", **answers},
            choice=ReaderChoice(),
            readers=readers,
            sending=Sending(new_code(), readers.digests(), "de", drawn_at=timezone.now() - after),
        )


def where() -> dict[bool, int]:
    """Return how many lie in the list (False) and on the pile (True)."""
    return dict(Counter(Case.objects.values_list("apart", flat=True)))


def send(client: Client, *, after: timedelta = timedelta(0), **fields: Any) -> HttpResponse:
    html = client.get(REPORT).content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', html)
    assert ticket
    with time_machine.travel(timezone.now() + after):
        fields = {"what": "In der Pause war etwas.", "ticket": ticket[1], **fields}
        return client.post(REPORT, fields, headers={"sec-fetch-site": "same-origin"})  # type: ignore[return-value]


def all_of_hour() -> datetime:
    return timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def test_calm_hour_takes_whatever_comes_however_quick(small: None) -> None:
    arrive(3, QUICK)
    assert where() == {False: 3}


def test_quick_ones_go_apart_in_a_flood_and_slow_ones_do_not(small: None) -> None:
    arrive(20, QUICK)
    arrive(4, SLOW)
    assert where() == {False: 7, True: 17}


def test_list_takes_so_many_an_hour_and_a_day(small: None) -> None:
    with time_machine.travel("2026-11-24 09:00+01:00", tick=False) as clock:
        arrive(20, SLOW)
        assert where() == {False: 8, True: 12}
        clock.shift(timedelta(minutes=61))
        arrive(20, SLOW)
        assert where() == {False: 12, True: 28}
        clock.shift(timedelta(hours=23))
        arrive(20, SLOW)
        assert where() == {False: 20, True: 40}


def test_form_shown_again_keeps_the_time_it_was_first_served(small: None, client: Client) -> None:
    arrive(10, QUICK)
    first = send(client, after=SLOW, what="kurz").content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', first)
    assert ticket
    with time_machine.travel(timezone.now() + SLOW + QUICK):
        fields = {"what": "Jetzt lang genug geschrieben.", "ticket": ticket[1]}
        client.post(REPORT, fields, headers={"sec-fetch-site": "same-origin"})
    assert where() == {False: 4, True: 7}


def test_note_of_a_conversation_never_goes_apart(small: None, member: Persona) -> None:
    arrive(30, SLOW)
    html = member.client.get("/conversations/new/").content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', html)
    assert ticket
    note = {"ticket": ticket[1], "agreed": "yes", "what": "Eine Person aus Jahrgang 9."}
    member.client.post("/conversations/new/", note)
    assert Case.objects.get(channel="a_team_talk").apart is False
    assert where() == {False: 9, True: 22}


def test_reporter_sees_no_difference(small: None, client: Client) -> None:
    in_list = send(client, after=SLOW)
    arrive(30, QUICK)
    apart = send(client)
    assert where() == {False: 3, True: 29}

    def without_code(page: HttpResponse) -> str:
        html = re.sub(r"data-code>.*?</p>", "", page.content.decode(), flags=re.DOTALL)
        return re.sub(r' value="[^"]*"', "", html)  # drawn anew for each page

    assert without_code(in_list) == without_code(apart)
    assert in_list.headers.items() == apart.headers.items()
    boxes = []
    for page in (in_list, apart):
        code = re.search(r"data-code>(.*?)</p>", page.content.decode(), re.DOTALL)
        assert code
        typed = {"code": re.sub(r"<[^>]*>", "", code[1]), "once": uuid4()}
        visitor = Client(headers={"sec-fetch-site": "same-origin"})
        html = visitor.post("/de/mailbox/", typed, follow=True).content.decode()
        html = re.sub(r'name="once" value="[^"]*"', "", html)
        boxes.append(re.sub(r"<time[^>]*>[^<]*</time>", "", html))
    assert boxes[0] == boxes[1]


def test_pile_is_in_no_list_no_count_and_no_mail(small: None, counsellor: Persona) -> None:
    arrive(3, SLOW)
    arrive(17, QUICK, urgent=True)
    Case.objects.filter(apart=False).delete()
    piled = Case.objects.all()
    assert piled.count() == 17
    html = counsellor.client.get("/cases/").content.decode()
    assert "0 Fälle" in html
    assert "17 Meldungen liegen auf einem Stapel, davon 17 dringend" in html
    html = counsellor.client.get("/").content.decode()
    assert "17 Meldungen liegen auf einem Stapel, davon 17 dringend" in html
    assert not any(case.reference in html for case in piled)
    assert counsellor.client.get(f"/cases/{piled[0].reference}/").status_code == 404
    far = timezone.localdate() + timedelta(days=400)
    assert [item.object_id for source in SOURCES for item in source.items(until=far)] == ["pile"]


def test_pile_is_due_for_those_who_can_read_it(
    small: None, counsellor: Persona, lead: Persona, member: Persona
) -> None:
    give_key(member.user)
    today = timezone.localdate()
    assert list(PileDue().items(until=today)) == []
    arrive(10, QUICK)
    late = persona(Role.COUNSELLOR)
    give_key(late.user)
    seen = {
        person.user.pk: len(list(PileDue().items(until=today, reader_id=person.user.pk)))
        for person in (counsellor, lead, member, late)
    }
    assert list(seen.values()) == [1, 1, 0, 0]
    assert list(PileDue().items(until=today, object_id="something else")) == []


def test_teams_and_administration_know_of_no_pile(small: None, member: Persona) -> None:
    give_key(member.user)
    arrive(10, QUICK)
    for person in (member, persona(Role.ADMIN), persona(Role.COORDINATOR)):
        assert "Stapel" not in person.client.get("/").content.decode()
        assert person.client.get(PILE).status_code == 404


def test_counsellor_reads_beginnings_and_takes_some_in(small: None, counsellor: Persona) -> None:
    arrive(3, SLOW)
    arrive(5, QUICK, what="So beginnt die Meldung. " * 100)
    html = counsellor.client.get(PILE).content.decode()
    assert "So beginnt die Meldung." not in html
    unlock(counsellor)
    html = counsellor.client.get(PILE).content.decode()
    assert html.count('name="cases"') == 5
    assert "So beginnt die Meldung. So beginnt die Meldung." in html
    assert len(html) < 30_000
    piled = list(Case.objects.filter(apart=True))
    skimmed = AuditEntry.objects.filter(action="case.skimmed", actor=counsellor.user.pk)
    assert set(skimmed.values_list("subject_id", flat=True)) == {str(case.pk) for case in piled}
    ids = [str(case.pk) for case in piled[:2]]
    answer = counsellor.client.post(f"{PILE}take-in/", {"cases": ids}, follow=True)
    assert "2 Meldungen stehen jetzt in der Liste." in answer.content.decode()
    assert where() == {False: 5, True: 3}
    assert counsellor.client.get(f"/cases/{piled[0].reference}/").status_code == 200
    entry = AuditEntry.objects.get(action="pile.taken_in")
    assert (entry.subject_kind, entry.number) == ("pile", 2)


def test_ticked_ones_are_erased_in_two_steps(small: None, counsellor: Persona) -> None:
    arrive(3, SLOW)
    arrive(3, QUICK)
    make_case(code="1" * 20)  # counts as slow
    readers = reader_list()
    receive_report(
        answers={"what": "Die gelöscht wird."},
        choice=ReaderChoice(),
        readers=readers,
        sending=Sending("2" * 20, readers.digests(), "de", drawn_at=timezone.now()),
    )
    ids = [str(pk) for pk in Case.objects.filter(apart=True).values_list("pk", flat=True)]
    html = counsellor.client.post(f"{PILE}erase/", {"cases": ids}).content.decode()
    assert "4 Meldungen werden sofort gelöscht" in html
    assert where() == {False: 4, True: 4}
    html = counsellor.client.post(f"{PILE}erase/", {"cases": ids, "asked": "on"}).content.decode()
    assert "Setz bitte das Häkchen" in html
    answer = counsellor.client.post(f"{PILE}erase/", {"cases": ids, "sure": "on"}, follow=True)
    assert "4 Meldungen sind gelöscht." in answer.content.decode()
    assert where() == {False: 4}
    assert Envelope.objects.count() == 8
    assert not Grant.objects.exclude(envelope__in=Envelope.objects.all()).exists()
    assert find_mailbox("2" * 20) is None
    assert find_mailbox("1" * 20)
    entry = AuditEntry.objects.get(action="pile.erased")
    assert (entry.number, entry.actor) == (4, counsellor.user.pk)


def test_hour_is_erased_as_a_whole_and_no_other(
    small: None, counsellor: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "ERASED_AT_ONCE", 4)
    with time_machine.travel("2026-11-24 09:58+01:00", tick=False) as clock:
        arrive(3, SLOW)
        arrive(9, QUICK)
        clock.shift(timedelta(minutes=4))
        arrive(5, QUICK)
        hour = datetime(2026, 11, 24, 8, tzinfo=UTC)
        fields = {"hour": hour.isoformat()}
        assert "9 Meldungen" in counsellor.client.post(f"{PILE}erase/", fields).content.decode()
        counsellor.client.post(f"{PILE}erase/", {**fields, "sure": "on"})
    assert where() == {False: 3, True: 5}
    counts = AuditEntry.objects.filter(action="pile.erased").values_list("number", flat=True)
    assert list(counts) == [4, 4, 1]


def test_erasing_spares_what_was_taken_in_meanwhile(small: None, counsellor: Persona) -> None:
    arrive(3, SLOW)
    arrive(4, QUICK)
    ids = list(Case.objects.filter(apart=True).values_list("pk", flat=True))
    assert services.take_in(case_ids=ids[:1], by=counsellor.user) == 1
    assert services.erase_piled(case_ids=ids, by=counsellor.user) == 3
    assert Case.objects.filter(pk=ids[0]).exists()
    listed = Case.objects.filter(apart=False).values_list("pk", flat=True)
    assert services.erase_piled(case_ids=list(listed), by=counsellor.user) == 0


def test_patient_flood_is_put_apart_without_what_people_have_touched(
    small: None, counsellor: Persona
) -> None:
    arrive(8, SLOW)
    touched, noted, asked = Case.objects.order_by("pk")[:3]
    Case.objects.filter(pk=touched.pk).update(version=2)
    Entry.objects.create(case=noted, kind=EntryKind.NOTE, author=counsellor.user)
    Consent.objects.create(case=asked, asked_by=counsellor.user, sealed=b"-")
    hour = all_of_hour()
    Case.objects.update(received_at=hour + timedelta(minutes=1))
    answer = counsellor.client.post(f"{PILE}put-apart/", {"hour": hour.isoformat()}, follow=True)
    assert "5 Meldungen kamen von der Liste auf den Stapel." in answer.content.decode()
    assert set(Case.objects.filter(apart=False)) == {touched, noted, asked}


@pytest.mark.parametrize("action", ["take-in", "erase"])
def test_nothing_ticked_is_named(small: None, counsellor: Persona, action: str) -> None:
    arrive(10, QUICK)
    for fields in ({}, {"cases": ["kein-fall"]}):
        html = counsellor.client.post(f"{PILE}{action}/", fields).content.decode()
        assert "Kreuze bitte zuerst etwas an." in html


@pytest.mark.thorough
def test_pages_cost_the_same_with_a_flood(
    small: None, counsellor: Persona, django_assert_num_queries: Any
) -> None:
    unlock(counsellor)
    arrive(3, SLOW)
    counts = []
    for number in (2, 40):
        arrive(number, QUICK)
        for url in ("/", "/cases/", PILE):
            counsellor.client.get(url)
            with django_assert_num_queries(100, exact=False) as captured:
                counsellor.client.get(url)
            counts.append(len(captured))
    assert counts[:3] == counts[3:]


def test_report_costs_the_same_queries_on_the_pile(
    small: None, django_assert_num_queries: Any
) -> None:
    counts = []
    for after in (SLOW, SLOW, SLOW, SLOW, QUICK):
        with django_assert_num_queries(100, exact=False) as captured:
            arrive(1, after)
        counts.append(len(captured))
    assert where() == {False: 4, True: 1}
    assert len(set(counts)) == 1


def test_audit_chain_holds_after_many_entries_at_once(small: None, counsellor: Persona) -> None:
    arrive(10, QUICK)
    services.record_skimming(cases=list(Case.objects.all()), by=counsellor.user)
    previous = bytes(32)
    for entry in AuditEntry.objects.order_by("id"):
        assert bytes(entry.previous) == previous
        assert entry_digest(entry) == bytes(entry.digest)
        previous = bytes(entry.digest)


def test_messages_are_bounded_and_the_text_is_kept(client: Client) -> None:
    case = make_case(code="1" * 20)
    headers = {"sec-fetch-site": "same-origin"}
    client.post("/de/mailbox/", {"code": "1" * 20, "once": uuid4()}, headers=headers)

    def write(text: str) -> str:
        fields = {"text": text, "once": uuid4()}
        answer = client.post("/de/mailbox/message/", fields, headers=headers, follow=True)
        return answer.content.decode()

    for number in range(MESSAGES_PER_HOUR):
        write(f"Nachricht {number}")
    html = write("Noch eine Nachricht.")
    assert "Sende ihn bitte später noch einmal." in html
    assert "Noch eine Nachricht.</textarea>" in html
    fields = {"code": "1" * 20, "text": "Mit dem Code.", "once": uuid4()}
    html = client.post("/de/mailbox/", fields, headers=headers, follow=True).content.decode()
    assert "Mit dem Code.</textarea>" in html
    assert case.entries.filter(kind="from_reporter").count() == MESSAGES_PER_HOUR
    Entry.objects.update(at=timezone.now() - timedelta(minutes=61))
    write("Noch eine Nachricht.")
    assert case.entries.filter(kind="from_reporter").count() == MESSAGES_PER_HOUR + 1


def test_corrections_of_one_report_are_bounded_and_the_text_is_kept(client: Client) -> None:
    html = client.get(REPORT).content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', html)
    assert ticket
    for number in range(VERSIONS_AT_MOST + 1):
        fields = {"what": f"Fassung Nummer {number}", "ticket": ticket[1]}
        answer = client.post(REPORT, fields, headers={"sec-fetch-site": "same-origin"})
    assert "Fassung Nummer 20</textarea>" in answer.content.decode()
    assert Entry.objects.count() == VERSIONS_AT_MOST


@pytest.mark.prove
def test_three_hundred_pupils_and_two_thousand_of_a_script(client: Client) -> None:
    """With the product's own limits: a school's hour fits, a script does not."""
    for _ in range(300):
        send(client, after=SLOW)
    assert where() == {False: 300}
    arrive(2000, QUICK)
    arrive(150, SLOW)
    assert where() == {False: 450, True: 2000}
    arrive(100, SLOW)
    assert where() == {False: 500, True: 2050}
