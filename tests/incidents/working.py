"""Work on a case as its services do it, and its page as somebody sees it; for tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from ateams.due import DueItem, Source
from incidents.models import Agreement, Case, CaseLink, Entry, Referral, ReferralBody, Task
from incidents.services import agreements, links, referrals, tasks
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


def offer(case: Case, by: Persona, name: str = "Eine Beratungsstelle", **more: Any) -> Referral:
    body, _made = ReferralBody.objects.get_or_create(name=name, defaults={"kind": "other"})
    told: dict[str, Any] = {"text": "", "once": uuid4(), **more}
    referrals.offer_referral(**for_office(by, case), body=body, **told)
    return Referral.objects.latest("entry__at")


def agree(case: Case, by: Persona, text: str = "Ein ruhiger Raum", **more: Any) -> Agreement:
    told: dict[str, Any] = {"due_on": in_days(7), "partner": "Schule", "once": uuid4(), **more}
    agreements.make_agreement(**for_office(by, case), text=text, **told)
    return Agreement.objects.latest("entry__at")


def link(case: Case, other: Case, by: Persona, reason: str = "Dieselbe Klasse") -> CaseLink:
    opened = opened_by(by, other)
    assert opened.internal
    return links.link_cases(
        **for_office(by, case),
        other=other,
        other_internal=opened.internal,
        reason=reason,
        once=uuid4(),
    )


def titles(who: Persona, case: Case) -> list[str]:
    return [line.title for line in timeline(opened_by(who, case))]


def due(source: Source, *, days: int = 30, who: Persona | None = None) -> list[DueItem]:
    """Return what a source derives up to a day, or what one person may see of it."""
    return list(source.items(until=in_days(days), reader_id=who.user.pk if who else None))


def bytes_of(entry: Entry) -> bytes:
    return bytes(Entry.objects.get(pk=entry.pk).sealed or b"")
