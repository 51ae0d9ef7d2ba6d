"""What the vault erases, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, ForeignKey, Model, OuterRef, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ateams.erasure import Eraser, days_before, end_of
from vault.models import Envelope, Grant, KeyPair
from vault.services import erase_envelopes, erase_key_pairs


def _pointing_at(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Yield every table and column that points at a table, of whatever package."""
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001  documented
        if relation.auto_created and isinstance(relation.remote_field, ForeignKey):
            yield relation.related_model, relation.remote_field.name


def _retired(day: date) -> QuerySet[KeyPair]:
    over = end_of(days_before(day, settings.RETIRED_KEY_KEPT_DAYS))
    return _idle().filter(retired_at__lt=over).order_by("pk")


def _erase_key_pairs(ids: Sequence[UUID]) -> int:
    still = _idle().filter(pk__in=ids).values_list("pk", flat=True)
    return erase_key_pairs(key_pair_ids=still)


def _idle() -> QuerySet[KeyPair]:
    """Keep the key pairs that nothing points at but what they have replaced.

    As long as a consent names one, taking it back sends out whoever has its successor.
    """
    key_pairs = KeyPair.objects.all()
    for model, column in _pointing_at(KeyPair):
        if model is not KeyPair:
            rows: QuerySet[Any] = QuerySet(model).filter(**{column: OuterRef("pk")})
            key_pairs = key_pairs.filter(~Exists(rows))
    return key_pairs


def _orphaned(day: date) -> QuerySet[Envelope]:
    """Keep the envelopes that nothing points at; those of today may still be in the making."""
    envelopes = Envelope.objects.filter(created_on__lt=day)
    for model, column in _pointing_at(Envelope):
        if model is not Grant:
            rows: QuerySet[Any] = QuerySet(model).filter(**{column: OuterRef("pk")})
            envelopes = envelopes.filter(~Exists(rows))
    return envelopes.order_by("pk")


def _erase_orphans(ids: Sequence[UUID]) -> int:
    erase_envelopes(envelope_ids=ids)
    return len(ids)


ERASERS = (
    Eraser(
        kind="retired_key",
        label=_("Ersetzte Schlüssel, die nichts mehr öffnen"),
        rule=lambda: (
            gettext("%(days)d Tage nach dem Ersetzen") % {"days": settings.RETIRED_KEY_KEPT_DAYS}
        ),
        due=_retired,
        erase=_erase_key_pairs,
    ),
    Eraser(
        kind="orphaned_envelope",
        label=_("Umschläge ohne Inhalt"),
        rule=lambda: gettext("am nächsten Tag"),
        due=_orphaned,
        erase=_erase_orphans,
    ),
)
