"""Asking for consent, answering and acting, as services do it; for tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from incidents.enums import Step
from incidents.further_readers import Group, further_readers
from incidents.models import Case, Consent
from incidents.selectors import OpenCase, open_case
from incidents.services import consent_answers, consents, outward
from incidents.services.consents import ConsentMissing, Wish
from incidents.services.mailbox import Mailbox
from tests.personas import Persona, unlocked_key

CODE = "12345678901234567890"
POLICE = Wish(Step.POLICE, "Dürfen wir zur Polizei gehen?")


def opened_by(person: Persona, case: Case) -> OpenCase:
    opened = open_case(Case.objects.get(pk=case.pk), unlocked_key(person))
    assert opened
    return opened


def ask(case: Case, by: Persona, wish: Wish = POLICE, once: UUID | None = None) -> Consent:
    opened = opened_by(by, case)
    return consents.ask(
        case=case, wish=wish, once=once or uuid4(), by=by.user, shared=opened.shared
    )


def decide(case: Case, by: Persona, wish: Wish = POLICE) -> Consent:
    opened = opened_by(by, case)
    assert opened.internal
    return consents.override(
        case=case,
        wish=wish,
        reason="Angekündigter Suizid.",
        once=uuid4(),
        by=by.user,
        shared=opened.shared,
        internal=opened.internal,
    )


def take(case: Case, consent: Consent, by: Persona, step: Step = Step.POLICE, **more: Any) -> Case:
    opened = opened_by(by, case)
    assert opened.internal
    about: dict[str, Any] = {
        "case": case,
        "consent_id": consent.pk,
        "once": more.pop("once", uuid4()),
        "by": by.user,
        "shared": opened.shared,
        "internal": opened.internal,
    }
    if step == Step.READERS:
        return outward.open_to(**about)
    day = more.pop("on", timezone.localdate())
    return outward.take_step(step=step, on=day, note=more.pop("note", ""), **about)


def letting_in(case: Case, group: Group) -> Wish:
    (readers,) = [found for found in further_readers(case).values() if found.group == group]
    return Wish(Step.READERS, "Darf noch jemand mitlesen?", readers)


def agreed_to(case: Case, by: Persona, mailbox: Mailbox, wish: Wish = POLICE) -> Consent:
    consent = ask(case, by, wish)
    return consent_answers.answer(mailbox=mailbox, consent_id=consent.pk, agreed=True)


def refused_step(case: Case, consent: Consent, by: Persona, step: Step = Step.POLICE) -> None:
    before = case.entries.count()
    with pytest.raises(ConsentMissing):
        take(case, consent, by, step)
    assert case.entries.count() == before
