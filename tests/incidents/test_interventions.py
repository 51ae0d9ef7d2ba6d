"""Interventions: sealed codes, and nothing outside without the consent to exactly this step."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from codelists.enums import CodeList
from codelists.models import Code
from codelists.selectors import entries_of
from incidents.enums import ConsentState, EntryKind, Step
from incidents.models import Case, Consent, Entry
from incidents.services import consents
from incidents.services.consents import ConsentMissing, Wish
from incidents.services.interventions import record_intervention
from incidents.services.mailbox import find_mailbox
from incidents.timeline import timeline
from tests.factories.incidents import give_key, make_case, open_office
from tests.incidents.consenting import CODE, agreed_to, ask, opened_by
from tests.incidents.working import act, bytes_of, for_office, in_days, titles, url
from tests.personas import Persona, unlock

pytestmark = pytest.mark.django_db
TALK = Wish(Step.CONTACT, "Dürfen wir mit der Schule sprechen?")


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return make_case(code=CODE)


def intervene(case: Case, by: Persona, code: str, **more: Any) -> None:
    told: dict[str, Any] = {"on": in_days(0), "minutes": 45, "text": "", "once": uuid4(), **more}
    shared = opened_by(by, case).shared
    record_intervention(**for_office(by, case), code=code, shared=shared, **told)


def allowed(case: Case, by: Persona, wish: Wish = TALK) -> Consent:
    mailbox = find_mailbox(CODE)
    assert mailbox
    return agreed_to(case, by, mailbox, wish)


def test_counselling_is_noted_with_day_and_minutes(case: Case, counsellor: Persona) -> None:
    unlock(counsellor)
    fields = {"code": "counselling", "on": in_days(-2), "minutes": 45, "text": "Gut gelaufen."}
    html = act(counsellor, case, "intervention", **fields)
    entry = Entry.objects.get(kind=EntryKind.INTERVENTION)
    assert "Beratungsgespräch" in html
    assert "45 Minuten" in html
    assert "Gut gelaufen." in html
    assert entry.date == in_days(-2)
    assert b"counselling" not in bytes_of(entry)
    case.refresh_from_db()
    assert (case.version, case.unread_by_reporter) == (1, False)


def test_same_form_twice_is_one_intervention(case: Case, counsellor: Persona) -> None:
    once, consent = uuid4(), allowed(case, counsellor)
    for _ in range(2):
        intervene(case, counsellor, "contact_management", once=once, consent_id=consent.pk)
    assert titles(counsellor, case).count("Gespräch mit Leitung / Schulaufsicht") == 1


def test_step_outside_uses_up_its_consent_and_the_reporter_sees_it(
    case: Case, counsellor: Persona
) -> None:
    consent = allowed(case, counsellor)
    unlock(counsellor)
    fields = {"code": "contact_management", "on": in_days(0), "consent": consent.pk}
    html = act(counsellor, case, "intervention", **fields)
    assert "liegt vor und ist damit verbraucht" in html
    consent.refresh_from_db()
    case.refresh_from_db()
    assert (consent.state, case.unread_by_reporter) == (ConsentState.DONE, True)
    html = act(counsellor, case, "intervention", **fields)
    assert "data-error-summary" in html
    assert titles(counsellor, case).count("Gespräch mit Leitung / Schulaufsicht") == 1


@pytest.mark.parametrize("code", ["complaint_sent", "contact_other_side", "police_report"])
def test_nothing_acts_outside_without_consent(case: Case, counsellor: Persona, code: str) -> None:
    unlock(counsellor)
    html = act(counsellor, case, "intervention", code=code, on=in_days(0), text="Mein Text")
    assert "Dafür braucht es ein Einverständnis für genau diesen Schritt" in html
    assert "Mein Text" in html
    with pytest.raises(ConsentMissing):
        intervene(case, counsellor, code)
    assert not case.entries.filter(kind=EntryKind.INTERVENTION).exists()


def test_consent_to_one_step_allows_no_other_and_none_before_it_was_given(
    case: Case, counsellor: Persona
) -> None:
    consent = allowed(case, counsellor)
    unlock(counsellor)
    sent = {"code": "police_report", "on": in_days(0), "consent": consent.pk}
    assert "für genau diesen Schritt" in act(counsellor, case, "intervention", **sent)
    sent |= {"code": "contact_other_side", "on": in_days(-1)}
    assert "noch nicht erlaubt" in act(counsellor, case, "intervention", **sent)
    for code, day in (("police_report", 0), ("contact_other_side", -1)):
        with pytest.raises(ConsentMissing):
            intervene(case, counsellor, code, consent_id=consent.pk, on=in_days(day))
    consent.refresh_from_db()
    assert consent.state == ConsentState.GIVEN


def test_consent_that_is_taken_back_meanwhile_is_told_and_the_text_stays(
    case: Case, counsellor: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page had it among the given ones; the guard looks again in its transaction."""
    consent = allowed(case, counsellor)
    unlock(counsellor)
    guard = consents.use_consent

    def recalled_first(**about: Any) -> Consent:
        consents.recall(case=case, consent_id=consent.pk, by=counsellor.user)
        return guard(**about)

    monkeypatch.setattr("incidents.services.interventions.use_consent", recalled_first)
    sent = {"code": "contact_other_side", "on": in_days(0), "consent": consent.pk}
    html = act(counsellor, case, "intervention", **sent, text="Was ich schrieb")
    assert "Das Einverständnis hat sich geändert." in html
    assert "Was ich schrieb" in html
    assert not case.entries.filter(kind=EntryKind.INTERVENTION).exists()


def test_locked_key_keeps_code_text_and_consent(case: Case, counsellor: Persona) -> None:
    consent = allowed(case, counsellor)
    sent = {"code": "contact_other_side", "on": in_days(0), "consent": str(consent.pk)}
    html = act(counsellor, case, "intervention", **sent, text="Am Telefon")
    assert "Am Telefon" in html
    assert f'value="{consent.pk}"' in html
    act(counsellor, case, "intervention", **sent, passphrase=counsellor.passphrase)
    assert case.entries.filter(kind=EntryKind.INTERVENTION).count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": ""}, "Wähle bitte aus, was getan wurde."),
        ({"code": "unknown"}, "data-error-summary"),
        ({"on": "2099-01-01"}, "Dieser Tag kommt erst noch."),
        ({"minutes": "0"}, "data-error-summary"),
        ({"minutes": "1441"}, "data-error-summary"),
    ],
)
def test_bad_input_is_named(
    case: Case, counsellor: Persona, fields: dict[str, str], words: str
) -> None:
    unlock(counsellor)
    sent = {"code": "counselling", "on": str(in_days(0)), "minutes": "30"} | fields
    assert words in act(counsellor, case, "intervention", **sent)


def test_code_that_is_hidden_meanwhile_is_refused_anew_and_still_told(
    case: Case, counsellor: Persona
) -> None:
    intervene(case, counsellor, "mandate")
    Code.objects.bulk_create(entries_of(CodeList.INTERVENTION))
    Code.objects.filter(list=CodeList.INTERVENTION, code="mandate").update(hidden=True)
    unlock(counsellor)
    html = act(counsellor, case, "intervention", code="mandate", on=in_days(0), text="Bleibt da")
    assert "data-error-summary" in html
    assert "Bleibt da" in html
    assert titles(counsellor, case)[-1] == "Auftragsklärung / Ziele vereinbart"


def test_code_that_nobody_knows_any_more_is_told_as_it_is(case: Case, counsellor: Persona) -> None:
    intervene(case, counsellor, "of_old")
    assert titles(counsellor, case)[-1] == "of_old"


def test_team_reads_no_interventions(
    counsellor: Persona, lead: Persona, coordinator: Persona
) -> None:
    open_office(counsellor.user, lead.user)
    give_key(coordinator.user)
    case = make_case(team=coordinator.team, with_coordinator=True)
    before = len(timeline(opened_by(coordinator, case)))
    intervene(case, counsellor, "mandate")
    ask(case, counsellor)
    unlock(coordinator)
    assert "Auftragsklärung" not in coordinator.client.get(url(case)).content.decode()
    assert len(timeline(opened_by(coordinator, case))) == before


def test_filter_shows_conversation_or_work(case: Case, counsellor: Persona) -> None:
    intervene(case, counsellor, "mandate", text="Das Ziel")
    unlock(counsellor)

    def shown(query: str) -> tuple[bool, bool]:
        html = counsellor.client.get(f"{url(case)}{query}").content.decode()
        return "Etwas ist passiert." in html, "Das Ziel" in html

    assert shown("") == shown("?show=all") == shown("?show=unsinn") == (True, True)
    assert shown("?show=conversation") == (True, False)
    assert shown("?show=work") == (False, True)


def test_page_is_bounded_and_costs_the_same_with_many_entries(
    case: Case, counsellor: Persona, django_assert_num_queries: Any
) -> None:
    unlock(counsellor)
    counsellor.client.get(url(case))
    with django_assert_num_queries(100, exact=False) as few:
        counsellor.client.get(url(case))
    for number in range(101):
        intervene(case, counsellor, "phone", text=f"Anruf {number}.")
    with django_assert_num_queries(100, exact=False) as many:
        html = counsellor.client.get(url(case)).content.decode()
    assert len(few) == len(many)
    assert "Anruf 100." in html
    assert "Anruf 0." not in html
    assert "Anruf 0." in counsellor.client.get(f"{url(case)}?page=2").content.decode()


@pytest.mark.parametrize(
    ("do", "unfolded"), [("?do=note", True), ("", False), ("?do=\x00", False), ("?do=x", False)]
)
def test_address_unfolds_a_quick_action(
    case: Case, counsellor: Persona, do: str, *, unfolded: bool
) -> None:
    unlock(counsellor)
    html = counsellor.client.get(f"{url(case)}{do}").content.decode()
    assert ('data-quick="note" open>' in html) == unfolded


def test_answer_that_is_owed_is_folded_until_a_script_finds_room_for_it(
    case: Case, counsellor: Persona
) -> None:
    unlock(counsellor)
    page = counsellor.client.get(url(case)).content.decode()
    assert 'data-quick="message" data-unasked>' in page
    assert "open>" not in page, "without a script a phone would show a form above the report"


def test_entry_that_the_office_added_asks_for_consent_if_it_acts_outside(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    added = "/codelists/intervention/"
    words = {"de": "Klassenrat", "en": "Class council"}
    html = lead.client.post(added, words).content.decode()
    assert "Wähle bitte aus, ob es nach außen wirkt." in html
    lead.client.post(added, words | {"outward": "contact"})
    lead.client.post(added, {"de": "Tee", "en": "Tea", "outward": "inside"})
    intervene(case, counsellor, "tee")
    unlock(counsellor)
    html = act(counsellor, case, "intervention", code="klassenrat", on=in_days(0))
    assert "Dafür braucht es ein Einverständnis für genau diesen Schritt" in html
    with pytest.raises(ConsentMissing):
        intervene(case, counsellor, "klassenrat")
    mailbox = find_mailbox(CODE)
    assert mailbox
    consent = agreed_to(case, counsellor, mailbox, TALK)
    intervene(case, counsellor, "klassenrat", consent_id=consent.pk)
    consent.refresh_from_db()
    assert consent.state == ConsentState.DONE
    page = lead.client.get(f"{added}klassenrat/").content.decode()
    assert 'value="inside"' not in page
    lead.client.post(f"{added}klassenrat/", words | {"outward": "inside"})
    assert Code.objects.get(list="intervention", code="klassenrat").outward == "contact"
    for known in (f"{added}first_talk/", "/codelists/ground/racism/", "/codelists/ground/"):
        assert 'name="outward"' not in lead.client.get(known).content.decode()
