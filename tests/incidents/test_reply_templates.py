"""Texts for answers: who keeps them, what they may leave open, and how they get into an answer."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import override_settings
from playwright.sync_api import Page, expect

from ateams.audit.models import Entry as AuditEntry
from incidents.models import Case, Entry, ReplyTemplate
from incidents.services.reply_templates import install_first_templates
from tests.factories.incidents import ReplyTemplateFactory, make_case, open_office
from tests.personas import Persona, show_as, unlock
from tests.web.accessibility import look

pytestmark = pytest.mark.django_db
URL = "/templates/"


@pytest.fixture
def case(counsellor: Persona) -> Case:
    open_office(counsellor.user)
    unlock(counsellor)
    return make_case(language="en")


def insert(who: Persona, case: Case, template: ReplyTemplate | None, **fields: Any) -> str:
    data = {"version": case.version, "once": str(uuid4()), "text": "", **fields}
    data["template"] = str(template.pk) if template else ""
    return who.client.post(f"/cases/{case.reference}/insert/", data).content.decode()


def answer_in(html: str) -> str:
    found = re.search(
        r'<textarea name="text"[^>]*id="message_text"[^>]*>(.*?)</textarea>', html, re.DOTALL
    )
    assert found
    return unescape(found[1]).strip()


def offered(html: str) -> list[tuple[str, list[str]]]:
    """Return the groups of texts beside the answer, as a person reads them."""
    select = re.search(r'<select name="template".*?</select>', html, re.DOTALL)
    assert select
    groups = re.findall(r'<optgroup label="(.*?)">(.*?)</optgroup>', select[0], re.DOTALL)
    return [(name, re.findall(r"<option[^>]*>(.*?)</option>", inner)) for name, inner in groups]


# --- keeping them ----------------------------------------------------------------------------


def test_office_writes_changes_hides_and_offers_again(counsellor: Persona) -> None:
    text = {"title": "Angekommen", "language": "de", "text": "Hallo,\r\nbis zum {antwort-bis}."}
    counsellor.client.post(f"{URL}new/", text)
    template = ReplyTemplate.objects.get()
    assert (template.title, template.text) == ("Angekommen", "Hallo,\nbis zum {antwort-bis}.")
    counsellor.client.post(f"{URL}{template.pk}/", text | {"title": "Ist da"})
    counsellor.client.post(f"{URL}{template.pk}/hide/")
    assert "ausgeblendet" in counsellor.client.get(URL).content.decode()
    counsellor.client.post(f"{URL}{template.pk}/offer/")
    template.refresh_from_db()
    assert (template.title, template.active) == ("Ist da", True)
    recorded = AuditEntry.objects.filter(subject_id=str(template.pk)).order_by("id")
    assert list(recorded.values_list("action", flat=True)) == [
        "template.saved",
        "template.saved",
        "template.hidden",
        "template.offered",
    ]


@pytest.mark.parametrize("text", ["Hallo {Name}", "{fall}", "{ antwort-bis }", "{}", "{telefon"])
def test_what_cannot_be_filled_in_is_refused(counsellor: Persona, text: str) -> None:
    answer = counsellor.client.post(f"{URL}new/", {"title": "A", "language": "de", "text": text})
    refused = text != "{telefon"  # a brace alone is a brace
    assert ("Einsetzen lässt sich: {antwort-bis}" in answer.content.decode()) is refused
    assert ReplyTemplate.objects.exists() is not refused


def test_title_stands_once_per_language(counsellor: Persona) -> None:
    ReplyTemplateFactory.create(title="Angekommen", language="de")
    data = {"title": "Angekommen", "language": "de", "text": "Hallo."}
    answer = counsellor.client.post(f"{URL}new/", data)
    assert "Eine Vorlage mit diesem Titel gibt es schon." in answer.content.decode()
    counsellor.client.post(f"{URL}new/", data | {"language": "en"})
    assert ReplyTemplate.objects.count() == 2
    with pytest.raises(IntegrityError):
        ReplyTemplateFactory.create(title="Angekommen", language="de")


def test_language_is_one_of_those_of_reporters(counsellor: Persona) -> None:
    data = {"title": "A", "language": "xx", "text": "Hallo."}
    counsellor.client.post(f"{URL}new/", data)
    assert not ReplyTemplate.objects.exists()


def test_template_in_a_language_nobody_speaks_harms_nothing(
    counsellor: Persona, case: Case
) -> None:
    strange = ReplyTemplateFactory.create(title="Saluton", language="eo", text="Ĝis {antwort-bis}.")
    ReplyTemplateFactory.create(title="Hallo", language="de")
    assert counsellor.client.get(URL).status_code == 200
    assert 'value="eo" selected' in counsellor.client.get(f"{URL}{strange.pk}/").content.decode()
    html = counsellor.client.get(f"/cases/{case.reference}/").content.decode()
    assert offered(html) == [("Deutsch", ["Hallo"]), ("eo", ["Saluton"])]
    assert answer_in(insert(counsellor, case, strange)).startswith("Ĝis ")


def test_list_costs_constant_queries(counsellor: Persona, django_assert_num_queries: Any) -> None:
    counts = []
    for _ in range(2):
        ReplyTemplateFactory.create_batch(2)
        with django_assert_num_queries(100, exact=False) as captured:
            counsellor.client.get(URL)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_installation_begins_with_some_and_gets_them_once() -> None:
    assert install_first_templates() == 8
    languages = ReplyTemplate.objects.values_list("language", flat=True)
    assert sorted(languages) == ["de"] * 4 + ["en"] * 4
    assert install_first_templates() == 0
    assert ReplyTemplate.objects.count() == 8


# --- inserting one ---------------------------------------------------------------------------


def test_language_of_the_case_is_offered_first_then_german(counsellor: Persona, case: Case) -> None:
    for language, title in (("de", "Hallo"), ("en", "Hello"), ("en", "Again"), ("de", "Weg")):
        ReplyTemplateFactory.create(language=language, title=title, active=title != "Weg")
    html = counsellor.client.get(f"/cases/{case.reference}/").content.decode()
    assert offered(html) == [("Englisch", ["Again", "Hello"]), ("Deutsch", ["Hallo"])]


def test_text_is_filled_in_below_what_was_typed(counsellor: Persona, case: Case) -> None:
    template = ReplyTemplateFactory.create(language="en", text="You hear from us by {antwort-bis}.")
    html = insert(counsellor, case, template, text="Hi <you>,\r\n")
    day = case.reply_due_on
    assert day
    told = f"{day.day} {day:%B} {day.year}"
    assert answer_in(html) == f"Hi <you>,\n\nYou hear from us by {told}."
    assert Entry.objects.filter(case=case).count() == 1
    assert "error-summary" not in html


def test_inserting_keeps_id_and_version_of_the_answer(counsellor: Persona, case: Case) -> None:
    once = str(uuid4())
    html = insert(counsellor, case, None, once=once, text="Angefangen")
    assert answer_in(html) == "Angefangen"
    assert f'name="once" value="{once}"' in html
    assert f'name="version" value="{case.version}"' in html


@override_settings(OFFICE_PHONE="0511 0000")
def test_office_is_named_with_its_telephone(counsellor: Persona, case: Case) -> None:
    template = ReplyTemplateFactory.create(text="{stelle}: {telefon}")
    told = f"{settings.OFFICE_NAME}: 0511 0000"
    assert answer_in(insert(counsellor, case, template)) == told


def test_what_is_not_known_cannot_be_overlooked(counsellor: Persona, case: Case) -> None:
    Case.objects.update(reply_due_on=None)
    template = ReplyTemplateFactory.create(text="Bis {antwort-bis}, {telefon}")
    assert answer_in(insert(counsellor, case, template)) == (
        "Bis [bitte ergänzen: Tag, bis zu dem wir antworten], "
        "[bitte ergänzen: Telefon der Beratungsstelle]"
    )


def test_hidden_and_unknown_texts_insert_nothing(counsellor: Persona, case: Case) -> None:
    hidden = ReplyTemplateFactory.create(active=False)
    assert answer_in(insert(counsellor, case, hidden, text="Ja")) == "Ja"


def test_locked_key_keeps_what_was_typed_and_chosen(counsellor: Persona, case: Case) -> None:
    template = ReplyTemplateFactory.create(text="Eingefügt.")
    counsellor.client.post("/vault/lock/")
    locked = insert(counsellor, case, template, text="Getippt.")
    assert "Getippt." in locked
    assert f'value="{template.pk}" selected' in locked.replace(' data-text="Eingefügt."', "")
    html = insert(counsellor, case, template, text="Getippt.", passphrase=counsellor.passphrase)
    assert answer_in(html) == "Getippt.\n\nEingefügt."


def test_files_that_were_chosen_are_asked_for_again(counsellor: Persona, case: Case) -> None:
    html = insert(counsellor, case, None, text="Ja", uploads="foto.jpg")
    assert "Wähle die Dateien bitte noch einmal aus." in html


@pytest.mark.django_db(transaction=True)
@pytest.mark.browser
def test_script_inserts_at_the_cursor_and_pages_are_accessible(
    phone: Page, counsellor: Persona, case: Case
) -> None:
    ReplyTemplateFactory.create(title="Danke", language="en", text="Thank you.")
    page = show_as(phone, counsellor)
    assert [flaw for path in (URL, f"{URL}new/") for flaw in look(page, path)] == []
    page.goto(f"/cases/{case.reference}/")
    page.locator("summary", has_text="Antwort").first.click()
    field = page.get_by_label("Antwort", exact=True)
    field.fill("Before and after.")
    field.evaluate("field => field.setSelectionRange(6, 6)")
    page.get_by_label("Textvorlage").select_option(label="Danke")
    page.get_by_role("button", name="Einfügen").click()
    expect(field).to_have_value("Before\n\nThank you. and after.")
    assert field.evaluate("field => field.selectionStart") == len("Before\n\nThank you.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.browser
def test_without_script_a_chosen_file_is_not_sent(
    phone_without_javascript: Page, counsellor: Persona, case: Case
) -> None:
    ReplyTemplateFactory.create(title="Danke", language="en", text="Thank you.")
    page = show_as(phone_without_javascript, counsellor)
    page.goto(f"/cases/{case.reference}/")
    page.locator("summary", has_text="Antwort").first.click()
    page.get_by_label("Antwort", exact=True).fill("Hi.")
    files = [{"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}]
    page.locator("#message_uploads").set_input_files(files)  # type: ignore[arg-type]
    page.get_by_label("Textvorlage").select_option(label="Danke")
    page.get_by_role("button", name="Einfügen").click()
    expect(page.get_by_label("Antwort", exact=True)).to_have_value("Hi.\n\nThank you.")
    expect(page.get_by_text("Wähle die Dateien bitte noch einmal aus.")).to_be_visible()
