"""How a case comes into being: a report, or the note of a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Institution, Team, User
from ateams.audit.services import record
from incidents.enums import CaseType, Channel, EntryKind
from incidents.kept_out import kept_out_of, seal_kept_out
from incidents.legible import legible
from incidents.models import Case, Entry, FactRow, WithdrawnReceipt
from incidents.plain_words import codes
from incidents.readers import Digests, ReaderChoice, ReaderList
from incidents.retention import promised_day
from incidents.services.audience import follow, widens
from incidents.services.clocks import owe_reply, reply_due
from incidents.services.facts import quarter_of
from incidents.services.intake import goes_apart
from incidents.services.keeping_out import shut_out
from vault.envelopes import OpenEnvelope
from vault.errors import NoReader, NoRecoveryKey, NotActive, NotGranted
from vault.letters import letter_key
from vault.receipts import Receipt, stretch
from vault.services import create_envelope, open_envelope_as_reporter

ANSWERS_SCHEMA = 1
# A page that lies open in a pocket over the weekend can still be sent.
FORM_VALID = timedelta(days=7)
# A lost answer or a second thought comes soon; later the form may be in other hands.
REPEATED_WITHIN = timedelta(hours=1)
VERSIONS_AT_MOST = 20

Answers = Mapping[str, Any]


class ReadersChanged(Exception):  # noqa: N818 - says what happened
    """The people who would read are not those whom the page had named. Nothing was stored."""


class NobodyReads(Exception):  # noqa: N818 - says what happened
    """The office has no active key: a report could not be read by anybody."""


class Withdrawn(Exception):  # noqa: N818 - says what happened
    """The report of this form was withdrawn; it does not come back."""


class AlreadyReceived(Exception):  # noqa: N818 - says what happened
    """The form was sent long ago; who sends it now need not be who sent it then."""


@dataclass(frozen=True)
class Sending:
    """One attempt to send: the code drawn when the form was served, and what it had shown.

    `drawn_at` says when that was, for the public form.
    """

    code: str
    shown: Digests
    language: str
    channel: Channel = Channel.WEB_FORM
    drawn_at: datetime | None = None


def receive_report(
    *, answers: Answers, choice: ReaderChoice, readers: ReaderList, sending: Sending
) -> Case:
    """Store a report, sealed, once: the same code again gives the same case.

    `answers` are the form's (`what`, `urgent` and whatever was not skipped). If the same code
    comes with other answers or readers (somebody went back and corrected), the answers are added
    and the newest choice of readers counts, but that whoever was shut out stays out. Raises
    `ReadersChanged`, `NobodyReads`, `Withdrawn` and `AlreadyReceived`; then nothing is stored.
    """
    receipt = stretch(sending.code)
    known = Case.objects.filter(receipt=receipt.lookup_hash).first()
    try:
        if known is None:
            try:
                with transaction.atomic():
                    return _create(receipt, answers, choice, readers, sending)
            except IntegrityError:  # the same form at the same moment: one of the two was first
                known = Case.objects.get(receipt=receipt.lookup_hash)
        return _repeat(
            known, receipt, answers=answers, choice=choice, readers=readers, sending=sending
        )
    except Case.DoesNotExist:  # withdrawn at this moment, between two looks at it
        raise Withdrawn from None
    except NotGranted:  # a new code was issued at this moment
        raise AlreadyReceived from None


@transaction.atomic
def note_conversation(
    *, answers: Answers, choice: ReaderChoice, readers: ReaderList, sending: Sending, by: User
) -> Case:
    """Store what an A-Team member noted after a talk, with the person's agreement, as a case.

    Needs no unlocked key: sealing takes public keys alone. Raises like `receive_report`.
    """
    case = receive_report(answers=answers, choice=choice, readers=readers, sending=sending)
    case.entries.filter(kind=EntryKind.REPORT, author=None).update(author=by, author_role=by.role)
    record(action="case.noted", subject=("case", case.id), by=by.id)
    return case


@transaction.atomic
def count_conversation(
    *,
    answers: Answers,
    institution: Institution | None,
    once: str,
    by: User,
    channel: Channel = Channel.A_TEAM_TALK,
) -> FactRow:
    """Count a talk whose content the person did not agree to pass on. No text is kept.

    `once` is random and drawn with the form: the same form sent twice counts once.
    """
    facts = {
        "quarter": quarter_of(timezone.localdate()),
        "channel": channel,
        "institution_type": institution.type if institution else "",
        "district": institution.district if institution else "",
        "codes": codes({key: list(value) for key, value in answers.items() if key in _CODED}),
    }
    row_id = UUID(bytes=sha256(once.encode()).digest()[:16])
    row, _created = FactRow.objects.get_or_create(id=row_id, defaults=facts)
    record(action="conversation.counted", subject=("account", by.id), by=by.id)
    return row


_CODED = ("grounds", "affected", "responsible", "wishes")


def _create(
    receipt: Receipt, answers: Answers, choice: ReaderChoice, readers: ReaderList, sending: Sending
) -> Case:
    spent = WithdrawnReceipt.objects.filter(receipt=receipt.lookup_hash).first()
    if spent:
        raise AlreadyReceived if spent.replaced else Withdrawn
    if not readers.office:
        raise NobodyReads
    if not choice.same_readers(sending.shown, readers.digests()):
        raise ReadersChanged
    shared, internal = _envelopes(receipt, choice, readers)
    today = timezone.localdate()
    urgent = bool(answers.get("urgent"))
    wishes = list(answers.get("wishes", ()))
    case = Case(
        channel=sending.channel,
        type=CaseType.REPORT if wishes == ["document"] else CaseType.COUNSELLING,
        language=sending.language,
        urgent=urgent,
        apart=_is_apart(sending),
        team=_team(choice, readers),
        with_members=choice.with_members,
        with_coordinator=choice.with_coordinator,
        reply_due_on=reply_due(today, urgent=urgent),
        gone_by=promised_day(today),
        shared_envelope_id=shared.id,
        internal_envelope_id=internal.id,
        receipt=receipt.lookup_hash,
        letter_key=letter_key(shared),
    )
    seal_kept_out(case, choice.without, shared)
    case.save(force_insert=True)
    _add_answers(case, answers, shared)
    return case


def _is_apart(sending: Sending) -> bool:
    """Whether it goes on the pile; what somebody signed in has written never does."""
    if sending.channel != Channel.WEB_FORM:
        return False
    return goes_apart(drawn_at=sending.drawn_at, now=timezone.now())


def _envelopes(
    receipt: Receipt, choice: ReaderChoice, readers: ReaderList
) -> tuple[OpenEnvelope, OpenEnvelope]:
    """Seal to exactly the people whose list was compared, whatever has changed since."""
    try:
        shared = create_envelope(
            readers=readers.key_pairs(choice), reporter_public_key=receipt.public_key
        )
        internal = create_envelope(readers=readers.key_pairs(ReaderChoice(without=choice.without)))
    except (NoReader, NoRecoveryKey) as error:
        raise NobodyReads from error
    except NotActive as error:
        raise ReadersChanged from error
    return shared, internal


def _team(choice: ReaderChoice, readers: ReaderList) -> Team | None:
    """Return the team that reads; a team that was kept out is not even stored."""
    if not choice.team or not (choice.with_members or choice.with_coordinator):
        return None
    return readers.teams[choice.team].team


def _add_answers(case: Case, answers: Answers, shared: OpenEnvelope) -> None:
    entry = Entry(case=case, kind=EntryKind.REPORT)
    entry.sealed = shared.seal_json(answers, schema=ANSWERS_SCHEMA, place=entry.place)
    entry.save(force_insert=True)


@transaction.atomic
def _repeat(
    known: Case,
    receipt: Receipt,
    *,
    answers: Answers,
    choice: ReaderChoice,
    readers: ReaderList,
    sending: Sending,
) -> Case:
    """Keep what a repeated sending says differently; a mere repetition changes nothing."""
    case = Case.objects.select_for_update(of=("self",)).select_related("team").get(pk=known.pk)
    if timezone.now() - case.received_at > REPEATED_WITHIN:
        raise AlreadyReceived
    if widens(case, choice) and not choice.same_readers(sending.shown, readers.digests()):
        raise ReadersChanged
    shared = open_envelope_as_reporter(
        envelope_id=case.shared_envelope_id, secret_key=receipt.secret_key
    )
    # Whoever was shut out once stays out: a page that was open before has no tick for them.
    without = kept_out_of(case, shared).joined_by(choice.without.people)
    choice = replace(choice, without=without)
    try:
        follow(case, choice, readers, shared)
    except NotActive as error:
        raise ReadersChanged from error
    shut_out(case, without, shared)
    if not _was_said(case, answers, shared):
        if case.entries.filter(kind=EntryKind.REPORT).count() >= VERSIONS_AT_MOST:
            raise AlreadyReceived
        _add_answers(case, answers, shared)
        case.urgent = case.urgent or bool(answers.get("urgent"))
        owe_reply(case)
    case.save()
    return case


def _was_said(case: Case, answers: Answers, shared: OpenEnvelope) -> bool:
    return any(
        legible(entry.sealed, shared, entry.place) == dict(answers)
        for entry in case.entries.filter(kind=EntryKind.REPORT)
        if entry.sealed
    )
