"""Reads of cases, each shaped for one page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from incidents import plain_words
from incidents.attachments import OpenedFile, open_attachment
from incidents.consent_cards import Told
from incidents.enums import EntryKind
from incidents.models import Case
from incidents.models.case import CaseQuerySet
from incidents.models.consent import Consent
from vault.envelopes import OpenEnvelope
from vault.models import Envelope
from vault.services import open_envelopes
from vault.sharing import without_recovery_key
from vault.unlocked import UnlockedKey


@dataclass(frozen=True)
class OpenCase:
    """A case and the envelopes that its reader can open; the office has both."""

    case: Case
    shared: OpenEnvelope
    internal: OpenEnvelope | None


def cases_of(user: User) -> CaseQuerySet:
    """Return the cases that somebody can open. Nothing else exists for them."""
    return Case.objects.readable_by(user).select_related("responsible", "team__institution")


def open_case(case: Case, key: UnlockedKey) -> OpenCase | None:
    """Open what the key can open of a case; nothing if it holds no grant."""
    ids = (case.shared_envelope_id, case.internal_envelope_id)
    opened = open_envelopes(envelope_ids=ids, key=key)
    if case.shared_envelope_id not in opened:
        return None
    return OpenCase(case, opened[case.shared_envelope_id], opened.get(case.internal_envelope_id))


def files_of(opened: OpenCase) -> list[OpenedFile]:
    """Return the files that this reader can open, in one query."""
    envelopes = {False: opened.shared, True: opened.internal}
    return [
        open_attachment(attachment, envelope)
        for attachment in opened.case.attachments.all()
        if (envelope := envelopes[attachment.internal])
    ]


def codes_of(opened: OpenCase) -> dict[str, list[str]]:
    """Return the codes that the report of an opened case names, by code list; one query."""
    found: dict[str, list[str]] = {}
    for entry in opened.case.entries.filter(kind=EntryKind.REPORT):
        if entry.sealed:
            told = opened.shared.open_json(entry.sealed, place=entry.place).payload
            for name, codes in plain_words.codes(told).items():
                found.setdefault(name, []).extend(codes)
    return found


def unsealed_for_emergency(user: User) -> QuerySet[Envelope]:
    """Return what somebody can open and the recovery key of today cannot."""
    mine = Envelope.objects.readable_by(user.key_pair_id) if user.key_pair_id else None
    return (
        without_recovery_key().filter(pk__in=mine) if mine is not None else Envelope.objects.none()
    )


def consents_of(
    case: Case, shared: OpenEnvelope, internal: OpenEnvelope | None = None
) -> list[Told]:
    """Return what the reporter was asked for, opened, oldest first, in one query.

    The reason of an override opens with the internal envelope alone.
    """
    return [_told(found, shared, internal) for found in case.consents.select_related("asked_by")]


def consents_in(opened: OpenCase | None) -> list[Told] | None:
    """Return the same of an opened case; nothing is known of it while the key is locked."""
    return consents_of(opened.case, opened.shared) if opened else None


def _told(consent: Consent, shared: OpenEnvelope, internal: OpenEnvelope | None) -> Told:
    def text(column: str, envelope: OpenEnvelope | None) -> str:
        sealed = getattr(consent, column)
        return (
            envelope.open_text(sealed, place=consent.place(column)) if sealed and envelope else ""
        )

    return Told(
        consent,
        shared.open_json(consent.sealed, place=consent.place("sealed")).payload,
        answer=text("sealed_answer", shared),
        reason=text("sealed_reason", internal),
    )
