"""The state "referred" is a step outside: no case gets there without a consent for just that."""

from __future__ import annotations

import re
from typing import Any

import pytest

from incidents.enums import ConsentState, State, Step
from incidents.models import Case, Consent
from incidents.services import consent_answers, consents, work
from incidents.services.consents import ConsentMissing, Wish
from incidents.services.mailbox import Mailbox, find_mailbox
from tests.factories.incidents import make_case, open_office
from tests.incidents.consenting import CODE, POLICE, agreed_to, ask, decide, opened_by
from tests.personas import Persona, unlock

pytestmark = pytest.mark.django_db
REFERRAL = Wish(Step.REFERRAL, "Dürfen wir dich bei der Sozialberatung anmelden?")
OFFERED = "Weitervermittelt: Dürfen wir dich bei der Sozialberatung anmelden?"


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    counsellor.user.refresh_from_db()
    made = make_case(code=CODE)
    Case.objects.update(state=State.TRIAGE, next_date="2099-01-05")
    unlock(counsellor)
    made.refresh_from_db()
    return made


@pytest.fixture
def mailbox(case: Case) -> Mailbox:
    found = find_mailbox(CODE)
    assert found
    return found


def refer(case: Case, by: Persona, consent: Consent | None) -> Case:
    return work.move(
        case=case,
        to=State.REFERRED,
        version=Case.objects.get(pk=case.pk).version,
        by=by.user,
        consent_id=consent.pk if consent else None,
        shared=opened_by(by, case).shared,
    )


def page(case: Case, by: Persona) -> str:
    answer = by.client.get(f"/cases/{case.reference}/")
    return re.sub(r"\s+", " ", answer.content.decode())


def send(case: Case, by: Persona, to: str, **fields: Any) -> str:
    fields.setdefault("version", Case.objects.get(pk=case.pk).version)
    address = f"/cases/{case.reference}/move/"
    return by.client.post(address, {"to": to, **fields}, follow=True).content.decode()


def test_consent_for_a_referral_lets_the_case_be_referred_and_is_used_up(
    case: Case, counsellor: Persona, mailbox: Mailbox
) -> None:
    consent = agreed_to(case, counsellor, mailbox, REFERRAL)
    assert refer(case, counsellor, consent).state == State.REFERRED
    consent.refresh_from_db()
    assert consent.state == ConsentState.DONE
    Case.objects.update(state=State.TRIAGE)
    with pytest.raises(ConsentMissing):
        refer(case, counsellor, consent)


def test_without_such_a_consent_nothing_is_referred(
    case: Case, counsellor: Persona, mailbox: Mailbox
) -> None:
    asked, other = ask(case, counsellor, REFERRAL), agreed_to(case, counsellor, mailbox)
    foreign = make_case(code="9" * 20)
    theirs = find_mailbox("9" * 20)
    assert theirs
    for consent in (None, asked, other, agreed_to(foreign, counsellor, theirs, REFERRAL)):
        with pytest.raises(ConsentMissing):
            refer(case, counsellor, consent)
    case.refresh_from_db()
    assert case.state == State.TRIAGE
    assert not case.entries.filter(kind="move").exists()


def test_danger_to_life_refers_by_the_leads_decision(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    lead.user.refresh_from_db()
    consent = decide(case, lead, REFERRAL)
    assert refer(case, counsellor, consent).state == State.REFERRED


def test_form_offers_it_with_a_usable_consent_alone(
    case: Case, counsellor: Persona, mailbox: Mailbox
) -> None:
    agreed_to(case, counsellor, mailbox, POLICE)
    waiting = ask(case, counsellor, REFERRAL)
    html = page(case, counsellor)
    assert '<option value="in_progress">' in html
    assert "Weitervermittelt" not in html
    assert "Weitervermitteln geht erst, wenn die Person dem zugestimmt hat." in html
    consent_answers.answer(mailbox=mailbox, consent_id=waiting.pk, agreed=True)
    assert OFFERED in page(case, counsellor)
    send(case, counsellor, f"referred:{waiting.pk}")
    case.refresh_from_db()
    waiting.refresh_from_db()
    assert (case.state, waiting.state) == (State.REFERRED, ConsentState.DONE)


NO_CONSENT = "0355b8ef-3215-4b4e-b000-000000000000"


@pytest.mark.parametrize("to", ["referred", f"referred:{NO_CONSENT}", "referred:", "referred:x"])
def test_what_was_not_offered_is_refused(case: Case, counsellor: Persona, to: str) -> None:
    assert "data-error-summary" in send(case, counsellor, to)
    counsellor.client.cookies.pop("vault")
    assert "Der Schlüssel hat sich gesperrt." in send(case, counsellor, to)
    case.refresh_from_db()
    assert case.state == State.TRIAGE


def test_consent_that_was_recalled_meanwhile_is_told(
    case: Case, counsellor: Persona, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent = agreed_to(case, counsellor, mailbox, REFERRAL)
    move = work.move

    def recalled_just_before(**about: Any) -> Case:
        consents.recall(case=case, consent_id=consent.pk, by=counsellor.user)
        about["version"] = Case.objects.get(pk=case.pk).version
        return move(**about)

    monkeypatch.setattr(work, "move", recalled_just_before)
    html = send(case, counsellor, f"referred:{consent.pk}")
    assert "Das geht so nicht mehr: Das Einverständnis hat sich geändert." in html
    case.refresh_from_db()
    assert case.state == State.TRIAGE


def test_choice_survives_a_lock(case: Case, counsellor: Persona, mailbox: Mailbox) -> None:
    consent = agreed_to(case, counsellor, mailbox, REFERRAL)
    counsellor.client.cookies.pop("vault")
    html = send(case, counsellor, f"referred:{consent.pk}")
    assert f'<option value="referred:{consent.pk}" selected>Weitervermittelt' in html
    send(case, counsellor, f"referred:{consent.pk}", passphrase=counsellor.passphrase)
    case.refresh_from_db()
    assert case.state == State.REFERRED
