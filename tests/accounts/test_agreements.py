"""Agreements with institutions, and the reminder when one ends."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.districts import BOROUGHS, borough_of, district_choices
from accounts.due import AgreementEnding
from accounts.models import Institution
from ateams.outbox.models import Mail
from followups.agenda import Entry, agenda_of
from followups.sweeps import plan_reminders, send_next_reminder
from tests.factories.accounts import ContactFactory, InstitutionFactory, MembershipFactory
from tests.factories.followups import default_rules
from tests.personas import Persona


def listed(person: Persona) -> list[Entry]:
    agenda = agenda_of(person.user, timezone.localdate())
    return agenda.entries(agenda.bundles)[0]


def ending(**fields: object) -> Institution:
    day = timezone.localdate() + timedelta(days=30)
    made: Institution = InstitutionFactory.create(agreement_until=day, **fields)
    return made


def test_page_shows_coordinator_address_agreement_and_language(lead: Persona) -> None:
    institution = ending(address="Teichweg 1", district="List", agreement_signed_on="2020-08-01")
    MembershipFactory.create(
        team__institution=institution, user__role="coordinator", user__name="Karim K."
    )
    ContactFactory.create(institution=institution, function="", language="en")
    page = lead.client.get(reverse("accounts:institution", args=[institution.pk])).content.decode()
    for shown in ("Karim K.", "Teichweg 1", "Vahrenwald-List", "vom 01.08.2020", "English"):
        assert shown in page
    Institution.objects.update(agreement_until="2021-07-31")
    page = lead.client.get(reverse("accounts:institution", args=[institution.pk])).content.decode()
    assert "abgelaufen" in page


def test_agreement_cannot_end_before_it_begins(lead: Persona) -> None:
    institution = InstitutionFactory.create()
    url = reverse("accounts:institution-edit", args=[institution.pk])
    data = {"name": "A", "type": "igs", "district": "List", "agreement_signed_on": "2026-08-01"}
    form = lead.client.post(url, data | {"agreement_until": "2026-07-31"}).context["form"]
    assert list(form.errors) == ["agreement_until"]
    assert lead.client.post(url, data | {"agreement_until": "2026-08-01"}).status_code == 302
    assert list(lead.client.post(url, data | {"district": "Mars"}).context["form"].errors) == [
        "district"
    ]
    with (
        pytest.raises(IntegrityError, match="institution_agreement_in_order"),
        transaction.atomic(),
    ):
        Institution.objects.update(agreement_until="2020-01-01")


def test_district_of_earlier_times_is_kept(lead: Persona) -> None:
    institution = InstitutionFactory.create(district="Garbsen")
    url = reverse("accounts:institution-edit", args=[institution.pk])
    assert 'value="Garbsen" selected' in lead.client.get(url).content.decode()
    lead.client.post(url, {"name": "A", "type": "igs", "district": "Garbsen"})
    assert Institution.objects.get().district == "Garbsen"


@time_machine.travel("2026-11-24T10:00:00+01:00", tick=False)
def test_office_is_reminded_and_a_later_day_ends_it(
    lead: Persona, coordinator: Persona, counsellor: Persona
) -> None:
    default_rules()
    institution = ending(name="Schule am Teich")
    (entry,) = listed(lead)
    assert (entry.item.kind, entry.is_mine) == ("institution.agreement", True)
    assert [entry.is_mine for entry in listed(counsellor)] == [False]
    assert listed(coordinator) == []
    plan_reminders(timezone.now())
    while send_next_reminder(timezone.now()):
        pass
    mail = Mail.objects.get()
    assert (mail.address, mail.subject) == (
        lead.user.email,
        "Die Vereinbarung mit Schule am Teich läuft aus",
    )
    institution.agreement_until = timezone.localdate() + timedelta(days=400)
    institution.save()
    assert listed(lead) == []


def test_only_what_takes_part_is_due(db: None) -> None:
    ending(active=False)
    InstitutionFactory.create(agreement_until=None)
    far = date(2099, 1, 1)
    assert list(AgreementEnding().items(until=far)) == []
    due = ending()
    found = AgreementEnding().items(until=far, object_id=str(due.pk))
    assert [item.object_id for item in found] == [str(due.pk)]
    assert list(AgreementEnding().items(until=far, object_id=str(uuid4()))) == []
    assert list(AgreementEnding().items(until=far, reader_id=uuid4())) == []


def test_city_has_thirteen_boroughs_and_fifty_one_districts() -> None:
    districts = [name for borough in BOROUGHS for name in borough.districts]
    assert (len(BOROUGHS), len(districts), len(set(districts))) == (13, 51, 51)
    assert len({(borough.column, borough.row) for borough in BOROUGHS}) == 13
    assert [borough.number for borough in BOROUGHS] == list(range(1, 14))
    found = borough_of(" linden-NORD ")
    assert found is not None
    assert found.name == "Linden-Limmer"
    assert borough_of("Garbsen") is None
    assert len(district_choices("Garbsen")) == 14
