"""Nobody acts towards anyone outside without consent: asking for it, and the guard of every step.

Everything here locks the case row first, and so do the reporter's answers: of two people at the
same moment one comes second and is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import Right, has_right
from accounts.models import User
from ateams.audit.services import record
from incidents.enums import ConsentState, ConsentWay, Step
from incidents.further_readers import FurtherReaders
from incidents.legible import legible
from incidents.models import Case, Consent
from incidents.models.entry import entry_id
from incidents.services.audience import close_opening
from incidents.transitions import check_consent_move
from vault.envelopes import OpenEnvelope

CONSENT_SCHEMA = 1


class ConsentMissing(Exception):  # noqa: N818 - says what happened
    """No unused consent allows this very step. Nothing was done."""


class NotEntitled(Exception):  # noqa: N818 - says what happened
    """The role may not do this for the office."""


@dataclass(frozen=True)
class Wish:
    """One step outside, and the sentence in which the reporter is asked for it."""

    step: Step
    what: str
    readers: FurtherReaders | None = None

    def payload(self, **more: str) -> dict[str, Any]:
        """Return what is sealed of it."""
        if (self.step == Step.READERS) != (self.readers is not None):
            raise ValueError("Readers are named if, and only if, the step is to let them in.")
        told = {"step": self.step.value, "what": self.what, **more}
        return told | self.readers.sealed() if self.readers else told


@transaction.atomic
def use_consent(*, case: Case, step: Step, consent_id: UUID, shared: OpenEnvelope) -> Consent:
    """Let one step outside happen: every service that takes one calls this, before anything else.

    Call it in the transaction of the step; it locks the case row. The consent must belong to the
    case, be meant for this very kind of step, be given, neither taken back nor recalled, and
    unused; it is used up by this call, so that it allows no second step. `shared` is the case's
    opened shared envelope. Returns the consent with the locked case as `consent.case`.
    Raises `ConsentMissing`; then the caller must store nothing.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    consent = locked.consents.filter(pk=consent_id, state=ConsentState.GIVEN).first()
    if consent is None or wish_of(consent, shared)["step"] != step:
        raise ConsentMissing
    consent.case = locked
    consent.state, consent.done_at = ConsentState.DONE, timezone.now()
    consent.save(update_fields=["state", "done_at"])
    return consent


@transaction.atomic
def ask(*, case: Case, wish: Wish, once: UUID, by: User, shared: OpenEnvelope) -> Consent:
    """Ask the reporter for consent to one step; the question stands in the mailbox.

    `once` was drawn with the form: the same form sent twice asks once. Raises `NotEntitled`.
    """
    return _open(case, wish, "case.consent_asked", once=once, by=by, shared=shared)


@transaction.atomic
def record_talk(
    *, case: Case, wish: Wish, talk_on: date, how: str, once: UUID, by: User, shared: OpenEnvelope
) -> Consent:
    """Write down what the reporter agreed to in a talk; the mailbox shows it.

    Raises `NotEntitled`.
    """
    return _open(
        case,
        wish,
        "case.consent_recorded",
        once=once,
        by=by,
        shared=shared,
        told={"how": how},
        state=ConsentState.GIVEN,
        way=ConsentWay.TALK,
        talk_on=talk_on,
        answered_at=timezone.now(),
    )


@transaction.atomic
def override(
    *,
    case: Case,
    wish: Wish,
    reason: str,
    once: UUID,
    by: User,
    shared: OpenEnvelope,
    internal: OpenEnvelope,
) -> Consent:
    """Allow one step without the reporter's consent, because a life is in danger.

    Leads alone. The reason is sealed for the office; the reporter reads in the mailbox that it
    was decided, when, and what for; all other leads are told by a mail (`case.override` is due).
    Raises `NotEntitled`.
    """
    if not has_right(by, Right.OVERRIDE_CONSENT):
        raise NotEntitled
    consent_id = entry_id(case.pk, once)
    place = Consent(id=consent_id).place("sealed_reason")
    return _open(
        case,
        wish,
        "case.consent_overridden",
        once=once,
        by=by,
        shared=shared,
        state=ConsentState.GIVEN,
        way=ConsentWay.OVERRIDE,
        answered_at=timezone.now(),
        sealed_reason=internal.seal_text(reason, place=place),
    )


@transaction.atomic
def recall(*, case: Case, consent_id: UUID, by: User) -> Consent:
    """Take back a question or an unused permission, or send out whom one has let in.

    Twice is as good as once. Raises `NotEntitled`, `Consent.DoesNotExist` and `ForbiddenMove`
    for what was done and cannot be undone.
    """
    _check_entitled(by)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    consent = locked.consents.get(pk=consent_id)
    if consent.state != ConsentState.RECALLED:
        end(locked, consent, ConsentState.RECALLED, by=by.id)
        locked.unread_by_reporter = True
        locked.version += 1  # who is sent out here can no longer be made responsible on old pages
        locked.save()
        record(action="case.consent_recalled", subject=("case", locked.id), by=by.id)
    return consent


def end(case: Case, consent: Consent, state: ConsentState, *, by: UUID | None) -> None:
    """Move a consent of a locked case to its end; further readers are sent out at once.

    The caller saves the case. Raises `ForbiddenMove`.
    """
    check_consent_move(consent.state, state, opening=consent.opened)
    if consent.opened:
        close_opening(case, consent, by=by)
    consent.state, consent.ended_at = state, timezone.now()
    consent.save(update_fields=["state", "ended_at"])


def wish_of(consent: Consent, shared: OpenEnvelope) -> dict[str, Any]:
    """Return what was sealed with a question: step, words, and who should read if it says so.

    Raises `ConsentMissing` if that is damaged: nobody knows what was allowed.
    """
    wish = legible(consent.sealed, shared, consent.place("sealed"))
    if wish is None:
        raise ConsentMissing
    return wish


def _open(
    case: Case,
    wish: Wish,
    action: str,
    *,
    once: UUID,
    by: User,
    shared: OpenEnvelope,
    told: dict[str, str] | None = None,
    **fields: Any,
) -> Consent:
    _check_entitled(by)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    consent = Consent(id=entry_id(locked.pk, once), case=locked, asked_by=by, **fields)
    known = Consent.objects.filter(pk=consent.pk).first()
    if known:
        return known
    payload = wish.payload(**(told or {}))
    consent.sealed = shared.seal_json(payload, schema=CONSENT_SCHEMA, place=consent.place("sealed"))
    consent.save(force_insert=True)
    locked.unread_by_reporter = True
    locked.save()
    record(action=action, subject=("case", locked.id), by=by.id)
    return consent


def _check_entitled(by: User) -> None:
    if not has_right(by, Right.WORK_ON_CASES):
        raise NotEntitled
