"""Many cases at once find somebody who is responsible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import User
from ateams.audit.services import record_many
from incidents.enums import EntryKind
from incidents.loads import Load, assignable
from incidents.models import Case, Entry
from incidents.queue import queue_order
from vault.models import Grant

Able = dict[UUID, list[User]]


@dataclass(frozen=True, slots=True)
class Assigned:
    """What came of it: cases before and after, and how many were left as they are, and why."""

    done: list[tuple[Case, Case]]
    changed: int
    closed_to: int
    away: int = 0


@transaction.atomic
def assign_many(*, versions: Mapping[UUID, int], to: User | None, by: User) -> Assigned:
    """Make somebody of the office responsible for many cases, or spread them by load.

    `versions` says in which version the page showed each case. Left as they are: cases that
    somebody changed since, or that are over; and those that the person could not open. Spread,
    each goes to whoever has the fewest open cases of those who can open it and are not away.
    """
    readable = Case.objects.readable_by(by).filter(pk__in=list(versions))
    chosen = Case.objects.filter(pk__in=readable.values("pk"))
    locked = {case.pk: case for case in chosen.select_for_update().order_by("pk")}
    ordered = [locked[pk] for pk in queue_order(chosen).values_list("pk", flat=True)]
    fresh = [case for case in ordered if case.is_open and case.version == versions[case.pk]]
    office = assignable(by)
    able = _able(fresh, office)
    found = _choose(fresh, office, able, to)
    done = [(case, _changed(case, found[case.pk])) for case in fresh if case.pk in found]
    _store(done, by)
    left = [case for case in fresh if case.pk not in found]
    away = sum(to is None and bool(able[case.internal_envelope_id]) for case in left)
    return Assigned(done, len(versions) - len(fresh), len(left) - away, away)


def _choose(
    cases: Iterable[Case], office: list[Load], able: Able, to: User | None
) -> dict[UUID, User]:
    """Return who becomes responsible for each case that somebody suitable can open."""
    open_cases = {load.person.pk: load.open for load in office if load.person}
    there = {load.person for load in office if load.person and load.away is None}
    wanted = {to} if to else there
    found = {}
    for case in cases:
        candidates = [person for person in able[case.internal_envelope_id] if person in wanted]
        if not candidates:
            continue
        person = min(candidates, key=lambda one: (open_cases[one.pk], one.name, str(one.pk)))
        open_cases[person.pk] += 1
        if case.responsible_id in open_cases:
            open_cases[case.responsible_id] -= 1
        found[case.pk] = person
    return found


def _able(cases: Iterable[Case], office: list[Load]) -> Able:
    """Return for each internal envelope who can open it, in one query."""
    people = {load.person.key_pair_id: load.person for load in office if load.person}
    envelopes = [case.internal_envelope_id for case in cases]
    grants = Grant.objects.usable().filter(envelope__in=envelopes, key_pair__in=list(people))
    able: Able = defaultdict(list)
    for envelope, key_pair in grants.values_list("envelope", "key_pair"):
        able[envelope].append(people[key_pair])
    return able


def _changed(case: Case, person: User) -> Case:
    after = copy(case)
    after.responsible = person
    after.version += 1
    return after


def _store(done: list[tuple[Case, Case]], by: User) -> None:
    by_person = defaultdict(list)
    for _before, after in done:
        by_person[after.responsible_id].append(after.pk)
    for person_id, ids in by_person.items():
        cases = Case.objects.filter(pk__in=ids)
        cases.update(responsible=person_id, version=F("version") + 1)
    Entry.objects.bulk_create(
        Entry(
            case_id=after.pk,
            kind=EntryKind.ASSIGNED,
            author=by,
            author_role=by.role,
            person_id=after.responsible_id,
        )
        for _before, after in done
    )
    subjects = [("case", after.pk) for _before, after in done]
    record_many(action="case.assigned", subjects=subjects, by=by.id)
