"""Copies of a case: what stands in them, who may make them, and what is left behind."""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from ateams.audit.models import Entry as AuditEntry
from ateams.web.papers import typesetting
from incidents import case_copy, locked_paper
from incidents.case_copy import parts_of
from incidents.enums import ConsentState, EntryKind, Step
from incidents.models import Case, Entry
from incidents.services import work
from incidents.services.consents import Wish
from incidents.services.mailbox import find_mailbox
from tests.factories.incidents import add_text_file, make_case, open_office
from tests.incidents.consenting import agreed_to, opened_by
from tests.incidents.sending import body
from tests.papers import accessibility, text_of, unlocked
from tests.personas import Persona, show_as, unlock
from tests.second_factor import set_up_app, sign_in
from tests.security.state import state
from tests.web.accessibility import flaws, look

pytestmark = pytest.mark.django_db
CODE = "12345678901234567890"
EXPORT = Wish(Step.EXPORT, "Dürfen wir deiner Anwältin eine Kopie geben?")
FILE = b"Was im Chat stand: 7QXK."
needs_pdftotext = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    for person in (counsellor, lead):
        unlock(person)
    made = make_case(code=CODE, what="Das #ist $passiert$.", contact="0511 1234", place="Flur")
    add_text_file(made, CODE, FILE)
    opened = opened_by(counsellor, made)
    assert opened.internal
    about: dict[str, Any] = {"case": made, "by": counsellor.user, "once": uuid4()}
    work.write_note(**about, text="Nur für uns.", envelope=opened.internal)
    about["once"] = uuid4()
    work.send_message(**about, text="Danke dir.", version=made.version, shared=opened.shared)
    return Case.objects.get(pk=made.pk)


def url(case: Case, part: str = "") -> str:
    return f"/cases/{case.reference}/export/{part}"


def choose(who: Persona, case: Case, basis: str) -> tuple[str, str]:
    """Return the password that is shown, and the ticket."""
    html = who.client.post(url(case), {"basis": basis}).content.decode()
    words = re.search(r"<strong>(\w+(?: \w+){5})</strong>", html)
    ticket = re.search(r'name="ticket" value="(.+?)"', html)
    assert words and ticket  # noqa: PT018
    return words[1], ticket[1]


def fetch(who: Persona, case: Case, ticket: str, part: int = 1) -> HttpResponse:
    data = {"ticket": ticket, "part": part}
    return who.client.post(url(case, "part/"), data)  # type: ignore[return-value]


def copy(who: Persona, case: Case, basis: str = "own_file") -> tuple[bytes, str]:
    password, ticket = choose(who, case, basis)
    return body(fetch(who, case, ticket)), password


def embedded(content: bytes, password: str) -> dict[str, bytes]:
    with pikepdf.open(BytesIO(content), password=password) as paper:
        return {name: paper.attachments[name].get_file().read_bytes() for name in paper.attachments}


def allowed(case: Case, by: Persona, wish: Wish = EXPORT) -> str:
    mailbox = find_mailbox(CODE)
    assert mailbox
    return str(agreed_to(case, by, mailbox, wish).pk)


# --- the paper -------------------------------------------------------------------------------


def test_copy_is_encrypted_with_aes_256_and_opens_with_the_words_alone(
    case: Case, counsellor: Persona
) -> None:
    content, password = copy(counsellor, case)
    for wrong in ("", password.replace(" ", ""), counsellor.passphrase):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(BytesIO(content), password=wrong)
    with pikepdf.open(BytesIO(content), password=password) as paper:
        assert (paper.encryption.R, paper.encryption.bits) == (6, 256)
        assert paper.encryption.stream_method.name == "aesv3"
    for secret in (b"passiert", b"7QXK", case.reference.encode(), b"Bild", b"verlauf"):
        assert secret not in content


@needs_pdftotext
def test_copy_for_the_office_tells_everything(case: Case, counsellor: Persona) -> None:
    told = text_of(unlocked(*copy(counsellor, case)))
    wanted = ("Das #ist $passiert$.", "0511 1234", "Flur", "Nur für uns.", "Danke dir.")
    assert [text for text in (*wanted, case.reference, "Vertraulich") if text not in told] == []
    assert str(counsellor.user) in told
    assert f"Zu vernichten bis: {case.gone_by:%d.%m.%Y}" in told


def test_copy_carries_all_files_and_the_text(case: Case, counsellor: Persona) -> None:
    files = embedded(*copy(counsellor, case))
    assert sorted(files) == ["Text-1.txt", "verlauf.txt"]
    assert files["Text-1.txt"] == FILE
    assert "Nur für uns." in files["verlauf.txt"].decode()


def test_copy_stays_accessible(case: Case, counsellor: Persona) -> None:
    content, password = copy(counsellor, case)
    with pikepdf.open(BytesIO(content), password=password) as paper:
        assert paper.allow.accessibility
    found = accessibility(unlocked(content, password))
    assert (found["part"], found["title"]) == ("1", f"Fall {case.reference}")


@needs_pdftotext
def test_signs_that_no_font_has_become_boxes_and_stand_in_the_text(counsellor: Persona) -> None:
    open_office(counsellor.user)
    unlock(counsellor)
    long = "x" * 130
    case = make_case(what=f"Er sagte 漢字 zu mir, schön laut. {long} {every_certain_sign()}")
    content, password = copy(counsellor, case)
    told = text_of(unlocked(content, password))
    assert "Er sagte □□ zu mir, schön laut." in told
    assert told.count("□") == 2
    assert "Er sagte 漢字 zu mir" in embedded(content, password)["verlauf.txt"].decode()


def test_files_are_spread_over_parts(
    case: Case, counsellor: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_text_file(case, CODE, b"Zwei.", number=2)
    monkeypatch.setattr(case_copy, "PART_BYTES", 10)
    password, ticket = choose(counsellor, case, "own_file")
    names = [sorted(embedded(body(fetch(counsellor, case, ticket, n)), password)) for n in (1, 2)]
    assert names == [["Text-1.txt", "verlauf.txt"], ["Text-2.txt"]]
    assert fetch(counsellor, case, ticket, 3).status_code == 404
    assert case.entries.filter(kind=EntryKind.EXPORTED).count() == 1
    recorded = AuditEntry.objects.filter(action="case.exported").order_by("id")
    assert list(recorded.values_list("number", flat=True)) == [1, 2]


def test_there_is_always_a_first_part() -> None:
    assert parts_of([]) == [[]]


def every_certain_sign() -> str:
    """Return all signs that stay when another cannot be shown: the fonts must have each."""
    signs = (chr(code) for code in range(0x20, 0x1F650) if not 0xD800 <= code < 0xE000)
    return "".join(sign for sign in signs if not locked_paper._UNCERTAIN.match(sign))


# --- what allows it --------------------------------------------------------------------------


def test_own_copy_needs_a_reason_that_is_sealed(case: Case, counsellor: Persona) -> None:
    html = counsellor.client.post(url(case), {"basis": ""}).content.decode()
    assert "Wähle bitte aus, wofür die Kopie ist." in html
    copy(counsellor, case, "supervision")
    entry = case.entries.get(kind=EntryKind.EXPORTED)
    opened = opened_by(counsellor, case)
    assert opened.internal
    assert entry.sealed
    assert opened.internal.open_json(entry.sealed, place=entry.place).payload == {
        "reason": "supervision"
    }
    page = counsellor.client.get(f"/cases/{case.reference}/").content.decode()
    assert "Kopie für die Akte" in page
    assert "supervision" not in str(state())


def test_own_copy_is_nothing_for_the_reporter_but_an_opening(
    case: Case, counsellor: Persona
) -> None:
    copy(counsellor, case)
    client = Client(headers={"sec-fetch-site": "same-origin"})
    client.post("/de/mailbox/", {"code": CODE, "once": uuid4()})
    html = unescape(client.get("/de/mailbox/").content.decode())
    assert "Kopie für die Akte" not in html
    assert "Fall exportiert" in html
    assert str(counsellor.user) not in html


@needs_pdftotext
def test_copy_for_others_holds_what_the_reporter_sees_without_the_contact(
    case: Case, counsellor: Persona
) -> None:
    content, password = copy(counsellor, case, allowed(case, counsellor))
    told = (
        text_of(unlocked(content, password)) + embedded(content, password)["verlauf.txt"].decode()
    )
    assert [text for text in ("$passiert$", "Danke dir.", "Flur") if text not in told] == []
    hidden = ("Nur für uns.", "0511 1234", str(counsellor.user), EXPORT.what)
    assert [text for text in hidden if text in told] == []
    assert embedded(content, password)["Text-1.txt"] == FILE


def test_copy_for_others_uses_the_consent_up(case: Case, counsellor: Persona) -> None:
    consent_id = allowed(case, counsellor)
    password, ticket = choose(counsellor, case, consent_id)
    assert case.consents.get().state == ConsentState.GIVEN
    for _ in range(2):  # the same copy, fetched again
        assert embedded(body(fetch(counsellor, case, ticket)), password)
    assert case.consents.get().state == ConsentState.DONE
    assert case.entries.filter(kind=EntryKind.STEP).count() == 1
    assert (
        "basis" in counsellor.client.post(url(case), {"basis": consent_id}).context["form"].errors
    )


def test_consent_that_was_taken_back_meanwhile_hands_nothing_out(
    case: Case, counsellor: Persona
) -> None:
    _password, ticket = choose(counsellor, case, allowed(case, counsellor))
    case.consents.update(state=ConsentState.TAKEN_BACK)
    answer = fetch(counsellor, case, ticket)
    assert "Herausgegeben wurde nichts." in answer.content.decode()
    assert not AuditEntry.objects.filter(action="case.exported").exists()


def test_consent_for_something_else_allows_no_copy(case: Case, counsellor: Persona) -> None:
    police = allowed(case, counsellor, Wish(Step.POLICE, "Dürfen wir?"))
    assert "basis" in counsellor.client.post(url(case), {"basis": police}).context["form"].errors


# --- who may ---------------------------------------------------------------------------------


def test_fresh_confirmation_is_asked_for_and_no_form_is_kept(case: Case, lead: Persona) -> None:
    """Words that were sent along would otherwise wait in the session, in clear."""
    client = sign_in(lead.user)
    set_up_app(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        answer = client.post(url(case), {"passphrase": lead.passphrase, "basis": "own_file"})
        assert (answer.status_code, answer["Location"]) == (302, url(case))
        assert client.get(url(case))["Location"].startswith("/accounts/second-factor/code/")
        assert lead.passphrase not in str(dict(client.session))


def test_ticket_is_of_one_person_and_one_case(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    _password, ticket = choose(counsellor, case, "own_file")
    assert fetch(lead, case, ticket).status_code == 302
    assert fetch(counsellor, make_case(), ticket).status_code == 302
    assert not AuditEntry.objects.filter(action="case.exported").exists()


def test_ticket_ends_after_a_quarter_of_an_hour(case: Case, counsellor: Persona) -> None:
    _password, ticket = choose(counsellor, case, "own_file")
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert fetch(counsellor, case, ticket).status_code == 302


def test_locked_key_hands_nothing_out(case: Case, counsellor: Persona) -> None:
    _password, ticket = choose(counsellor, case, "own_file")
    counsellor.client.post("/vault/lock/")
    assert fetch(counsellor, case, ticket).status_code == 302


def test_who_has_just_unlocked_chooses_then(case: Case, counsellor: Persona) -> None:
    counsellor.client.post("/vault/lock/")
    assert "passphrase" in counsellor.client.get(url(case)).content.decode()
    answer = counsellor.client.post(url(case), {"passphrase": counsellor.passphrase}, follow=True)
    assert answer.context["form"].errors == {}


def test_everything_happens_in_memory(
    case: Case, counsellor: Persona, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    copy(counsellor, case)
    assert list(tmp_path.iterdir()) == []
    assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == before


def test_busy_typesetter_hands_nothing_out(
    case: Case, counsellor: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    _password, ticket = choose(counsellor, case, "own_file")
    monkeypatch.setattr(typesetting, "PATIENCE_SECONDS", 0)
    held = [typesetting._SLOTS.acquire() for _ in range(typesetting.AT_ONCE)]
    try:
        answer = fetch(counsellor, case, ticket)
    finally:
        for _ in held:
            typesetting._SLOTS.release()
    assert "Gerade ist zu viel los." in answer.content.decode()
    assert not Entry.objects.filter(kind=EntryKind.EXPORTED).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.browser
def test_copy_in_a_browser(phone: Page, case: Case, counsellor: Persona) -> None:
    allowed(case, counsellor)
    page = show_as(phone, counsellor)
    assert look(page, url(case)) == []
    page.get_by_label("Akte der Beratungsstelle").check()
    page.get_by_role("button", name="Weiter zum Passwort").click()
    assert flaws(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF herunterladen").click()
    assert download.value.suggested_filename == f"{case.reference}-1.pdf"
