"""What the demo's people have put off and passed on, and how often they want mails."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.enums import MailChoice
from accounts.models import User
from accounts.services import change_profile
from ateams.due import DueItem
from ateams.ops.demo.people import Cast
from followups.enums import PutOffReason
from followups.putting_off import may_arrange, pass_on, put_off
from followups.sources import BY_KIND, items

_AHEAD = timedelta(days=60)


def tell_arrangements(cast: Cast) -> None:
    """Let one thing wait, another one be done by somebody else, and mails come once a day."""
    people = cast.people
    until = timezone.localdate() + timedelta(days=6)
    for name, kind, reason, note in (
        (
            "karim",
            "training.to_confirm",
            PutOffReason.OTHERS,
            "Die Liste kommt noch.",
        ),
        ("cem", "case.task", PutOffReason.ARRANGED, ""),
    ):
        if item := _first(people[name], kind):
            put_off(item=item, until=until, reason=reason, note=note, by=people[name])
    if item := _first(people["lead"], "institution.agreement"):
        pass_on(item=item, to=people["cem"], by=people["lead"])
    for name, choice in (("karim", MailChoice.DAILY), ("agnieszka", MailChoice.WEEKLY)):
        person = people[name]
        change_profile(
            person=person, name=person.name, language=person.language, mails=choice.value
        )


def _first(person: User, kind: str) -> DueItem | None:
    """Return the first thing of a kind that somebody may arrange and that is not urgent."""
    until = timezone.localdate() + _AHEAD
    found = items(BY_KIND[kind], until=until, reader_id=person.pk)
    return next((one for one in found if not one.urgent and may_arrange(person, one)), None)
