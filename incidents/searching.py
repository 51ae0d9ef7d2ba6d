"""Looking through what somebody can open, in memory: there is no index, and nothing is kept.

Cases are opened in batches, the newest first, and asked one by one whether they fit. One request
looks through at most `STEP` of them; the next one goes on where it ended.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise

from accounts.models import User
from incidents import plain_words
from incidents.classification import Classification
from incidents.enums import EntryKind
from incidents.folding import Part, excerpt, fold, holds
from incidents.models import Case
from incidents.models.case import CaseQuerySet
from incidents.sealed_texts import SealedText, sealed_texts
from vault.envelopes import OpenEnvelope
from vault.errors import Unopenable
from vault.services import open_envelopes
from vault.unlocked import UnlockedKey

logger = logging.getLogger(__name__)

STEP, BATCH = 2000, 200  # cases
MOST_FOUND = 50  # cases; whoever finds more asks more closely, or goes on
SHOWN = 3  # of one case
# Columns of a case; thousands are read, and most of a row is not looked at.
NEEDED = ("reference", "state", "received_at", "shared_envelope", "internal_envelope")
# What people have written; everything else in a payload is codes and ticks.
WRITTEN = ("what", "text", "reason", "institution", "place", "when", "contact", "name", "partner")


@dataclass(frozen=True, slots=True)
class Text:
    """Something that was written in a case: what kind of entry, when, and the words."""

    kind: str | Promise
    at: datetime
    words: str


@dataclass(slots=True)
class Opened:
    """A case and everything in it that its reader can read."""

    case: Case
    texts: list[Text] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)  # ticked by the reporter
    said_at: datetime | None = None  # when the office last said it in codes
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: folded words, all in one entry; and codes, one of each list."""

    terms: list[str]
    codes: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry that fits: its kind, its time, and the surroundings of what was found."""

    kind: str | Promise
    at: datetime
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Found:
    """A case that fits, with the first of its hits."""

    case: Case
    hits: list[Hit]
    more: int


@dataclass(frozen=True, slots=True)
class Position:
    """Up to which case, the newest first, was looked already, and how many that were."""

    at: datetime
    pk: UUID
    searched: int


@dataclass(frozen=True, slots=True)
class Searched:
    """What one request found; `position` is there if cases are left."""

    found: list[Found]
    hits: int
    searched: int
    total: int
    position: Position | None


def search(user: User, key: UnlockedKey, wanted: Wanted, after: Position | None = None) -> Searched:
    """Look through one step of what somebody can open."""
    known = Case.objects.readable_by(user).only(*NEEDED)
    total = known.count()
    listed = list(_behind(known, after).order_by("-received_at", "-pk")[: STEP + 1])
    found: list[Found] = []
    hits = looked = 0
    for opened in opened_cases(listed[:STEP], key):
        looked += 1
        if texts := fitting(opened, wanted):
            hits += len(texts)
            shown = [Hit(t.kind, t.at, excerpt(t.words, wanted.terms)) for t in texts[:SHOWN]]
            found.append(Found(opened.case, shown, len(texts) - len(shown)))
            if len(found) == MOST_FOUND:
                break
    searched = (after.searched if after else 0) + looked
    last = listed[looked - 1] if looked < len(listed) else None
    position = Position(last.received_at, last.pk, searched) if last else None
    return Searched(found, hits, searched, total, position)


def opened_cases(cases: Sequence[Case], key: UnlockedKey) -> Iterator[Opened]:
    """Open cases one after the other, in the order given, with five queries for each batch."""
    for start in range(0, len(cases), BATCH):
        yield from _open_batch(cases[start : start + BATCH], key)


def codes_of(opened: Opened) -> Mapping[str, Sequence[str]]:
    """Return the codes of a case by list: the office's, or what the reporter's ticks stand for."""
    return opened.said or plain_words.codes(opened.answers)


def fitting(opened: Opened, wanted: Wanted) -> list[Text]:
    """Return the entries of a case that fit, oldest first; with codes alone, the first one."""
    codes = codes_of(opened) if wanted.codes else {}
    if not all(wanted.codes[name] & set(codes.get(name, ())) for name in wanted.codes):
        return []
    if not wanted.terms:
        return opened.texts[:1]
    return [text for text in opened.texts if holds(fold(text.words), wanted.terms)]


def _behind(cases: CaseQuerySet, after: Position | None) -> CaseQuerySet:
    if after is None:
        return cases
    return cases.filter(Q(received_at__lt=after.at) | Q(received_at=after.at, pk__lt=after.pk))


def _open_batch(cases: Sequence[Case], key: UnlockedKey) -> list[Opened]:
    ids = [pk for case in cases for pk in (case.shared_envelope_id, case.internal_envelope_id)]
    envelopes = open_envelopes(envelope_ids=ids, key=key)
    opened = {case.pk: Opened(case) for case in cases}
    for sealed in sealed_texts(opened):
        one = opened[sealed.case_id]
        case = one.case
        wanted = case.shared_envelope_id if sealed.shared else case.internal_envelope_id
        if envelope := envelopes.get(wanted):
            _read(one, sealed, envelope)
    for one in opened.values():
        one.texts.sort(key=lambda text: text.at)
    return list(opened.values())


def _read(opened: Opened, sealed: SealedText, envelope: OpenEnvelope) -> None:
    try:
        payload = envelope.open_json(sealed.sealed, place=sealed.place).payload
    except Unopenable:  # one damaged row does not end the search of all others
        logger.exception("Sealed row %s of %s does not open", sealed.place.row, sealed.place.table)
        return
    if sealed.entry_kind == EntryKind.CLASSIFIED:
        if opened.said_at is None or opened.said_at <= sealed.at:
            opened.said_at = sealed.at
            opened.said = Classification.from_payload(payload).codes
        return
    words = "\n".join(payload[name] for name in WRITTEN if payload.get(name))
    opened.texts.append(Text(sealed.kind, sealed.at, words))
    if sealed.entry_kind == EntryKind.REPORT:
        for question in plain_words.QUESTIONS:
            opened.answers.setdefault(question, []).extend(payload.get(question, ()))
