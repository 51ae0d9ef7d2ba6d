"""Reads of cases, each shaped for one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import User
from incidents.attachments import OpenedFile, open_attachment
from incidents.consent_cards import Told
from incidents.enums import OFFICE_KINDS, EntryKind, Outcome
from incidents.languages import language_label
from incidents.models import Case
from incidents.models.case import CaseQuerySet
from incidents.models.consent import Consent
from incidents.presenters import Line, by_entry, line_for_staff
from vault.envelopes import OpenEnvelope
from vault.models import Envelope
from vault.services import open_envelopes
from vault.sharing import without_recovery_key
from vault.unlocked import UnlockedKey

MOST_PROPOSALS = 200


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


def timeline(opened: OpenCase) -> list[Line]:
    """Return everything that this reader may see of a case, oldest first, in three queries."""
    files = by_entry(
        files_of(opened),
        lambda file: reverse("incidents:case-file", args=[opened.case.reference, file.id]),
    )
    entries = opened.case.entries.select_related("author", "person", "proposal")
    if opened.internal is None:
        entries = entries.exclude(kind__in=OFFICE_KINDS)
    lines = []
    for entry in entries:
        envelope = opened.shared if entry.is_shared else opened.internal
        payload = (
            envelope.open_json(entry.sealed, place=entry.place).payload
            if entry.sealed and envelope
            else None
        )
        lines.append(line_for_staff(entry, payload, files.get(entry.id, ())))
    return lines


def interpreter_wish(opened: OpenCase) -> str:
    """Return the language for which the reporter wants an interpreter, in one query."""
    newest = opened.case.entries.filter(kind=EntryKind.INTERPRETER).order_by("at").last()
    if newest is None or newest.sealed is None:
        return ""
    wish = opened.shared.open_json(newest.sealed, place=newest.place).payload
    return language_label(wish["language"]) if wish["language"] else ""


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


@dataclass(frozen=True)
class ShownProposal:
    """One proposal as its page shows it."""

    id: UUID
    text: str
    by: str
    at: datetime
    outcome: str

    @property
    def is_open(self) -> bool:
        """Whether the office has not decided."""
        return not self.outcome

    @property
    def state(self) -> str:
        """What became of it."""
        return str(Outcome(self.outcome).label) if self.outcome else gettext("offen")

    @property
    def tone(self) -> str:
        """How the badge looks."""
        return {Outcome.TAKEN.value: "success", Outcome.DISMISSED.value: ""}.get(
            self.outcome, "info"
        )


def proposals_of(opened: OpenCase) -> list[ShownProposal]:
    """Return the proposals of a case, those that wait first, then the newest, in one query."""
    entries = opened.case.entries.filter(proposal__isnull=False)
    found = entries.select_related("author", "proposal").order_by("-at")[:MOST_PROPOSALS]
    shown = [
        ShownProposal(
            id=entry.id,
            text=opened.shared.open_text(entry.sealed, place=entry.place) if entry.sealed else "",
            by=str(entry.author or gettext("gelöschtes Konto")),
            at=entry.at,
            outcome=entry.proposal.outcome,
        )
        for entry in found
    ]
    return sorted(shown, key=lambda proposal: not proposal.is_open)
