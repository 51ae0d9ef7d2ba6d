"""Ending sessions by hand. A session is its row: without it the browser is signed out."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Session, User
from accounts.selectors import sessions_of
from ateams.audit.services import record


@transaction.atomic
def end_session(*, person: User, handle: str) -> bool:
    """End one own session; return whether there was such a one."""
    keys = [found.key for found in sessions_of(person) if found.handle == handle]
    ended, _rows = Session.objects.filter(account=person, pk__in=keys).delete()
    if ended:
        record(action="account.session_ended", subject=("account", person.id), by=person.id)
    return bool(ended)


@transaction.atomic
def end_other_sessions(*, person: User, current: str) -> int:
    """End all own sessions but the one with this key; return how many there were."""
    others = Session.objects.filter(account=person).exclude(pk=current)
    number = others.running().count()
    others.delete()
    if number:
        record(action="account.sessions_ended", subject=("account", person.id), by=person.id)
    return number
