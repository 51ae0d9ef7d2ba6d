"""Texts for answers: kept by the office, and never erased behind its back."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.db import transaction

from accounts.models import User
from ateams.audit.services import record
from incidents.models import ReplyTemplate

_FIRST = Path(__file__).parents[1] / "first_templates.toml"


@transaction.atomic
def save_template(*, template: ReplyTemplate, by: User) -> ReplyTemplate:
    """Store a new or changed template. Raises ValidationError."""
    template.full_clean()
    template.save()
    record(action="template.saved", subject=("template", template.id), by=by.id)
    return template


@transaction.atomic
def hide_template(*, template: ReplyTemplate, by: User) -> None:
    """Offer a template no more; it stays and can be offered again."""
    _set_active(template, active=False)
    record(action="template.hidden", subject=("template", template.id), by=by.id)


@transaction.atomic
def offer_template(*, template: ReplyTemplate, by: User) -> None:
    """Offer a hidden template again."""
    _set_active(template, active=True)
    record(action="template.offered", subject=("template", template.id), by=by.id)


@transaction.atomic
def install_first_templates() -> int:
    """Give an installation without templates some to begin with; return how many."""
    if ReplyTemplate.objects.exists():
        return 0
    first = [
        ReplyTemplate(**found | {"text": found["text"].strip()})
        for found in tomllib.loads(_FIRST.read_text(encoding="utf-8"))["templates"]
    ]
    for template in first:
        template.full_clean()
    return len(ReplyTemplate.objects.bulk_create(first))


def _set_active(template: ReplyTemplate, *, active: bool) -> None:
    template.active = active
    template.save(update_fields=["active"])
