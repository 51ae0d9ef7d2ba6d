"""Opened to others for a time: read-only where it is one person, and over by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from accounts.enums import Role
from ateams.audit.models import Entry as AuditEntry
from ateams.due import Part
from incidents.due import OpeningEnds
from incidents.enums import ConsentState, EntryKind, State, Step
from incidents.further_readers import Group
from incidents.models import Case, Consent
from incidents.selectors import cases_of, open_case
from incidents.services import consent_answers, work
from incidents.services.changing import OnlyReads
from incidents.services.mailbox import Mailbox, find_mailbox
from incidents.services.outward import NobodyToLetIn
from incidents.sweeps import end_openings
from incidents.tasks import end_over
from tests.factories.incidents import give_key, make_case, open_office
from tests.incidents.consenting import CODE, agreed_to, letting_in, opened_by, take
from tests.personas import Persona, persona, unlock, unlocked_key
from vault.models import Grant

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)  # a Tuesday
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LAST = date(2026, 12, 4)  # a Friday


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def case(counsellor: Persona, lead: Persona, coordinator: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    give_key(coordinator.user)
    coordinator.user.refresh_from_db()
    return make_case(code=CODE, what="Jemand hat mich beleidigt.")


@pytest.fixture
def mailbox(case: Case) -> Mailbox:
    found = find_mailbox(CODE)
    assert found
    return found


def let_in(
    case: Case, by: Persona, mailbox: Mailbox, group: Group = Group.GUEST, until: date | None = LAST
) -> Consent:
    wish = replace(letting_in(case, group), until=until)
    consent = agreed_to(case, by, mailbox, wish)
    take(case, consent, by, Step.READERS)
    return Consent.objects.get(pk=consent.pk)


def shown(client: Client) -> str:
    fields = {"code": CODE, "once": uuid4()}
    headers = {"sec-fetch-site": "same-origin"}
    return client.post("/de/mailbox/", fields, headers=headers, follow=True).content.decode()


def test_guest_reads_until_the_last_day_and_not_after(
    case: Case, counsellor: Persona, mailbox: Mailbox, coordinator: Persona
) -> None:
    consent = let_in(case, counsellor, mailbox)
    assert (consent.last_day, consent.read_only) == (LAST, True)
    assert opened_by(coordinator, case).internal is None
    assert end_openings(LAST) == 0
    assert cases_of(coordinator.user).exists()
    assert end_openings(LAST + timedelta(days=1)) == 1
    assert not cases_of(coordinator.user).exists()
    assert open_case(case, unlocked_key(coordinator)) is None
    assert not Grant.objects.filter(key_pair=coordinator.user.key_pair).exists()
    assert end_openings(LAST + timedelta(days=1)) == 0


def test_end_is_recorded_once_and_told_to_the_reporter(
    case: Case, counsellor: Persona, mailbox: Mailbox, client: Client, clock: Any
) -> None:
    let_in(case, counsellor, mailbox)
    version = Case.objects.get().version
    clock.move_to(NOON + timedelta(days=11))
    end_over()
    consent = Consent.objects.get()
    assert (consent.state, consent.ended_at) == (ConsentState.RECALLED, NOON + timedelta(days=11))
    found = Case.objects.get()
    assert (found.unread_by_reporter, found.version) == (True, version + 1)
    acts = AuditEntry.objects.filter(subject_id=str(case.pk)).order_by("-id")
    assert [act.action for act in acts[:2]] == ["case.opening_ended", "case.reader_removed"]
    assert "Seit 05.12.2026 liest deshalb niemand mehr mit." in shown(client)
    unlock(counsellor)
    html = counsellor.client.get(f"/cases/{case.reference}/steps/").content.decode()
    assert "Wie vereinbart beendet am 05.12.2026." in html


def test_reporter_reads_until_when_before_agreeing_and_while_it_lasts(
    case: Case, counsellor: Persona, mailbox: Mailbox, coordinator: Persona, client: Client
) -> None:
    place = coordinator.institution.name
    words = f"eine Person von „{place}“, die nur liest und sich Notizen macht, bis 04.12.2026"
    wish = replace(letting_in(case, Group.GUEST), until=LAST)
    consent = agreed_to(case, counsellor, mailbox, wish)
    assert words in shown(client)
    take(case, consent, counsellor, Step.READERS)
    html = shown(client)
    assert f"Dazugekommen mit deinem Ja: {words}" in html
    assert coordinator.user.name not in html


def test_reporter_ends_it_earlier(
    case: Case, counsellor: Persona, mailbox: Mailbox, coordinator: Persona
) -> None:
    consent = let_in(case, counsellor, mailbox)
    consent_answers.take_back(mailbox=mailbox, consent_id=consent.pk)
    assert not cases_of(coordinator.user).exists()
    assert end_openings(LAST + timedelta(days=1)) == 0
    assert Consent.objects.get().state == ConsentState.TAKEN_BACK


def test_nobody_is_let_in_after_the_last_day(
    case: Case, counsellor: Persona, mailbox: Mailbox, coordinator: Persona, clock: Any
) -> None:
    wish = replace(letting_in(case, Group.GUEST), until=LAST)
    consent = agreed_to(case, counsellor, mailbox, wish)
    clock.move_to(NOON + timedelta(days=11))
    with pytest.raises(NobodyToLetIn):
        take(case, consent, counsellor, Step.READERS)
    assert Consent.objects.get().state == ConsentState.GIVEN
    assert not cases_of(coordinator.user).exists()


def test_team_is_let_in_for_a_time_with_all_that_it_may(
    case: Case, counsellor: Persona, mailbox: Mailbox, coordinator: Persona
) -> None:
    consent = let_in(case, counsellor, mailbox, Group.COORDINATORS)
    assert (consent.last_day, consent.read_only) == (LAST, False)
    work.acknowledge(case=case, version=Case.objects.get().version, by=coordinator.user)
    assert end_openings(LAST + timedelta(days=1)) == 1
    assert not cases_of(coordinator.user).exists()


def test_without_a_last_day_it_lasts(
    case: Case, counsellor: Persona, mailbox: Mailbox, coordinator: Persona
) -> None:
    let_in(case, counsellor, mailbox, Group.COORDINATORS, until=None)
    assert end_openings(date(2099, 1, 1)) == 0
    assert cases_of(coordinator.user).exists()


def test_guest_notes_and_is_refused_everything_else(
    case: Case, counsellor: Persona, mailbox: Mailbox, coordinator: Persona
) -> None:
    let_in(case, counsellor, mailbox)
    opened = opened_by(coordinator, case)
    version = Case.objects.get().version
    about: dict[str, Any] = {"case": case, "version": version, "by": coordinator.user}
    with pytest.raises(OnlyReads):
        work.acknowledge(**about)
    with pytest.raises(OnlyReads):
        work.send_message(**about, text="Hallo", once=uuid4(), shared=opened.shared)
    with pytest.raises(OnlyReads):
        work.set_next_date(**about, next_date=LAST)
    with pytest.raises(OnlyReads):
        work.move(**about, to=State.ACKNOWLEDGED)
    with pytest.raises(OnlyReads):
        work.assign(**about, person=counsellor.user)
    assert set(case.entries.values_list("kind", flat=True)) == {
        EntryKind.REPORT, EntryKind.WIDENED,
    }  # fmt: skip
    work.write_note(
        case=case, text="Übersetzt.", once=uuid4(), by=coordinator.user, envelope=opened.shared
    )
    assert case.entries.filter(kind=EntryKind.TEAM_NOTE).count() == 1


def test_guests_page_offers_a_note_alone(
    case: Case, counsellor: Persona, mailbox: Mailbox, coordinator: Persona
) -> None:
    let_in(case, counsellor, mailbox)
    unlock(coordinator)
    url = f"/cases/{case.reference}/"
    html = coordinator.client.get(url).content.decode()
    assert "Jemand hat mich beleidigt." in html
    assert "Du liest hier nur mit" in html
    assert "Notiz speichern" in html
    for words in ("Antwort senden", "/acknowledge/", "Termin speichern"):
        assert words not in html
    sent = {"version": Case.objects.get().version, "once": uuid4(), "text": "Hallo"}
    assert coordinator.client.post(f"{url}message/", sent).status_code == 404
    assert coordinator.client.post(f"{url}acknowledge/", sent).status_code == 404
    assert coordinator.client.post(f"{url}note/", sent).status_code == 302


def test_whoever_reads_by_a_second_consent_may_act(
    case: Case, counsellor: Persona, mailbox: Mailbox, coordinator: Persona
) -> None:
    group = replace(letting_in(case, Group.COORDINATORS), until=None)
    guest = agreed_to(case, counsellor, mailbox, replace(letting_in(case, Group.GUEST), until=LAST))
    other = agreed_to(case, counsellor, mailbox, group)
    for consent in (guest, other):
        take(case, consent, counsellor, Step.READERS)
    work.acknowledge(case=case, version=Case.objects.get().version, by=coordinator.user)
    assert end_openings(LAST + timedelta(days=1)) == 1
    assert cases_of(coordinator.user).exists()


def test_end_is_told_three_working_days_before(
    case: Case, counsellor: Persona, mailbox: Mailbox
) -> None:
    let_in(case, counsellor, mailbox)
    Case.objects.update(responsible=counsellor.user)
    assert not list(OpeningEnds().items(until=date(2026, 11, 30)))
    (item,) = OpeningEnds().items(until=date(2026, 12, 1))
    assert (item.due_on, item.title) == (date(2026, 12, 1), "Mitlesen endet am 04.12.2026")
    assert [person.email for person in item.people[Part.RESPONSIBLE]] == [counsellor.user.email]
    end_openings(LAST + timedelta(days=1))
    assert not list(OpeningEnds().items(until=date(2027, 1, 1)))


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("", "Eine einzelne Person liest nur bis zu einem Tag mit."),
        ("2026-11-23", "Dieser Tag ist schon vorbei."),
        ("2026-11-24", ""),
    ],
)
def test_form_asks_a_last_day_for_one_person(
    case: Case, counsellor: Persona, coordinator: Persona, until: str, words: str
) -> None:
    unlock(counsellor)
    sent = {
        "once": uuid4(),
        "step": "readers",
        "readers": f"guest:{coordinator.user.pk}",
        "until": until,
        "what": "Darf eine Dolmetscherin mitlesen?",
    }
    answer = counsellor.client.post(f"/cases/{case.reference}/steps/ask/", sent, follow=True)
    html = answer.content.decode()
    assert words in html
    assert Consent.objects.count() == (0 if words else 1)


def test_two_sweeps_at_once_end_it_once(case: Case, counsellor: Persona, mailbox: Mailbox) -> None:
    """The second finds nothing under the lock; here it comes right after the first."""
    let_in(case, counsellor, mailbox)
    day = LAST + timedelta(days=1)
    assert [end_openings(day), end_openings(day)] == [1, 0]
    assert AuditEntry.objects.filter(action="case.opening_ended").count() == 1


def test_members_are_never_let_in_one_by_one(
    case: Case, counsellor: Persona, member: Persona
) -> None:
    give_key(member.user)
    other = persona(Role.COORDINATOR)
    give_key(other.user)
    unlock(counsellor)
    html = counsellor.client.get(f"/cases/{case.reference}/steps/").content.decode()
    assert f'value="guest:{other.user.pk}"' in html
    assert f'value="guest:{member.user.pk}"' not in html
