"""Agreements with institutions: sealed, due by a plain day, checked once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from incidents.due import AgreementDue
from incidents.enums import Kept
from incidents.models import Agreement, Case
from incidents.services import work
from incidents.services.agreements import check_agreement
from incidents.services.closing import close
from incidents.transitions import ForbiddenMove
from tests.factories.incidents import make_case, open_office
from tests.incidents.working import act, agree, bytes_of, due, for_office, in_days, titles
from tests.personas import Persona, unlock

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return make_case()


def check(case: Case, by: Persona, agreement: Agreement, kept: str) -> None:
    check_agreement(**for_office(by, case), agreement_id=agreement.pk, kept=kept, text="")


def test_agreement_is_made_and_checked_on_the_page(case: Case, counsellor: Persona) -> None:
    unlock(counsellor)
    sent = {"partner": "Schulleitung", "text": "Neue Hausordnung", "due_on": in_days(30)}
    html = act(counsellor, case, "agreement", **sent)
    agreement = Agreement.objects.get()
    assert "Vereinbarung: Schulleitung" in html
    assert "Neue Hausordnung" in html
    assert b"Haus" not in bytes_of(agreement.entry)
    where = ("agreements", agreement.pk, "check")
    html = act(counsellor, case, *where, kept="partly", text="Nur im Anbau")
    assert "Vereinbarung teilweise eingehalten" in html
    assert "Nur im Anbau" in html
    agreement.refresh_from_db()
    assert agreement.checked_at is not None
    assert b"partly" not in bytes_of(agreement.entry.followed.get())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"partner": ""}, "wer es zugesagt hat"),
        ({"text": ""}, "was vereinbart ist"),
        ({"due_on": "2020-01-01"}, "Dieser Tag ist schon vorbei."),
    ],
)
def test_bad_input_is_named(
    case: Case, counsellor: Persona, fields: dict[str, Any], words: str
) -> None:
    unlock(counsellor)
    sent = {"partner": "Schule", "text": "Ein Raum", "due_on": in_days(1)} | fields
    assert words in act(counsellor, case, "agreement", **sent)
    assert not Agreement.objects.exists()


def test_agreement_is_due_on_its_day_also_when_the_case_is_closed(
    case: Case, counsellor: Persona
) -> None:
    agreement = agree(case, counsellor, due_on=in_days(5))
    work.acknowledge(case=case, version=1, by=counsellor.user)
    close(**for_office(counsellor, case), reason="spam", version=2)
    (item,) = due(AgreementDue())
    assert (item.due_on, item.title, item.where) == (
        in_days(5),
        "Vereinbarung prüfen",
        case.reference,
    )
    assert due(AgreementDue(), days=4) == []
    check(case, counsellor, agreement, Kept.KEPT)
    assert due(AgreementDue()) == []


def test_first_answer_counts_and_the_same_twice_is_one(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    once = uuid4()
    for _ in range(2):
        agreement = agree(case, counsellor, once=once)
    for _ in range(2):
        check(case, counsellor, agreement, Kept.KEPT)
    with pytest.raises(ForbiddenMove):
        check(case, lead, agreement, Kept.BROKEN)
    assert titles(counsellor, case)[-2:] == ["Vereinbarung: Schule", "Vereinbarung eingehalten"]
