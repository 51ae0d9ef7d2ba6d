"""The note of a conversation: with agreement a case, without it a count."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse

from incidents.enums import Channel, EntryKind
from incidents.models import Case, Entry, FactRow
from incidents.services.mailbox import find_mailbox
from tests.factories.incidents import give_key, open_office
from tests.personas import Persona

pytestmark = pytest.mark.django_db
URL = "/conversations/new/"


@pytest.fixture(autouse=True)
def office(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)


def ticket(person: Persona) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', person.client.get(URL).content.decode())
    assert found
    return found[1]


def note(person: Persona, **fields: Any) -> HttpResponse:
    fields.setdefault("ticket", ticket(person))
    return person.client.post(URL, fields)  # type: ignore[return-value]


def test_conversation_with_agreement_becomes_a_case_with_receipt_card(member: Persona) -> None:
    answer = note(member, agreed="yes", what="Eine Person aus Jahrgang 9 wird beschimpft.")
    found = re.search(r"data-code>(.*?)</p>", answer.content.decode(), re.DOTALL)
    assert found
    mailbox = find_mailbox(re.sub(r"<[^>]*>", "", found[1]))
    assert mailbox
    case = mailbox.case
    assert (case.channel, case.team) == (Channel.A_TEAM_TALK, None)
    entry = case.entries.get()
    assert (entry.kind, entry.author) == (EntryKind.REPORT, member.user)


def test_conversation_needs_no_key_of_the_writer(member: Persona) -> None:
    assert member.user.key_pair is None
    note(member, agreed="yes", what="Eine Person aus Jahrgang 9 wird beschimpft.")
    assert Case.objects.count() == 1
    assert member.client.get("/cases/").content.decode().count(Case.objects.get().reference) == 0


def test_conversation_is_read_by_the_team_only_where_wanted(member: Persona) -> None:
    pair = give_key(member.user)
    text = "Eine Person aus Jahrgang 9 wird beschimpft."
    note(member, agreed="yes", what=text)
    note(member, agreed="yes", what=text, with_team="on")
    readers = [
        case.shared_envelope.grants.filter(key_pair=pair).exists()
        for case in Case.objects.order_by("received_at")
    ]
    assert readers == [False, True]


def test_conversation_without_agreement_keeps_codes_only(member: Persona) -> None:
    answer = note(
        member, agreed="no", what="Dieser Text darf nirgends bleiben.", grounds=["skin", "unsure"]
    )
    assert "Gezählt, ohne Text." in answer.content.decode()
    assert (Case.objects.count(), Entry.objects.count()) == (0, 0)
    row = FactRow.objects.get()
    assert row.codes == {"ground": ["skin_colour", "unclear"]}
    assert row.institution_type == member.institution.type
    assert (row.channel, row.district) == ("a_team_talk", member.institution.district)


def test_conversation_sent_twice_counts_once(member: Persona) -> None:
    carried = ticket(member)
    for _ in range(2):
        note(member, agreed="no", grounds=["skin"], ticket=carried)
    assert FactRow.objects.count() == 1
    carried = ticket(member)
    for _ in range(2):
        note(member, agreed="yes", what="Zweimal gedrückt, ein Fall.", ticket=carried)
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"what": "Eine Person wird beschimpft."}, "Weiß die Person davon"),
        ({"agreed": "yes"}, "Schreib bitte, was passiert ist."),
        ({"agreed": "yes", "what": "x" * 40_001}, "40001 Zeichen"),
        ({"agreed": "vielleicht", "what": "Eine Person wird beschimpft."}, "vielleicht"),
    ],
)
def test_conversation_bad_input_is_named(
    member: Persona, fields: dict[str, Any], words: str
) -> None:
    html = note(member, **fields).content.decode()
    assert "data-error-summary" in html
    assert words in html
    assert (Case.objects.count(), FactRow.objects.count()) == (0, 0)


def test_conversation_is_for_those_who_hold_talks(
    coordinator: Persona, admin: Persona, counsellor: Persona, client: Any
) -> None:
    assert coordinator.client.get(URL).status_code == 404
    assert admin.client.get(URL).status_code == 404
    assert counsellor.client.get(URL).status_code == 200
    assert client.get(URL)["Location"].startswith("/accounts/login/")


NAMED = "Das war Herr Meier aus der 9b."


def test_seeming_name_is_asked_about_once_and_nothing_is_stored_before(member: Persona) -> None:
    html = note(member, agreed="yes", what=NAMED).content.decode()
    assert "Steht da ein Name?" in html
    assert "<bdi>Herr Meier</bdi>" in html
    assert NAMED in html
    assert "So speichern" in html
    assert Case.objects.count() == 0
    note(member, agreed="yes", what=f"{NAMED} Und Frau Klein.", looked="on")
    assert Case.objects.count() == 1


def test_text_that_is_not_kept_is_not_asked_about(member: Persona) -> None:
    assert "Gezählt, ohne Text." in note(member, agreed="no", what=NAMED).content.decode()


def test_saved_note_says_how_something_is_added(member: Persona) -> None:
    give_key(member.user)
    text = "Eine Person aus Jahrgang 9 wird beschimpft."
    assert "Du kannst es nachtragen" in note(member, agreed="yes", what=text).content.decode()
    html = note(member, agreed="yes", what=text, with_team="on").content.decode()
    assert "als Notiz in den Fall" in html
    assert f'href="/cases/{Case.objects.latest("received_at").reference}/"' in html
