"""Lead and administration see how mails fared, never what they say."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ateams.audit.models import Entry
from ateams.due import Recipient
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from tests.personas import Persona

pytestmark = pytest.mark.django_db
# Longer than chance: a page also holds random letters, its token.
WORD = "Quittengelee-mit-Zimt"


def write(state: str = MailState.QUEUED, kind: str = "training.to_confirm") -> Mail:
    mail = queue(
        kind=kind,
        to=Recipient(key="", name="Anna", email="anna@schule.example", language="de"),
        subject=f"Betreff {WORD}",
        text=f"Inhalt {WORD}",
    )
    now = timezone.now()
    ended = None if state in {MailState.QUEUED, MailState.SENDING} else now
    Mail.objects.filter(pk=mail.pk).update(
        state=state, sending_at=now, attempts=1, finished_at=ended
    )
    return mail


def rows(person: Persona, query: str) -> list[str]:
    """Return what the list names, line by line, as it is narrowed."""
    text = person.client.get(f"/mails/?{query}").content.decode()
    return sorted(re.findall(r'<th scope="row">([^<]+)</th>', text))


def test_anonymous_signs_in_first(client: Client) -> None:
    assert client.get("/mails/").status_code == 302
    assert client.post(f"/mails/{write().pk}/resend/").status_code == 302


@pytest.mark.parametrize("who", ["member", "coordinator", "counsellor"])
def test_others_get_404(who: str, request: pytest.FixtureRequest) -> None:
    person: Persona = request.getfixturevalue(who)
    mail = write(MailState.UNCERTAIN)
    assert person.client.get("/mails/").status_code == 404
    for act in ("resend", "withdraw"):
        assert person.client.post(f"/mails/{mail.pk}/{act}/").status_code == 404
    mail.refresh_from_db()
    assert mail.state == MailState.UNCERTAIN


@pytest.mark.parametrize("who", ["lead", "admin"])
def test_list_shows_kind_state_and_address_but_no_word_of_the_mail(
    who: str, request: pytest.FixtureRequest
) -> None:
    person: Persona = request.getfixturevalue(who)
    write(MailState.UNCERTAIN)
    text = person.client.get("/mails/").content.decode()
    assert "Schulung bestätigen" in text
    assert "ungewiss" in text
    assert "anna@schule.example" in text
    assert WORD not in text


def test_mail_about_a_case_does_not_say_to_whom(admin: Persona) -> None:
    write(kind="case.waiting")
    text = admin.client.get("/mails/").content.decode()
    assert "Hinweis, dass etwas wartet" in text
    assert "anna@schule.example" not in text


def test_state_narrows_the_list(admin: Persona) -> None:
    write(MailState.SENT)
    write(MailState.UNCERTAIN, kind="training.help_wanted")
    assert rows(admin, "state=uncertain") == ["Antwort einer Einrichtung"]
    assert rows(admin, "state=nonsense") == ["Antwort einer Einrichtung", "Schulung bestätigen"]


def test_list_is_narrowed_by_kind_and_day_and_says_how_many_there_are(admin: Persona) -> None:
    write(MailState.SENT)
    write(MailState.UNCERTAIN)
    old = write(MailState.UNCERTAIN, kind="account_invitation_card")
    Mail.objects.filter(pk=old.pk).update(queued_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert rows(admin, "kind=account") == rows(admin, "day=2026-03-02") == ["Konto"]
    assert rows(admin, "day=2026-03-01") == []
    text = admin.client.get("/mails/?kind=training.to_confirm").content.decode()
    assert "alle (2)" in text
    assert "gesendet (1)" in text
    assert "state=uncertain&amp;kind=training.to_confirm" in text
    text = admin.client.get("/mails/?state=refused&day=gestern").content.decode()
    assert "Erst richtigstellen, dann noch einmal senden." in text
    assert "Hier ist keine Mail" in text


def test_outage_is_sent_again_with_one_click(admin: Persona) -> None:
    for kind in ("training.to_confirm", "training.to_confirm", "training.help_wanted"):
        write(MailState.UNCERTAIN, kind=kind)
    page = admin.client.get("/mails/?state=uncertain&kind=training.to_confirm").content.decode()
    assert "Diese 2 noch einmal senden" in page
    sent = {"kind": "training.to_confirm", "until": timezone.now().isoformat()}
    later = write(MailState.UNCERTAIN)  # nobody has seen it yet
    Mail.objects.filter(pk=later.pk).update(sending_at=timezone.now() + timedelta(minutes=1))
    told = [
        admin.client.post("/mails/resend/?state=uncertain", sent, follow=True).content.decode()
        for _ in range(2)
    ]
    assert "2 Mails werden noch einmal gesendet." in told[0]
    assert "Keine dieser Mails ist noch ungewiss." in told[1]
    assert Mail.objects.filter(state=MailState.QUEUED, kind="training.to_confirm").count() == 2
    assert Mail.objects.filter(state=MailState.UNCERTAIN).count() == 2
    assert Entry.objects.filter(action="mail.resent").count() == 2
    admin.client.post("/mails/resend/", {"until": "bald"})
    assert Mail.objects.filter(state=MailState.UNCERTAIN).count() == 2


def test_empty_list_says_what_will_stand_here(admin: Persona) -> None:
    assert "Keine Mails" in admin.client.get("/mails/").content.decode()


def test_uncertain_mail_is_resent_by_one_click(lead: Persona) -> None:
    mail = write(MailState.UNCERTAIN)
    assert f"/mails/{mail.pk}/resend/" in lead.client.get("/mails/").content.decode()
    answer = lead.client.post(f"/mails/{mail.pk}/resend/", follow=True)
    assert "Die Mail wird noch einmal gesendet." in answer.content.decode()
    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED


def test_second_click_is_told_so(lead: Persona) -> None:
    mail = write(MailState.UNCERTAIN)
    lead.client.post(f"/mails/{mail.pk}/resend/")
    answer = lead.client.post(f"/mails/{mail.pk}/resend/", follow=True)
    assert "Diese Mail wartet schon oder ist gesendet." in answer.content.decode()


def test_waiting_mail_is_withdrawn(admin: Persona) -> None:
    mail = write()
    answer = admin.client.post(f"/mails/{mail.pk}/withdraw/", follow=True)
    assert "Die Mail ist zurückgezogen." in answer.content.decode()
    mail.refresh_from_db()
    assert mail.state == MailState.WITHDRAWN
    answer = admin.client.post(f"/mails/{mail.pk}/withdraw/", follow=True)
    assert "Diese Mail ist schon unterwegs." in answer.content.decode()


@pytest.mark.parametrize(
    "kind",
    [
        "case.waiting",
        "account_keys_activated",
        "account_password_changed",
        "account_address_changed",
    ],
)
def test_mail_that_has_to_arrive_is_not_withdrawn(admin: Persona, kind: str) -> None:
    mail = write(kind=kind)
    assert f"/mails/{mail.pk}/withdraw/" not in admin.client.get("/mails/").content.decode()
    answer = admin.client.post(f"/mails/{mail.pk}/withdraw/", follow=True)
    assert "Diese Mail lässt sich nicht zurückziehen." in answer.content.decode()
    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED


def test_changes_are_post_only_and_of_mails_that_exist(admin: Persona) -> None:
    mail = write()
    for act in ("resend", "withdraw"):
        assert admin.client.get(f"/mails/{mail.pk}/{act}/").status_code == 405
        assert admin.client.post(f"/mails/{uuid4()}/{act}/").status_code == 404
    assert admin.client.post("/mails/").status_code == 405


def test_queries_do_not_grow_with_the_list(admin: Persona) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            write()
        with CaptureQueriesContext(connection) as queries:
            admin.client.get("/mails/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
