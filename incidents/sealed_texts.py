"""Everything sealed that people have written in many cases, in four queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.enums import SHARED_KINDS, EntryKind
from incidents.models import Attachment, CaseLink, Consent, Entry
from incidents.models.attachment import place_of_attachment
from incidents.models.entry import place_of_entry
from vault.crypto import Bytes, Place

LABELS = {kind.value: kind.label for kind in EntryKind}
FILE, CONSENT, LINK = _("Datei"), _("Einverständnis"), _("Verknüpfung")


class SealedText(NamedTuple):
    """One sealed column of a case: in which envelope it is, what it is called, and of when."""

    case_id: UUID
    shared: bool
    place: Place
    sealed: Bytes
    kind: str | Promise
    at: datetime
    entry_kind: str = ""


def sealed_texts(case_ids: Iterable[UUID]) -> Iterator[SealedText]:
    """Yield what is sealed in these cases; which of it opens, the reader's envelopes decide."""
    ids = list(case_ids)
    yield from _entries(ids)
    yield from _files(ids)
    yield from _consents(ids)
    yield from _links(ids)


def _entries(ids: list[UUID]) -> Iterator[SealedText]:
    found = Entry.objects.filter(case__in=ids, sealed__isnull=False).order_by()
    for case_id, pk, kind, at, sealed in found.values_list("case", "pk", "kind", "at", "sealed"):
        assert sealed  # as asked for
        place = place_of_entry(pk)
        yield SealedText(case_id, kind in SHARED_KINDS, place, sealed, LABELS[kind], at, kind)


def _files(ids: list[UUID]) -> Iterator[SealedText]:
    found = Attachment.objects.filter(case__in=ids).order_by()
    rows = found.values_list("case", "internal", "pk", "sealed", "entry__at")
    for case_id, internal, pk, sealed, at in rows:
        yield SealedText(case_id, not internal, place_of_attachment(pk), sealed, FILE, at)


def _consents(ids: list[UUID]) -> Iterator[SealedText]:
    for consent in Consent.objects.filter(case__in=ids).order_by():
        for column in ("sealed", "sealed_answer", "sealed_reason"):
            if sealed := getattr(consent, column):
                shared = column != "sealed_reason"  # of an override, for the office alone
                at, place = consent.asked_at, consent.place(column)
                yield SealedText(consent.case_id, shared, place, sealed, CONSENT, at)


def _links(ids: list[UUID]) -> Iterator[SealedText]:
    """Yield the reason of each link in the cases that are asked for: it is sealed in both."""
    for link in CaseLink.objects.filter(Q(one__in=ids) | Q(other__in=ids)).order_by():
        sides = ((link.one_id, "sealed_one"), (link.other_id, "sealed_other"))
        for case_id, column in sides:
            if case_id in ids:
                yield SealedText(
                    case_id, False, link.place(column), getattr(link, column), LINK, link.at
                )
