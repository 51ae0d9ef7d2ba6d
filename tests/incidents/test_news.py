"""The mail that tells a reporter who wants it that there is an answer, and nothing else."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from email.utils import parseaddr
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.models import Session
from ateams.outbox.models import Mail
from incidents.enums import EntryKind
from incidents.models import Case, Entry
from incidents.services.news import SUBJECT, TEXT, news_address
from incidents.services.receipt_codes import issue_code
from tests.factories.incidents import make_case, open_office
from tests.incidents.consenting import opened_by
from tests.personas import Persona, unlock
from tests.security.state import state
from tests.smtp import Behaviour, MailSink, Received
from vault.receipts import new_code

pytestmark = pytest.mark.django_db
CODE = "12345678901234567890"
ADDRESS = "sehr.heimlich@post.example"
FAILED = "Die Nachricht steht im Postfach, die Benachrichtigung ging nicht hinaus."


@pytest.fixture
def case(counsellor: Persona) -> Case:
    open_office(counsellor.user)
    unlock(counsellor)
    return make_case(code=CODE)


@pytest.fixture
def sink(settings: Any) -> Iterator[MailSink]:
    with MailSink() as server:
        for name, value in server.settings.items():
            setattr(settings, name, value)
        yield server


def reporter(code: str = CODE) -> Client:
    client = Client(headers={"sec-fetch-site": "same-origin"})
    client.post("/de/mailbox/", {"code": code, "once": uuid4()})
    return client


def leave(client: Client, address: str = ADDRESS) -> str:
    return client.post("/de/mailbox/news/", {"address": address}, follow=True).content.decode()


def answer(person: Persona, case: Case, text: str = "Danke.", **fields: Any) -> HttpResponse:
    version = Case.objects.get(pk=case.pk).version
    sent = {"text": text, "version": version, "once": uuid4(), **fields}
    url = f"/cases/{case.reference}/message/"
    return person.client.post(url, sent, follow=True)  # type: ignore[return-value]


def without_when_and_whom(received: Received) -> bytes:
    """Return the bytes of a mail but for the lines that no mail is without."""
    return re.sub(rb"(?m)^(To|Date|Message-ID|X-Peer|X-MailFrom|X-RcptTo): .*\r?\n", b"",
                  received.content)  # fmt: skip


def test_mail_goes_out_when_staff_answers_and_says_that_there_is_news(
    case: Case, counsellor: Persona, sink: MailSink
) -> None:
    leave(reporter())
    html = answer(counsellor, case, "Wir sprechen mit der Schulleitung.").content.decode()
    assert "Ein Hinweis ohne Inhalt ist per Mail an die Person gegangen." in html
    (received,) = sink.received
    message = received.message
    assert (received.address, message["Subject"]) == (ADDRESS, "Es gibt etwas Neues")
    assert message.get_content().replace("\r\n", "\n") == TEXT
    assert message["From"] == "Nachricht <noreply@localhost>"
    assert message["Reply-To"] is None
    assert message["Auto-Submitted"] == "auto-generated"
    assert parseaddr(message["Message-ID"])[1].endswith("@localhost")


def test_mail_has_the_same_bytes_whatever_was_answered(
    case: Case, counsellor: Persona, sink: MailSink
) -> None:
    code = new_code()
    other = make_case(code=code, language="ar", urgent=True, what="Etwas ganz anderes.")
    leave(reporter())
    leave(reporter(code), "b@kurz.example")
    answer(counsellor, case)
    counsellor.user.language = "en"
    counsellor.user.save()
    answer(counsellor, other, "Ein langer Text. " * 500)
    first, second = sink.received
    assert without_when_and_whom(first) == without_when_and_whom(second)
    for word in (case.reference, other.reference, "ateam", "A-Team", "diskriminierung", "http"):
        assert word.lower().encode() not in first.content.lower()


def test_nobody_who_did_not_ask_gets_a_mail(
    case: Case, counsellor: Persona, sink: MailSink
) -> None:
    html = answer(counsellor, case).content.decode()
    assert (sink.received, FAILED in html, "per Mail" in html) == ([], False, False)


def test_address_is_deleted_in_the_mailbox(case: Case, counsellor: Persona, sink: MailSink) -> None:
    client = reporter()
    html = leave(client)
    assert "s…@post.example" in html
    assert ADDRESS not in html
    html = client.post("/de/mailbox/news/forget/", follow=True).content.decode()
    assert "s…@post.example" not in html
    assert Case.objects.get().sealed_news_address is None
    answer(counsellor, case)
    assert sink.received == []


@pytest.mark.parametrize("behaviour", [Behaviour.NEVER, Behaviour.LATER, Behaviour.CLOSE])
def test_failure_is_told_to_staff_and_the_answer_stands(
    case: Case, counsellor: Persona, sink: MailSink, behaviour: Behaviour
) -> None:
    sink.behaviours[ADDRESS] = behaviour
    leave(reporter())
    assert FAILED in answer(counsellor, case).content.decode()
    assert case.entries.filter(kind=EntryKind.TO_REPORTER).count() == 1
    assert Mail.objects.count() == 0


def test_absent_server_is_a_failure(
    case: Case, counsellor: Persona, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in MailSink().settings.items():
        setattr(settings, name, value)  # nobody listens there
    leave(reporter())
    assert FAILED in answer(counsellor, case).content.decode()
    assert "A mail about news did not leave: ConnectionRefusedError" in caplog.text
    assert ADDRESS not in caplog.text


class Watching(BaseEmailBackend):
    """Notes, when a mail is handed over, whether a transaction is open and what is stored."""

    seen: ClassVar[list[tuple[bool, int]]] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        answers = Entry.objects.filter(kind=EntryKind.TO_REPORTER).count()
        self.seen.append((connection.in_atomic_block, answers))
        return len(email_messages)


@pytest.mark.django_db(transaction=True)
def test_mail_leaves_once_the_answer_is_committed(
    case: Case, counsellor: Persona, settings: Any
) -> None:
    """Whoever follows it at once finds the answer, and no lock is held while a server is slow."""
    settings.EMAIL_BACKEND = f"{__name__}.Watching"
    Watching.seen.clear()
    leave(reporter())
    answer(counsellor, case)
    assert Watching.seen == [(False, 1)]


def test_refused_answer_sends_no_mail(case: Case, counsellor: Persona, sink: MailSink) -> None:
    leave(reporter())
    answer(counsellor, case, text="")
    answer(counsellor, case, version=99)
    assert sink.received == []


def test_address_is_left_nowhere_in_clear(
    case: Case,
    counsellor: Persona,
    sink: MailSink,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Not in database, sessions, outbox, cache or logs, whether a mail has left or not."""
    cache.clear()
    leave(reporter())
    answer(counsellor, case)
    sink.behaviours[ADDRESS] = Behaviour.NEVER
    answer(counsellor, case)
    left = [str(state()), caplog.text, *capfd.readouterr(), str(vars(cache._connections))]  # type: ignore[attr-defined]
    left += [str(session.get_decoded()) for session in Session.objects.all()]
    everything = "\n".join(left)
    for form in (ADDRESS, "sehr.heimlich", "post.example", b64encode(ADDRESS.encode()).decode()):
        assert form not in everything
    assert Mail.objects.count() == 0
    assert mail.outbox == []
    assert len(sink.received) == 1


def test_search_would_find_an_address_in_clear(case: Case) -> None:
    """The counterpart: the same search finds what is stored as it is."""
    Case.objects.update(sealed_news_address=ADDRESS.encode())
    assert ADDRESS in str(state())


def test_address_opens_in_its_own_case_alone(case: Case, counsellor: Persona) -> None:
    leave(reporter())
    found = Case.objects.get()
    opened = opened_by(counsellor, case)
    assert news_address(found, opened.shared) == ADDRESS
    assert found.sealed_news_address
    lengths = {len(found.sealed_news_address)}
    leave(reporter(), f"{'x' * 60}@{'y' * 60}.example")
    sealed = Case.objects.get().sealed_news_address
    assert sealed
    assert {len(sealed)} == lengths


def test_new_code_takes_the_address_with_it(
    case: Case, counsellor: Persona, sink: MailSink
) -> None:
    leave(reporter())
    opened = opened_by(counsellor, case)
    assert opened.internal
    issue_code(
        case=case,
        code=new_code(),
        assured="",
        by=counsellor.user,
        shared=opened.shared,
        internal=opened.internal,
    )
    answer(counsellor, case)
    assert sink.received == []


@pytest.mark.parametrize(
    "address", ["", "keine", "a@b", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"]
)
def test_what_is_no_address_is_refused(case: Case, address: str) -> None:
    assert "data-error-summary" in leave(reporter(), address)
    assert Case.objects.get().sealed_news_address is None


def test_mailbox_says_beforehand_what_the_mail_is(case: Case) -> None:
    html = reporter().get("/de/mailbox/").content.decode()
    assert f"„{SUBJECT}“" in html
    assert "Nachricht &lt;noreply@localhost&gt;" in html
