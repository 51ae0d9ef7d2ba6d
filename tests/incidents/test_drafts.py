"""A note in the middle of a talk is never lost, and never lies anywhere in clear."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from incidents.drafts import drafts_of
from incidents.erasure import ERASERS
from incidents.models import Case, Draft, Entry
from incidents.services.drafts import save_draft
from incidents.services.erasure import Reason, erase_case
from tests.factories.incidents import give_key, make_case, open_office
from tests.incidents.working import act, url
from tests.personas import Persona, show_as, unlock, unlocked_key
from vault.errors import Unopenable
from vault.own import open_own

SECRET = "Sie hat Angst vor dem Bus."


@pytest.fixture
def case(db: None, counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return make_case()


def keep(who: Persona, case: Case, form: str = "note", **values: str) -> int:
    sent = {"text": SECRET, "once": str(uuid4()), **values}
    return who.client.post(url(case, "drafts", form), sent).status_code


def page(who: Persona, case: Case) -> str:
    return who.client.get(url(case)).content.decode()


def test_draft_is_kept_while_the_key_is_locked_and_comes_back(
    case: Case, counsellor: Persona
) -> None:
    assert keep(counsellor, case) == 204
    draft = Draft.objects.get()
    assert SECRET.encode() not in bytes(draft.sealed) + bytes(draft.sealed_key)
    unlock(counsellor)
    html = page(counsellor, case)
    assert SECRET in html
    assert 'data-quick="note" open>' in html
    assert "Entwurf, noch nicht gespeichert:" in html


def test_newest_draft_of_a_form_counts_and_each_form_has_its_own(
    case: Case, counsellor: Persona
) -> None:
    keep(counsellor, case, text="Anfang")
    keep(counsellor, case, text="Anfang und Ende")
    keep(counsellor, case, "task", text="Anrufen", due_on="2099-01-01")
    found = drafts_of(case, counsellor.user, unlocked_key(counsellor))
    assert {form: draft.values["text"] for form, draft in found.items()} == {
        "note": "Anfang und Ende",
        "task": "Anrufen",
    }


def test_saving_the_form_deletes_its_draft_and_what_arrives_late_stays_away(
    case: Case, counsellor: Persona
) -> None:
    once = str(uuid4())
    keep(counsellor, case, once=once)
    unlock(counsellor)
    act(counsellor, case, "note", text=SECRET, once=once)
    assert not Draft.objects.exists()
    assert keep(counsellor, case, once=once) == 204
    assert not Draft.objects.exists()
    assert Entry.objects.filter(kind="note").count() == 1


def test_mistake_or_lock_leaves_the_draft_where_it_is(case: Case, counsellor: Persona) -> None:
    keep(counsellor, case)
    act(counsellor, case, "note", text=SECRET)
    unlock(counsellor)
    act(counsellor, case, "note", text="")
    assert Draft.objects.count() == 1


def test_draft_is_thrown_away_by_hand(case: Case, counsellor: Persona) -> None:
    keep(counsellor, case)
    counsellor.client.post(url(case, "drafts", "note", "discard"))
    assert not Draft.objects.exists()


def test_nobody_else_opens_a_draft(case: Case, counsellor: Persona, lead: Persona) -> None:
    keep(counsellor, case)
    unlock(lead)
    assert SECRET not in page(lead, case)
    draft, other = Draft.objects.get(), unlocked_key(lead)
    with pytest.raises(Unopenable):
        open_own(draft.sealed, draft.sealed_key, row=draft.id, place=draft.place, key=other)
    with pytest.raises(Unopenable):
        open_own(
            draft.sealed,
            draft.sealed_key,
            row=uuid4(),
            place=draft.place,
            key=unlocked_key(counsellor),
        )


def test_draft_of_an_earlier_key_is_passed_over(case: Case, counsellor: Persona) -> None:
    keep(counsellor, case)
    give_key(counsellor.user)
    counsellor.user.refresh_from_db()
    assert drafts_of(case, counsellor.user, unlocked_key(counsellor)) == {}


def test_without_an_active_key_nothing_is_kept(case: Case, counsellor: Persona) -> None:
    counsellor.user.key_pair = None
    assert not save_draft(case=case, form="note", values={}, once=None, by=counsellor.user)


@pytest.mark.parametrize(
    ("form", "text", "answer"),
    [("note", "x" * 80_001, 413), ("move", "x", 404), ("nothing", "x", 404)],
)
def test_what_is_no_draft_is_refused(
    case: Case, counsellor: Persona, form: str, text: str, answer: int
) -> None:
    assert keep(counsellor, case, form, text=text) == answer
    assert not Draft.objects.exists()


def test_drafts_go_with_their_case_and_after_two_weeks(case: Case, counsellor: Persona) -> None:
    (eraser,) = [eraser for eraser in ERASERS if eraser.kind == "draft"]
    keep(counsellor, case)
    today = timezone.localdate()
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=14))
    assert not eraser.due(today).exists()
    (pk,) = eraser.due(today + timedelta(days=1)).values_list("pk", flat=True)
    assert eraser.erase([pk]) == 1
    keep(counsellor, case)
    erase_case(case_id=case.pk, reason=Reason.WITHDRAWN)
    assert not Draft.objects.exists()


# --- in a browser ------------------------------------------------------------------------------


@pytest.fixture
def at_desk(case: Case, counsellor: Persona, desk: Page) -> Page:
    unlock(counsellor)
    return show_as(desk, counsellor)


def write(page: Page, case: Case) -> None:
    page.goto(url(case))
    page.locator("[data-quick=note] > summary").click()
    with page.expect_response(lambda answer: "/drafts/" in answer.url) as kept:
        page.locator("#note_text").press_sequentially(SECRET)
    assert kept.value.status == 204


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_browser_is_closed_in_the_middle_of_a_note(case: Case, at_desk: Page) -> None:
    write(at_desk, case)
    again = at_desk.context.new_page()
    at_desk.close()
    again.goto(url(case))
    expect(again.locator("#note_text")).to_have_value(SECRET)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_key_locks_in_the_middle_and_the_note_is_saved_in_place(
    case: Case, counsellor: Persona, at_desk: Page
) -> None:
    page = at_desk
    write(page, case)
    page.context.clear_cookies(name=settings.VAULT_COOKIE_NAME)
    page.get_by_role("button", name="Notiz speichern").click()
    expect(page.get_by_text("Was du geschrieben hast, ist noch da.")).to_be_visible()
    expect(page.locator("#note_text")).to_have_value(SECRET)
    page.locator("[name=passphrase]").fill(counsellor.passphrase)
    page.get_by_role("button", name="Entsperren und speichern").click()
    expect(page.locator(".timeline")).to_contain_text(SECRET)
    assert page.url.endswith(url(case))
    assert not Draft.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_page_goes_on_without_a_reload_and_keeps_what_stands_elsewhere(
    case: Case, at_desk: Page
) -> None:
    page = at_desk
    page.goto(url(case))
    page.evaluate("window.sameDocument = true")
    page.locator("[data-quick=task] > summary").click()
    page.locator("#task_text").press_sequentially("Später")
    page.locator("[data-quick=note] > summary").click()
    page.locator("#note_text").fill("Erster Eintrag")
    page.get_by_role("button", name="Notiz speichern").click()
    expect(page.locator(".timeline")).to_contain_text("Erster Eintrag")
    assert page.evaluate("window.sameDocument")
    expect(page.locator("#task_text")).to_have_value("Später")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("document.querySelectorAll('style').length") == 0


def test_script_holds_no_way_to_the_browsers_storage() -> None:
    script = (Path(settings.BASE_DIR) / "static" / "build" / "staff.js").read_text()
    assert "sessionStorage." not in script
    assert "localStorage" not in script
