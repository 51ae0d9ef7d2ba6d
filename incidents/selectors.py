"""Reads of cases, each shaped for one page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from accounts.models import Team, User
from accounts.selectors import office_readers
from incidents import plain_words
from incidents.attachments import DamagedFile, OpenedFile, open_attachment
from incidents.classified import Classified, classified_by
from incidents.consent_cards import Told
from incidents.enums import EntryKind, State
from incidents.languages import language_label
from incidents.legible import ILLEGIBLE, legible
from incidents.models import Case, Entry
from incidents.models.case import CaseQuerySet
from incidents.models.consent import Consent
from vault.envelopes import OpenEnvelope
from vault.models import Envelope, Grant
from vault.services import open_envelopes
from vault.sharing import without_recovery_key
from vault.unlocked import UnlockedKey

# Entries that are looked up whatever part of a timeline is shown.
TELLING = (EntryKind.REPORT, EntryKind.CLASSIFIED, EntryKind.INTERPRETER)


@dataclass(frozen=True)
class OpenCase:
    """A case and the envelopes that its reader can open; the office has both."""

    case: Case
    shared: OpenEnvelope
    internal: OpenEnvelope | None

    @cached_property
    def classified(self) -> Classified | None:
        """What the office has said of it in codes, the newest."""
        entries = self.telling[EntryKind.CLASSIFIED]
        return classified_by(entries, self.internal) if self.internal else None

    @cached_property
    def telling(self) -> dict[EntryKind, list[Entry]]:
        """What says of the whole case how it is to be taken, oldest first; asked for once."""
        found: dict[EntryKind, list[Entry]] = {kind: [] for kind in TELLING}
        for entry in self.case.entries.filter(kind__in=TELLING).order_by("at", "id"):
            found[EntryKind(entry.kind)].append(entry)
        return found

    def envelope_of(self, entry: Entry) -> OpenEnvelope | None:
        """Return what an entry of this case is sealed in, if its reader can open that."""
        return self.shared if entry.is_shared else self.internal

    def payload_of(self, entry: Entry) -> dict[str, Any] | None:
        """Return what was sealed with an entry; nothing of what is closed to one, or damaged."""
        envelope = self.envelope_of(entry)
        if not entry.sealed or envelope is None:
            return None
        return legible(entry.sealed, envelope, entry.place)


def cases_of(user: User) -> CaseQuerySet:
    """Return the cases that somebody can open. Nothing else exists for them."""
    return Case.objects.readable_by(user).select_related("responsible", "team__institution")


def only_open_to(person: User) -> CaseQuerySet:
    """Return the cases that somebody was granted and nobody else in the office can open."""
    pair = person.key_pair_id
    theirs = Grant.objects.filter(key_pair=pair, envelope=OuterRef("shared_envelope"))
    others = (
        Grant.objects.usable()
        .filter(key_pair__in=office_readers().values("key_pair"))
        .filter(envelope=OuterRef("shared_envelope"))
        .exclude(key_pair=pair)
    )
    kept = Case.objects.exclude(state=State.ANONYMISED)
    return kept.filter(Exists(theirs)).exclude(Exists(others)) if pair else kept.none()


def open_case(case: Case, key: UnlockedKey) -> OpenCase | None:
    """Open what the key can open of a case; nothing if it holds no grant."""
    ids = (case.shared_envelope_id, case.internal_envelope_id)
    opened = open_envelopes(envelope_ids=ids, key=key)
    if case.shared_envelope_id not in opened:
        return None
    return OpenCase(case, opened[case.shared_envelope_id], opened.get(case.internal_envelope_id))


def files_of(opened: OpenCase) -> list[OpenedFile | DamagedFile]:
    """Return the files that this reader can open, in one query."""
    envelopes = {False: opened.shared, True: opened.internal}
    return [
        open_attachment(attachment, envelope)
        for attachment in opened.case.attachments.all()
        if (envelope := envelopes[attachment.internal])
    ]


def codes_of(opened: OpenCase) -> dict[str, list[str]]:
    """Return the codes of an opened case by list: the office's, or what the reports' ticks mean."""
    if said := opened.classified:
        found = {name: list(codes) for name, codes in said.classification.codes.items()}
        return found | {"institution_type": [said.classification.institution_type]}
    found = {}
    for entry in opened.telling[EntryKind.REPORT]:
        told = opened.payload_of(entry) or {}
        answers = {name: told.get(name, []) for name in plain_words.QUESTIONS}
        for name, codes in plain_words.codes(answers).items():
            found.setdefault(name, []).extend(codes)
    return found


def interpreter_wish(opened: OpenCase) -> str:
    """Return the language for which the reporter wants an interpreter."""
    wishes = opened.telling[EntryKind.INTERPRETER]
    wish = opened.payload_of(wishes[-1]) if wishes else None
    return language_label(wish["language"]) if wish and wish["language"] else ""


def open_work(case: Case) -> dict[str, int]:
    """Count what still has to be done in a case: open `tasks`, and undecided `proposals`."""
    undone = Q(task__isnull=False, task__done_at=None)
    undecided = Q(proposal__isnull=False, proposal__outcome="")
    return case.entries.aggregate(
        tasks=Count("pk", filter=undone), proposals=Count("pk", filter=undecided)
    )


def unsealed_for_emergency(user: User) -> QuerySet[Envelope]:
    """Return what somebody can open and the recovery key of today cannot."""
    mine = Envelope.objects.readable_by(user.key_pair_id) if user.key_pair_id else None
    return (
        without_recovery_key().filter(pk__in=mine) if mine is not None else Envelope.objects.none()
    )


def consents_of(
    case: Case, shared: OpenEnvelope, internal: OpenEnvelope | None = None
) -> list[Told]:
    """Return what the reporter was asked for, opened, oldest first.

    One query, or three where further people were let in. The reason of an override opens with the
    internal envelope alone.
    """
    found = list(case.consents.select_related("asked_by"))
    openings = [consent for consent in found if consent.opened]
    prefetch_related_objects(openings, "readers")
    pairs = _reading_pairs(case) if openings else set()
    return [_told(consent, shared, internal, pairs) for consent in found]


def consents_in(opened: OpenCase | None) -> list[Told] | None:
    """Return the same of an opened case; nothing is known of it while the key is locked."""
    return consents_of(opened.case, opened.shared) if opened else None


def _reading_pairs(case: Case) -> set[UUID]:
    """Return the key pairs that open the case today and whose holders can sign in."""
    grants = Grant.objects.usable().filter(envelope=case.shared_envelope_id)
    holders = User.objects.active().filter(key_pair__in=grants.values("key_pair"))
    return set(holders.values_list("key_pair", flat=True))


def _told(
    consent: Consent,
    shared: OpenEnvelope,
    internal: OpenEnvelope | None,
    reading_pairs: set[UUID],
) -> Told:
    def text(column: str, envelope: OpenEnvelope | None) -> str:
        sealed = getattr(consent, column)
        if not sealed or not envelope:
            return ""
        payload = legible(sealed, envelope, consent.place(column))
        return str(ILLEGIBLE) if payload is None else str(payload["text"])

    return Told(
        consent,
        legible(consent.sealed, shared, consent.place("sealed")),
        answer=text("sealed_answer", shared),
        reason=text("sealed_reason", internal),
        reading=_let_in(consent) & reading_pairs if consent.opened else frozenset(),
    )


def _let_in(consent: Consent) -> frozenset[UUID]:
    """Return the key pairs of whom it let in; one that was replaced reads as its successor."""
    return frozenset(pair.successor_id or pair.pk for pair in consent.readers.all())


def teams_of(user: User) -> QuerySet[Team]:
    """Return the teams that read along in cases which somebody can open, by institution."""
    addressed = cases_of(user).order_by().values("team")
    teams = Team.objects.filter(pk__in=addressed).select_related("institution")
    return teams.order_by("institution__name", "name")
