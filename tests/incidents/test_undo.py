"""Taking back: assigning, a next date and closing, while nobody has changed the case since."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from accounts.enums import Role
from ateams.audit.models import Entry as AuditEntry
from incidents.classification import Classification
from incidents.enums import EntryKind, State
from incidents.forms.assigning import tick_of
from incidents.models import Case, FactRow
from incidents.services import closing, work
from incidents.services.undo import take_back
from incidents.undo import ACTS, Earlier, Undo
from tests.factories.incidents import CODES, classified, inside, make_case, open_office
from tests.factories.incidents import give_key as give_key_to
from tests.incidents.consenting import opened_by
from tests.incidents.test_mailbox import CODE, enter
from tests.personas import Persona, persona, unlock

pytestmark = pytest.mark.django_db
URL = "/cases/undo/"
MAILBOX = "/de/mailbox/"
SAME = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    for person in (counsellor, lead):
        person.user.refresh_from_db()
        unlock(person)
    return make_case(code=CODE)


def act(who: Persona, case: Case, action: str, **fields: Any) -> str:
    """Do something with a case; return the page that comes back."""
    fields.setdefault("version", Case.objects.get(pk=case.pk).version)
    fields.setdefault("once", str(uuid4()))
    path = f"/cases/{case.reference}/{action}/"
    return who.client.post(path, fields, follow=True).content.decode()


def offered(html: str) -> str:
    found = re.search(r'name="carried" value="([^"]+)"', html)
    return found[1] if found else ""


def undo(who: Persona, carried: str) -> str:
    return who.client.post(URL, {"carried": carried}, follow=True).content.decode()


def columns(case: Case) -> dict[str, Any]:
    return dict(Case.objects.values().get(pk=case.pk))


def in_progress(case: Case) -> Case:
    day = timezone.localdate() + timedelta(days=4)
    Case.objects.filter(pk=case.pk).update(state=State.IN_PROGRESS, next_date=day, unread=False)
    case.refresh_from_db()
    return case


@pytest.mark.parametrize(
    ("action", "fields", "said"),
    [
        ("assign", {}, "Zugewiesen an"),
        ("date", {"next_date": "2099-01-05"}, "Der nächste Termin ist gespeichert."),
        ("close", {"closing_reason": "spam"}, "Der Fall ist abgeschlossen."),
    ],
)
def test_act_is_offered_and_taken_back(
    case: Case, counsellor: Persona, lead: Persona, action: str, fields: dict[str, str], said: str
) -> None:
    before = columns(in_progress(case))
    if action == "assign":
        fields = {"person": str(lead.user.pk)}
    html = act(counsellor, case, action, **fields)
    assert said in html
    assert columns(case) != before
    html = undo(counsellor, offered(html))
    assert "Rückgängig gemacht." in html
    assert columns(case) == before | {"version": before["version"] + 2}
    entry = AuditEntry.objects.get(action="case.undone")
    assert (entry.actor, entry.subject_id) == (counsellor.user.pk, str(case.pk))


def test_timeline_tells_both(case: Case, counsellor: Persona, lead: Persona) -> None:
    html = act(counsellor, case, "assign", person=str(lead.user.pk))
    undo(counsellor, offered(html))
    entries = case.entries.filter(kind=EntryKind.ASSIGNED)
    assert [entry.person for entry in entries] == [lead.user, None]


def test_offer_stands_on_the_next_page_alone(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    assert offered(act(counsellor, case, "assign", person=str(lead.user.pk)))
    for page in ("/cases/", f"/cases/{case.reference}/"):
        assert not offered(counsellor.client.get(page).content.decode())


def test_many_are_taken_back_at_once_but_for_what_changed(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    cases = [case, make_case(), make_case()]
    html = lead.client.post(
        "/cases/assign/",
        {"cases": [tick_of(one) for one in cases], "to": str(counsellor.user.pk)},
        follow=True,
    ).content.decode()
    work.set_next_date(case=cases[1], next_date=timezone.localdate(), version=2, by=counsellor.user)
    html = undo(lead, offered(html))
    assert "1 Fall bleibt, wie er ist: Inzwischen hat ihn jemand geändert." in html
    people = [Case.objects.get(pk=one.pk).responsible for one in cases]
    assert people == [None, counsellor.user, None]


def test_what_somebody_changed_since_stays(case: Case, counsellor: Persona, lead: Persona) -> None:
    carried = offered(act(counsellor, in_progress(case), "close", closing_reason="spam"))
    now = Case.objects.get(pk=case.pk)
    work.move(
        case=now, to=State.REOPENED, version=now.version, by=lead.user,
        next_date=timezone.localdate(),
    )  # fmt: skip
    after = columns(case)
    assert "bleibt, wie er ist" in undo(counsellor, carried)
    assert columns(case) == after
    assert not AuditEntry.objects.filter(action="case.undone").exists()


def test_it_is_taken_back_once(case: Case, counsellor: Persona, lead: Persona) -> None:
    carried = offered(act(counsellor, case, "assign", person=str(lead.user.pk)))
    undo(counsellor, carried)
    after = columns(case)
    assert "bleibt, wie er ist" in undo(counsellor, carried)
    assert columns(case) == after


def test_offer_is_for_the_account_and_for_ten_minutes(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    carried = offered(act(counsellor, case, "assign", person=str(lead.user.pk)))
    after = columns(case)
    refused = "Das lässt sich nicht mehr rückgängig machen."
    assert refused in undo(lead, carried)
    assert refused in undo(counsellor, carried[:-8] + "AAAAAAAA")
    assert refused in undo(counsellor, "")
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert refused in undo(counsellor, carried)
    assert columns(case) == after


def test_nobody_takes_back_what_they_can_no_longer_open(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    carried = offered(act(counsellor, case, "assign", person=str(lead.user.pk)))
    after = columns(case)
    case.shared_envelope.grants.filter(key_pair=counsellor.user.key_pair).delete()
    undo(counsellor, carried)
    assert columns(case) == after


def test_right_that_went_away_meanwhile_is_asked_again(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    carried = offered(act(counsellor, case, "assign", person=str(lead.user.pk)))
    counsellor.user.role = Role.ADMIN
    counsellor.user.save()
    assert counsellor.client.post(URL, {"carried": carried}).status_code == 404


def test_person_who_left_meanwhile_does_not_come_back(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    gone = persona(Role.COUNSELLOR)
    give_key_to(gone.user)
    Case.objects.filter(pk=case.pk).update(responsible=gone.user)
    carried = offered(act(counsellor, case, "assign", person=str(lead.user.pk)))
    gone.user.is_active = False
    gone.user.save()
    undo(counsellor, carried)
    assert Case.objects.get(pk=case.pk).responsible is None


def test_closing_that_is_taken_back_is_not_counted(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    """Unclassified before, nothing is counted; classified before, the same as then."""
    said = {**CODES.codes, "closing_reason": ["resolved"]}
    codes = Classification(said, CODES.institution_type, CODES.district)

    def closed_and_taken_back(reason: str, **more: Any) -> list[Any]:
        now = in_progress(Case.objects.get(pk=case.pk))
        done = closing.close(
            case=now, reason=reason, version=now.version, by=counsellor.user,
            internal=inside(case, counsellor.user), **more,
        )  # fmt: skip
        columns = {name: getattr(now, name) for name in ACTS["close"].columns}
        undo = Undo("close", {case.pk: Earlier(done.version, columns)})
        with pytest.raises(ValueError, match="office alone"):
            take_back(undo=undo, by=counsellor.user)
        take_back(undo=undo, by=counsellor.user, internal=inside(case, counsellor.user))
        return list(FactRow.objects.values("id", "codes"))

    assert closed_and_taken_back("unreachable", classification=codes) == []
    assert opened_by(counsellor, case).classified is None
    classified(case, by=lead.user)
    before = list(FactRow.objects.values("id", "codes"))
    assert len(before) == 1
    assert closed_and_taken_back("unreachable") == before
    assert closed_and_taken_back("duplicate") == before
    known = opened_by(counsellor, case).classified
    assert known
    assert (known.row_id, known.classification) == (before[0]["id"], CODES)


def test_closing_is_taken_back_with_an_unlocked_key_alone(case: Case, counsellor: Persona) -> None:
    carried = offered(act(counsellor, in_progress(case), "close", closing_reason="spam"))
    counsellor.client.post("/vault/lock/")
    assert "Entsperren" in undo(counsellor, carried)
    assert Case.objects.get(pk=case.pk).state == State.CLOSED
    sent = {"carried": carried, "passphrase": counsellor.passphrase}
    assert "Rückgängig gemacht." in counsellor.client.post(URL, sent, follow=True).content.decode()
    assert Case.objects.get(pk=case.pk).state == State.IN_PROGRESS


# --- what the reporter sees ------------------------------------------------------------------


def mailbox(client: Any) -> str:
    """Return what the mailbox shows, as words."""
    html = client.get(MAILBOX).content.decode()
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html[html.index("<main") :]))


def test_closing_that_is_taken_back_leaves_nothing_in_the_mailbox(
    case: Case, counsellor: Persona, client: Any
) -> None:
    Case.objects.filter(pk=case.pk).update(state=State.IN_PROGRESS)
    enter(client)
    before = mailbox(client)
    assert "Wir arbeiten daran." in before
    assert "Wir antworten bis" in before
    carried = offered(act(counsellor, case, "close", closing_reason="spam"))
    assert "Der Fall ist abgeschlossen." in mailbox(client)
    undo(counsellor, carried)
    opened_by_office = re.compile("Noch niemand.|Beratungsstelle, .{5,30}Uhr")
    assert (
        opened_by_office.sub("", mailbox(client)).split("Wer hat es")[0]
        == (opened_by_office.sub("", before).split("Wer hat es")[0])
    )
    assert not Case.objects.get(pk=case.pk).unread_by_reporter


def test_closing_that_nobody_saw_leaves_no_unread_mark(case: Case, counsellor: Persona) -> None:
    carried = offered(act(counsellor, in_progress(case), "close", closing_reason="spam"))
    assert Case.objects.get(pk=case.pk).unread_by_reporter
    undo(counsellor, carried)
    assert not Case.objects.get(pk=case.pk).unread_by_reporter


def test_answer_of_the_reporter_stands_against_taking_back(
    case: Case, counsellor: Persona, client: Any
) -> None:
    carried = offered(act(counsellor, in_progress(case), "close", closing_reason="spam"))
    enter(client)
    client.post(f"{MAILBOX}message/", {"text": "Noch etwas.", "once": uuid4()}, headers=SAME)
    undo(counsellor, carried)
    assert Case.objects.get(pk=case.pk).state == State.REOPENED
