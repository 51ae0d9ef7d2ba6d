"""Work on a case as its services do it, and its page as somebody sees it; for tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from ateams.due import DueItem, Source
from incidents.models import Case, Entry, Task
from incidents.services import tasks
from incidents.timeline import timeline
from tests.incidents.consenting import opened_by
from tests.personas import Persona


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def url(case: Case, *parts: object) -> str:
    return "/".join(["/cases", case.reference, *map(str, parts), ""])


def act(who: Persona, case: Case, *parts: object, **fields: Any) -> str:
    """Send one of the page's forms and return the page that follows."""
    fields.setdefault("version", Case.objects.get(pk=case.pk).version)
    fields.setdefault("once", str(uuid4()))
    return who.client.post(url(case, *parts), fields, follow=True).content.decode()


def for_office(who: Persona, case: Case) -> dict[str, Any]:
    opened = opened_by(who, case)
    assert opened.internal
    return {"case": case, "by": who.user, "internal": opened.internal}


def set_task(case: Case, by: Persona, text: str = "Protokoll lesen", **more: Any) -> Task:
    told: dict[str, Any] = {"due_on": in_days(3), "person": by.user, "once": uuid4(), **more}
    tasks.set_task(**for_office(by, case), text=text, **told)
    return Task.objects.latest("entry__at")


def titles(who: Persona, case: Case) -> list[str]:
    return [line.title for line in timeline(opened_by(who, case))]


def due(source: Source, *, days: int = 30, who: Persona | None = None) -> list[DueItem]:
    """Return what a source derives up to a day, or what one person may see of it."""
    return list(source.items(until=in_days(days), reader_id=who.user.pk if who else None))


def bytes_of(entry: Entry) -> bytes:
    return bytes(Entry.objects.get(pk=entry.pk).sealed or b"")
