"""Adding to the note of a talk, by somebody who cannot read the case."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.enums import Role
from incidents.enums import EntryKind, State
from incidents.models import Addition, Case, Entry
from incidents.services.additions import ADDITIONS_AT_MOST, add_to_note, take_in_additions
from tests.factories.incidents import give_key, make_case, open_office
from tests.incidents.consenting import opened_by
from tests.incidents.test_conversations import note
from tests.incidents.working import titles, url
from tests.personas import Persona, persona, unlock

pytestmark = pytest.mark.django_db
WORDS = "Es ging auch um den Schulhof."


@pytest.fixture
def noted(counsellor: Persona, lead: Persona, member: Persona) -> Entry:
    open_office(counsellor.user, lead.user)
    note(member, agreed="yes", what="Eine Person aus Jahrgang 9 wird beschimpft.")
    return Entry.objects.get(kind=EntryKind.REPORT)


def address(noted: Entry) -> str:
    return f"/conversations/{noted.pk}/add/"


def add(who: Persona, noted: Entry, text: str = WORDS, **fields: Any) -> str:
    fields.setdefault("once", str(uuid4()))
    answer = who.client.post(address(noted), {"text": text, **fields}, follow=True)
    return answer.content.decode()


def test_member_adds_without_a_key_and_cannot_read_it_back(
    noted: Entry, member: Persona, counsellor: Persona
) -> None:
    assert f'href="{address(noted)}"' in member.client.get("/conversations/").content.decode()
    Case.objects.update(unread=False)
    once = str(uuid4())
    for _ in range(2):
        html = add(member, noted, once=once)
        assert "Nachgetragen." in html
        assert WORDS not in html
    letter = Addition.objects.get()
    assert WORDS.encode() not in bytes(letter.sealed) + bytes(letter.sealed_key)
    case = noted.case
    assert Case.objects.get().unread
    assert member.client.get(url(case)).status_code == 404

    unlock(counsellor)
    page = counsellor.client.get(url(case)).content.decode()
    assert WORDS in page
    assert str(member.user) in page
    assert not Addition.objects.exists()
    entry = Entry.objects.get(kind=EntryKind.TEAM_NOTE)
    assert (entry.author, entry.author_role, entry.at) == (member.user, Role.MEMBER, letter.at)
    add(member, noted, once=once)  # the same form, sent once more after it was taken in
    assert not Addition.objects.exists()
    assert WORDS not in member.client.get(address(noted)).content.decode()


def test_it_is_asked_about_names_and_kept_while_it_is_wrong(noted: Entry, member: Persona) -> None:
    html = add(member, noted, "Das war Herr Meier.")
    assert "<bdi>Herr Meier</bdi>" in html
    assert "Das war Herr Meier." in html
    assert "Schreib bitte, was du nachtragen möchtest." in add(member, noted, " ")
    assert "10001 Zeichen" in add(member, noted, "x" * 10_001)
    assert not Addition.objects.exists()
    add(member, noted, "Das war Herr Meier.", looked="on")
    assert Addition.objects.count() == 1


def test_it_belongs_to_whoever_wrote_the_note(
    noted: Entry, member: Persona, coordinator: Persona, counsellor: Persona
) -> None:
    colleague = persona(Role.MEMBER, team=member.team)
    for stranger in (colleague, coordinator, counsellor):
        assert stranger.client.post(address(noted), {"text": WORDS}).status_code == 404
    for known in make_case(), noted.case:  # a case is no note
        assert member.client.get(f"/conversations/{known.pk}/add/").status_code == 404
    assert "Noch kein Gespräch" in colleague.client.get("/conversations/").content.decode()
    noted.case.delete()
    assert member.client.get(address(noted)).status_code == 404


def test_closed_case_opens_again_and_the_author_is_not_told(
    noted: Entry, member: Persona, counsellor: Persona
) -> None:
    Case.objects.update(state=State.CLOSED, closed_at=timezone.now(), unread=False)
    before = re.sub("<[^>]+>|once.*", "", member.client.get(address(noted)).content.decode())
    assert "bgeschlossen" not in before
    add(member, noted)
    case = Case.objects.get()
    assert (case.state, case.next_date, case.unread) == (
        State.REOPENED, timezone.localdate(), True,
    )  # fmt: skip
    assert titles(counsellor, case)[-1] == "Status: Wieder geöffnet"


def test_damaged_one_costs_a_line_and_there_is_an_end_to_them(
    noted: Entry, member: Persona, counsellor: Persona
) -> None:
    letters = [add_to_note(note=noted, text=WORDS, once=uuid4(), by=member.user) for _ in range(2)]
    assert letters[0]
    Addition.objects.filter(pk=letters[0].pk).update(sealed_key=b"damaged")
    opened = opened_by(counsellor, noted.case)
    assert take_in_additions(case=noted.case, shared=opened.shared) == 2
    assert take_in_additions(case=noted.case, shared=opened.shared) == 0
    notes = Entry.objects.filter(kind=EntryKind.TEAM_NOTE)
    said = [opened.payload_of(entry) for entry in notes]
    assert sorted(map(str, said)) == ["None", str({"text": WORDS})]
    for _ in range(ADDITIONS_AT_MOST):
        add_to_note(note=noted, text=WORDS, once=uuid4(), by=member.user)
    assert "Hier passt nichts mehr dazu." in add(member, noted)
    assert Addition.objects.count() == ADDITIONS_AT_MOST


def test_member_of_a_team_that_reads_along_goes_to_the_case(noted: Entry, member: Persona) -> None:
    give_key(member.user)
    note(member, agreed="yes", what="Noch ein Gespräch.", with_team="on")
    html = member.client.get("/conversations/").content.decode()
    assert f'href="/cases/{Case.objects.latest("received_at").reference}/"' in html
    assert f'href="{address(noted)}"' in html
