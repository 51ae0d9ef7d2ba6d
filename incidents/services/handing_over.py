"""Cases change hands when somebody leaves the office."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from accounts.models import User
from ateams.audit.services import record
from incidents.enums import EntryKind
from incidents.kept_out import kept_out_of
from incidents.models import Case, Entry
from incidents.selectors import only_open_to
from incidents.waiting import tell_of_case
from vault.models import Grant
from vault.services import open_envelopes
from vault.sharing import share
from vault.unlocked import UnlockedKey

STEP = 100


@transaction.atomic
def hand_over(person: User, to: User, by: User) -> int:
    """Make `to` responsible for all open cases of `person` that `to` can open; return how many.

    Whoever takes over gets the mail about cases, unless they did it themselves.
    """
    able = Grant.objects.usable().filter(key_pair=to.key_pair_id)
    mine = Case.objects.open().filter(
        responsible=person, internal_envelope__in=able.values("envelope")
    )
    ids = list(mine.select_for_update().order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        Entry.objects.create(
            case_id=pk, kind=EntryKind.ASSIGNED, author=by, author_role=by.role, person=to
        )
        record(action="case.assigned", subject=("case", pk), by=by.id)
    Case.objects.filter(pk__in=ids).update(responsible=to, version=F("version") + 1)
    if ids:
        tell_of_case(to=to, by=by)
    return len(ids)


@transaction.atomic
def share_before_leaving(*, cases: list[Case], to: User, by: User, key: UnlockedKey) -> int:
    """Share cases that nobody else opens with one more of the office; return how many it were.

    Whoever leaves is replaced: afterwards the case has as many readers as before. What somebody
    else opens by now is left out, and what `to` was shut out of when they worked elsewhere.
    Raises `NotActive` of the vault.
    """
    pair = to.key_pair
    assert pair
    ids = [case.pk for case in cases]
    list(Case.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    cases = list(only_open_to(by).filter(pk__in=ids).order_by("pk"))  # whoever was quicker
    cases = _not_closed_to(to, cases, key)
    envelopes = [case.shared_envelope_id for case in cases]
    envelopes += [case.internal_envelope_id for case in cases]
    shared = share(envelope_ids=envelopes, key=key, reader=pair)
    done = [case for case in cases if case.shared_envelope_id in shared]
    for case in done:
        record(action="case.reader_added", subject=("case", case.id), by=by.id, about=to.id)
    if done:
        tell_of_case(to=to, by=by)
    return len(done)


def _not_closed_to(person: User, cases: list[Case], key: UnlockedKey) -> list[Case]:
    """Leave out the cases whose reporters have shut this person out."""
    opened = open_envelopes(envelope_ids=[case.shared_envelope_id for case in cases], key=key)
    return [
        case
        for case in cases
        if (shared := opened.get(case.shared_envelope_id))
        and person.pk not in kept_out_of(case, shared)
    ]
