"""The report form step by step, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [
    pytest.mark.urls("tests.web.urls"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
]
GALLERY = "/demo/gallery/?layout=public"


@pytest.fixture
def form_page(phone: Page) -> Page:
    """Show the gallery with its form in steps; the page before it was another one."""
    phone.goto("/language/")
    phone.goto(GALLERY)
    return phone


def fill_first_step(page: Page) -> None:
    page.locator("#steps_story").fill("Sie haben gelacht.\nDann ging ich.")
    page.get_by_role("button", name="Weiter", exact=True).click()


def test_one_step_is_shown_at_a_time(form_page: Page) -> None:
    expect(form_page.get_by_text("Schritt 1 von 4: Was ist passiert?")).to_be_visible()
    expect(form_page.locator("#steps_place")).to_be_hidden()
    expect(form_page.get_by_role("button", name="Senden")).to_be_hidden()

    fill_first_step(form_page)

    expect(form_page.get_by_text("Schritt 2 von 4: Wo und wann?")).to_be_focused()
    expect(form_page.locator("#steps_place")).to_be_visible()
    expect(form_page.locator("#steps_story")).to_be_hidden()


def test_back_keeps_what_was_typed(form_page: Page) -> None:
    fill_first_step(form_page)
    form_page.get_by_role("button", name="Zurück", exact=True).click()

    expect(form_page.locator("#steps_story")).to_have_value("Sie haben gelacht.\nDann ging ich.")


def test_required_answer_holds_its_step(form_page: Page) -> None:
    form_page.get_by_role("button", name="Weiter", exact=True).click()

    expect(form_page.locator("#steps_story")).to_be_focused()
    expect(form_page.get_by_text("Schritt 1 von 4")).to_be_visible()


def test_last_step_sums_up_and_leads_back(form_page: Page) -> None:
    fill_first_step(form_page)
    form_page.locator("#steps_place").select_option("school")
    form_page.locator("#steps_held_on").fill("2026-11-20")
    form_page.locator("#steps_held_on").press("Enter")
    form_page.locator("#steps_person_0").check()
    form_page.locator("#steps_grounds_0").check()
    form_page.locator("#steps_grounds_2").check()
    form_page.get_by_role("button", name="Weiter", exact=True).click()

    assert form_page.locator(".summary dt").all_inner_texts() == [
        "Was ist passiert?",
        "Ort",
        "Datum",
        "Wen betrifft es?",
        "Weshalb?",
    ]
    assert form_page.locator(".summary dd:not(.summary__change)").all_inner_texts() == [
        "Sie haben gelacht.\nDann ging ich.",
        "Schule",
        "20.11.2026",
        "Mich",
        "wegen meiner Hautfarbe, weiß nicht",
    ]
    expect(form_page.get_by_role("button", name="Senden")).to_be_visible()

    form_page.get_by_role("button", name="Ändern: Ort").click()

    expect(form_page.locator("#steps_place")).to_be_visible()


def test_form_stands_on_one_page_without_a_script(phone_without_javascript: Page) -> None:
    page = phone_without_javascript
    page.goto(GALLERY)

    expect(page.locator("#steps_story")).to_be_visible()
    expect(page.locator("#steps_person_0")).to_be_visible()
    expect(page.get_by_role("button", name="Senden")).to_be_visible()
    expect(page.get_by_text("Schritt 1 von 4")).to_have_count(0)


def test_nothing_is_kept_in_the_browser(form_page: Page) -> None:
    fill_first_step(form_page)

    assert form_page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert form_page.context.cookies() == []
