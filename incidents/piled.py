"""Reads of the pile: how much lies there, hour by hour, and how the reports begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Q
from django.db.models.functions import TruncHour
from django.utils.text import Truncator

from accounts.access import Right, StaffRequest, has_right
from accounts.models import User
from incidents.counts import case_counts
from incidents.enums import EntryKind
from incidents.legible import legible
from incidents.models import Case, Entry
from vault.services import open_envelopes
from vault.unlocked import UnlockedKey

SHOWN, HOURS = 300, 48


@dataclass(frozen=True, slots=True)
class Pile:
    """How much lies on the pile, and how much of it says that somebody is in danger."""

    total: int
    urgent: int


@dataclass(frozen=True, slots=True)
class PiledHour:
    """What came within one hour."""

    at: datetime
    total: int
    urgent: int


@dataclass(frozen=True, slots=True)
class Beginning:
    """A report on the pile and its first words; nothing if they do not open."""

    case: Case
    words: str
    wrote_since: bool


def pile_of(user: User) -> Pile:
    """Count what lies on the pile and this person can open, in one query."""
    counts = Case.objects.piled_for(user).aggregate(
        total=Count("pk"), urgent=Count("pk", filter=Q(urgent=True))
    )
    return Pile(**counts)


def pile_for(request: StaffRequest) -> Pile | None:
    """Return the pile to whoever works on cases, if anything lies there."""
    if not has_right(request.user, Right.WORK_ON_CASES):
        return None
    counts = case_counts(request)
    return Pile(counts.piled, counts.piled_urgent) if counts.piled else None


def piled_hours(user: User) -> list[PiledHour]:
    """Return the newest hours of which something lies on the pile."""
    hours = (
        Case.objects.piled_for(user)
        .order_by()
        .annotate(at=TruncHour("received_at", tzinfo=UTC))
        .values("at")
        .annotate(total=Count("pk"), urgent=Count("pk", filter=Q(urgent=True)))
        .order_by("-at")
    )
    return [PiledHour(**hour) for hour in hours[:HOURS]]


def beginnings(cases: Sequence[Case], key: UnlockedKey) -> list[Beginning]:
    """Open the first words of these reports, in three queries."""
    opened = open_envelopes(envelope_ids=[case.shared_envelope_id for case in cases], key=key)
    reports = Entry.objects.filter(case__in=[case.pk for case in cases], kind=EntryKind.REPORT)
    first = {entry.case_id: entry for entry in reports.order_by("-at", "-id")}
    written = Entry.objects.filter(case__in=list(first), kind=EntryKind.FROM_REPORTER)
    wrote_since = set(written.values_list("case", flat=True))
    found = []
    for case in cases:
        envelope, entry = opened.get(case.shared_envelope_id), first.get(case.pk)
        words = ""
        if envelope and entry and entry.sealed:
            payload = legible(entry.sealed, envelope, entry.place) or {}
            words = Truncator(payload.get("what", "")).chars(SHOWN)
        found.append(Beginning(case, words, case.pk in wrote_since))
    return found
