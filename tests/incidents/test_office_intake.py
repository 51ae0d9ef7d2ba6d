"""Office intake: what a call, a visit or a letter told, with the person's agreement."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from accounts.enums import Role
from accounts.models import Institution
from ateams.audit.models import Entry as AuditEntry
from incidents.enums import Channel, EntryKind, State
from incidents.models import Case, Entry, FactRow
from incidents.services.clocks import reply_due
from incidents.services.mailbox import find_mailbox
from tests.factories.incidents import give_key, open_office
from tests.personas import Persona, persona

pytestmark = pytest.mark.django_db
URL = "/cases/new/"
TOLD = {"channel": "phone", "agreed": "yes", "language": "de", "card": "on"}
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def office(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)


def ticket(person: Persona) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', person.client.get(URL).content.decode())
    assert found
    return found[1]


def take_in(person: Persona, **fields: Any) -> HttpResponse:
    fields = {**TOLD, "what": "Mein Sohn wird jeden Tag beschimpft.", **fields}
    fields.setdefault("ticket", ticket(person))
    return person.client.post(URL, fields)  # type: ignore[return-value]


def code_in(answer: HttpResponse) -> str:
    found = re.search(r"data-code>(.*?)</p>", answer.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]*>", "", found[1]) if found else ""


def test_call_becomes_a_case_of_whoever_took_it(counsellor: Persona) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        take_in(counsellor, contact="0511 12345")
    case = Case.objects.get()
    assert (case.channel, case.state, case.responsible) == (
        Channel.PHONE, State.ACKNOWLEDGED, counsellor.user,
    )  # fmt: skip
    assert (case.unread, case.first_reply_at, case.reply_due_on) == (False, TUESDAY, None)
    assert case.next_date == reply_due(TUESDAY.date(), urgent=False)
    entry = case.entries.get(kind=EntryKind.REPORT)
    assert (entry.author, entry.author_role) == (counsellor.user, Role.COUNSELLOR)
    acts = AuditEntry.objects.filter(subject_id=str(case.pk)).values_list("action", flat=True)
    assert list(acts) == ["case.acknowledged", "case.taken_in"]


def test_code_on_the_card_opens_the_mailbox(counsellor: Persona) -> None:
    answer = take_in(counsellor, language="en")
    mailbox = find_mailbox(code_in(answer))
    assert mailbox
    assert mailbox.case == Case.objects.get()
    html = answer.content.decode()
    assert "http://testserver/en/mailbox/" in html
    assert "<svg" in html
    assert code_in(answer).replace(" ", "") not in html


def test_card_can_be_left_away(counsellor: Persona) -> None:
    answer = take_in(counsellor, card="")
    assert code_in(answer) == ""
    assert "Die Person hat keinen Code." in answer.content.decode()
    assert not Case.objects.get().code_given


def test_letter_still_waits_for_an_answer(counsellor: Persona) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        take_in(counsellor, channel="letter")
    case = Case.objects.get()
    assert case.reply_due_on == case.next_date == reply_due(TUESDAY.date(), urgent=False)
    assert case.first_reply_at is None


def test_whoever_cannot_read_takes_in_what_the_others_find_unread(lead: Persona) -> None:
    newcomer = persona(Role.COUNSELLOR)
    answer = take_in(newcomer)
    case = Case.objects.get()
    assert (case.state, case.responsible, case.unread) == (State.NEW, None, True)
    assert "Zum Fall" not in answer.content.decode()


def test_without_agreement_facts_are_counted_and_no_text_is_kept(counsellor: Persona) -> None:
    school = Institution.objects.create(
        name="Schule am Teich", slug="schule-am-teich", type="igs", district="Linden"
    )
    answer = take_in(
        counsellor, agreed="no", grounds=["skin"], institution=school.name, contact="0511 12345"
    )
    assert "Gezählt, ohne Text." in answer.content.decode()
    assert (Case.objects.count(), Entry.objects.count()) == (0, 0)
    row = FactRow.objects.get()
    assert (row.channel, row.institution_type, row.district) == ("phone", "igs", "Linden")
    assert row.codes == {"ground": ["skin_colour"]}


def test_intake_sent_twice_is_one_case_and_the_same_card(counsellor: Persona) -> None:
    carried = ticket(counsellor)
    answers = [take_in(counsellor, ticket=carried) for _ in range(2)]
    assert Case.objects.count() == 1
    assert code_in(answers[0]) == code_in(answers[1]) != ""
    assert AuditEntry.objects.filter(action="case.taken_in").count() == 1


def test_call_that_lasts_forty_minutes_loses_nothing(counsellor: Persona) -> None:
    """The key locks itself meanwhile, which writing does not need."""
    with time_machine.travel(TUESDAY, tick=False) as clock:
        counsellor.client.force_login(counsellor.user)
        carried = ticket(counsellor)
        clock.shift(timedelta(minutes=40))
        answer = take_in(counsellor, ticket=carried, what="")
        assert "Ein Satz genügt." in answer.content.decode()
        clock.shift(timedelta(minutes=40))
        assert code_in(take_in(counsellor, ticket=carried)) != ""
    assert Case.objects.count() == 1


def test_reader_who_came_meanwhile_is_shown_before_anything_is_stored(counsellor: Persona) -> None:
    carried = ticket(counsellor)
    give_key(persona(Role.COUNSELLOR).user)
    html = take_in(counsellor, ticket=carried, what="Ein langer Bericht.").content.decode()
    assert "Inzwischen hat sich geändert, wer lesen kann." in html
    assert "Ein langer Bericht." in html
    assert Case.objects.count() == 0


def test_old_or_foreign_ticket_keeps_what_was_typed(counsellor: Persona, lead: Persona) -> None:
    html = take_in(lead, ticket=ticket(counsellor), what="Ein langer Bericht.").content.decode()
    assert "Deine Angaben sind noch da." in html
    assert "Ein langer Bericht." in html
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"agreed": ""}, "Weiß die Person"),
        ({"what": ""}, "Schreib bitte, was passiert ist."),
        ({"channel": "web_form"}, "web_form"),
        ({"language": "xx"}, "xx"),
        ({"institution": "Nirgends"}, "Nirgends"),
    ],
)
def test_bad_input_is_named(counsellor: Persona, fields: dict[str, Any], words: str) -> None:
    html = take_in(counsellor, **fields).content.decode()
    assert "data-error-summary" in html
    assert words in html
    assert (Case.objects.count(), FactRow.objects.count()) == (0, 0)


def test_person_finds_in_the_mailbox_who_wrote_it_down(counsellor: Persona, client: Client) -> None:
    code = code_in(take_in(counsellor))
    fields = {"code": code, "once": "6d1a4a0e-54ad-4d6e-9c39-6a4f6a2f8f6b"}
    headers = {"sec-fetch-site": "same-origin"}
    html = client.post("/de/mailbox/", fields, headers=headers, follow=True).content.decode()
    assert "Deine Meldung, aufgeschrieben von: Beratungsstelle" in html
    assert counsellor.user.name not in html


def test_correction_is_added_and_owes_no_answer(counsellor: Persona) -> None:
    carried = ticket(counsellor)
    take_in(counsellor, ticket=carried, card="")
    answer = take_in(counsellor, ticket=carried, what="Seine Tochter wird beschimpft.")
    case = Case.objects.get()
    assert case.entries.filter(kind=EntryKind.REPORT, author=counsellor.user).count() == 2
    assert (case.unread, case.reply_due_on, case.responsible) == (False, None, counsellor.user)
    assert case.code_given
    assert find_mailbox(code_in(answer))
