"""The page of a case with everything on it, looked at by axe on a phone and on a desk."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from incidents.enums import Kept, ReferralState, Step
from incidents.models import Case
from incidents.services import interventions
from incidents.services.agreements import check_agreement
from incidents.services.consents import Wish
from incidents.services.drafts import save_draft
from incidents.services.mailbox import find_mailbox
from incidents.services.referrals import move_referral
from tests.factories.incidents import make_case, open_office
from tests.incidents.consenting import CODE, agreed_to, opened_by
from tests.incidents.working import agree, for_office, in_days, link, offer, set_task, url
from tests.personas import Persona, show_as, unlock
from tests.web.accessibility import look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    """Return a case with one of everything on its timeline."""
    open_office(counsellor.user, lead.user)
    case = make_case(code=CODE, grounds=["skin"], responsible=["company"], urgent=True)
    about = for_office(counsellor, case)
    shared = opened_by(counsellor, case).shared
    interventions.record_intervention(
        **about,
        code="counselling",
        on=in_days(-1),
        minutes=45,
        text="Sie möchte zuerst wissen, was möglich ist.",
        once=uuid4(),
        shared=shared,
    )
    set_task(case, counsellor, "Nach der Absage als Mail fragen", due_on=in_days(2))
    offer(case, counsellor, "Eine Beratungsstelle")
    agree(case, counsellor, "Das Praktikum wird bescheinigt.", partner="Betrieb, Leitung")
    kept = agree(case, counsellor, "Entschuldigung per Brief", partner="Betrieb, Leitung")
    check_agreement(**about, agreement_id=kept.pk, kept=Kept.PARTLY, text="Nur mündlich.")
    mailbox = find_mailbox(CODE)
    assert mailbox
    wish = Wish(Step.REFERRAL, "Dürfen wir dich dort anmelden?")
    consent = agreed_to(case, counsellor, mailbox, wish)
    passed_on = offer(case, counsellor, "Eine andere Stelle")
    move_referral(
        **about,
        referral_id=passed_on.pk,
        to=ReferralState.CONSENTED,
        text="Am Telefon angemeldet.",
        shared=shared,
        consent_id=consent.pk,
    )
    link(case, make_case(), counsellor, "Derselbe Betrieb")
    save_draft(
        case=case, form="note", values={"text": "Halber Satz"}, once=None, by=counsellor.user
    )
    return case


@pytest.mark.thorough
def test_pages_are_accessible(case: Case, phone: Page, lead: Persona, counsellor: Persona) -> None:
    unlock(counsellor)
    page = show_as(phone, counsellor)
    addresses = [url(case), f"{url(case)}?do=intervention&show=work", "/referral-bodies/"]
    addresses += ["/referral-bodies/new/", "/cases/"]
    assert {address: found for address in addresses if (found := look(page, address))} == {}
    page = show_as(phone, lead)
    assert look(page, "/clocks/") == []


def test_work_goes_on_without_a_script(
    case: Case, phone_without_javascript: Page, counsellor: Persona
) -> None:
    unlock(counsellor)
    page = show_as(phone_without_javascript, counsellor)
    page.goto(f"{url(case)}?do=task")
    page.get_by_label("Was ist zu tun?").fill("Ohne Skript")
    page.locator("#task_due_on").fill(in_days(1).isoformat())
    page.get_by_role("button", name="Aufgabe stellen").click()
    newest = page.locator(".timeline__entry").first
    expect(newest).to_contain_text("Ohne Skript")
    newest.get_by_role("button", name="Ist erledigt").click()
    expect(page.locator(".timeline__entry").first).to_contain_text("Aufgabe erledigt")


def test_session_that_ended_is_told_and_the_draft_comes_back(
    case: Case, desk: Page, counsellor: Persona
) -> None:
    unlock(counsellor)
    page = show_as(desk, counsellor)
    page.goto(url(case))
    page.locator("#note_text").fill("")
    with page.expect_response(lambda answer: "/drafts/" in answer.url):
        page.locator("#note_text").press_sequentially("Was sie gerade erzählt")
    cookies: Any = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Notiz speichern").click()
    page.wait_for_url("**/accounts/login/**")
    page.context.add_cookies(cookies)
    page.goto(url(case))
    expect(page.locator("#note_text")).to_have_value("Was sie gerade erzählt")
