"""The pages about erasure and the own data, looked at by axe on a phone and on a desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from ateams.ops.models import ErasureReport
from tests.accounts.test_own_data import fill
from tests.factories.accounts import InvitationFactory
from tests.personas import Persona, show_as
from tests.web.accessibility import look

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_pages_are_accessible(phone: Page, lead: Persona) -> None:
    fill(lead)
    ErasureReport.objects.create(day=timezone.localdate(), kind="case", count=3)
    long_ago = timezone.now() - timedelta(days=90)
    InvitationFactory.create(created_at=long_ago, expires_at=long_ago)
    page = show_as(phone, lead)
    addresses = ["/erasure/", "/account/data/", "/de/privacy/"]
    assert {address: found for address in addresses if (found := look(page, address))} == {}
