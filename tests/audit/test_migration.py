"""Logs from before the first release are brought into the chain's form."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from ateams.audit.models import Entry
from ateams.audit.verification import verify

migration = import_module("ateams.audit.migrations.0003_link_entries_anew")


@pytest.mark.django_db
def test_entries_are_renamed_numbered_and_linked() -> None:
    for place, (action, kind) in {3: ("role_changed", "user"), 7: ("case.opened", "case")}.items():
        Entry.objects.create(
            id=place, at=timezone.now(), action=action, subject_kind=kind, subject_id="1",
            previous=bytes([place]), digest=b"",
        )  # fmt: skip
    for _ in range(2):
        migration.link_anew(apps, None)
        told = Entry.objects.order_by("id").values_list("id", "action", "subject_kind")
        assert list(told) == [(1, "account.role_changed", "account"), (2, "case.opened", "case")]
        assert verify().fault == ""
