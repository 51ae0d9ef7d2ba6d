"""Fields that no form asks for: sent along with every form, they change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.http import HttpResponse

from tests.security.attack import Attack, tried
from tests.security.found_forms import FoundForm
from tests.security.state import difference, state

pytestmark = [pytest.mark.thorough, pytest.mark.django_db]
# Names that other systems would believe.
BELIEVED = {"is_staff": "on", "is_superuser": "on", "groups": "1", "user": "1", "by": "1"}
PLANTED = "planted@evil.example"
HOSTILE: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.DateTimeField, "2031-01-01T00:00:00+00:00"),
    (models.DateField, "2031-01-01"),
    (models.IntegerField, "7"),
)
# Sent like this, these change something by themselves; otherwise the test would prove nothing.
WORKING = {
    "incidents:case-acknowledge", "incidents:case-message", "incidents:case-note",
    "incidents:case-date", "incidents:case-assign", "incidents:assign-ticked",
    "incidents:conversation-new",
    "public:report", "public:mailbox-message", "public:mailbox-withdraw",
    "trainings:plan", "trainings:confirm", "trainings:attendance", "trainings:note-answer",
    "accounts:invite", "accounts:invite-many", "accounts:invitation", "accounts:account",
    "accounts:institution-new", "accounts:institution-edit", "accounts:team-new",
    "accounts:contact-new", "accounts:contact-edit", "followups:answer",
}  # fmt: skip


def every_column() -> dict[str, str]:
    """Return a hostile value for every column of every table, relations under both names."""
    sent = dict(BELIEVED)
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            sent[column.name] = sent[column.attname] = _hostile(column)
    return sent


def _hostile(column: models.Field[Any, Any]) -> str:
    """Return what changes a column if it is believed: another choice, row, day or number."""
    if isinstance(column, models.ForeignKey):
        other = column.related_model._base_manager.order_by("-pk").first()
        return str(other.pk) if other else ""
    if column.choices:
        return str(list(column.flatchoices)[-1][0])
    if isinstance(column, models.BooleanField):
        return "" if column.default else "on"
    return next((value for kind, value in HOSTILE if isinstance(column, kind)), PLANTED)


def send(attack: Attack, form: FoundForm, fields: dict[str, list[str]]) -> HttpResponse:
    headers = {"sec-fetch-site": "same-origin"}
    return attack.victim(form.view).post(form.path, fields, headers=headers)  # type: ignore[return-value]


def test_fields_that_no_form_asks_for_change_nothing(attack: Attack) -> None:
    """Each form is sent twice as it is and once with everything: only what is drawn may differ."""
    extra = {name: [value] for name, value in every_column().items()}
    assert {"is_active", "role", "key_pair", "state", "gone_by", "urgent", "scope"} <= set(extra)
    told, working = {}, set()
    forms = attack.forms()
    before = state()
    for form in forms:
        filled = form.filled()
        (_, once), (_, twice), (_, more) = (
            tried(lambda: send(attack, form, fields), before)  # noqa: B023
            for fields in (filled, filled, extra | filled)
        )
        if difference(before, once):
            working.add(form.view)
        if changed := difference(once, more) - difference(once, twice):
            told[form.view] = changed
    assert told == {}
    assert working >= (WORKING if attack.is_complete else WORKING & {form.view for form in forms})


def test_form_that_believed_a_field_would_be_noticed(attack: Attack) -> None:
    """The counterpart: what the test above compares shows a single changed column."""
    before = state()
    _status, after = tried(lambda: _switch_off(attack), before)
    assert difference(before, after) == {"accounts.user.is_active"}


def _switch_off(attack: Attack) -> HttpResponse:
    user = attack.world.people["member"].user
    type(user).objects.active().filter(pk=user.pk).update(is_active=False)
    return HttpResponse()
