"""Cases of somebody who leaves: handed over to whoever can open them, never lost with a key.

Whether another person can open a case is read off the grants; nothing is opened for it.
"""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.leaving import Duty, Left, Receiver, add_duty
from accounts.models import User
from accounts.selectors import office_readers
from incidents.models import Case
from incidents.models.case import CaseQuerySet
from incidents.selectors import only_open_to
from incidents.services.handing_over import hand_over
from incidents.services.passing_on import hand_over_in_team, release
from incidents.team_cases import with_others
from vault.models import Grant


def cases_left(person: User) -> Left | None:
    """Return what somebody must hand over: open cases, and those that nobody else can open."""
    mine = Case.objects.open().filter(responsible=person)
    stuck = only_open_to(person)
    count, stuck_count = mine.count(), stuck.count()
    if not count and not stuck_count:
        return None
    return Left(
        sentence=_sentence(count),
        count=count,
        receivers=_receivers(mine, person),
        stuck=stuck_count,
        advice=_advice(stuck_count, person) if stuck_count else "",
    )


def team_cases_left(person: User) -> Left | None:
    """Return in how many open cases somebody of a team reads along, and who could go on."""
    found = with_others(person) if person.works_in_team else []
    if not found:
        return None
    counts = Counter(other for one in found for other in one.others)
    text = ngettext(
        "Liest in %(count)d offenen Fall mit.", "Liest in %(count)d offenen Fällen mit.", len(found)
    )
    return Left(
        sentence=text % {"count": len(found)},
        count=len(found),
        receivers=tuple(Receiver(other, count) for other, count in counts.items()),
    )


def _receivers(cases: CaseQuerySet, person: User) -> tuple[Receiver, ...]:
    staff = {one.key_pair_id: one for one in office_readers().exclude(pk=person.pk)}
    able = Grant.objects.usable().filter(
        envelope__in=cases.values("internal_envelope"), key_pair__in=list(staff)
    )
    counts = Counter(able.values_list("key_pair", flat=True))
    return tuple(Receiver(staff[pair], count) for pair, count in counts.items())


def _sentence(count: int) -> str:
    text = ngettext(
        "Für %(count)d offenen Fall zuständig.", "Für %(count)d offene Fälle zuständig.", count
    )
    return text % {"count": count}


def _advice(count: int, person: User) -> str:
    text = ngettext(
        "%(count)d Fall öffnet sonst niemand in der Beratungsstelle.",
        "%(count)d Fälle öffnet sonst niemand in der Beratungsstelle.",
        count,
    ) % {"count": count}
    if person.is_active:
        return f"{text} " + _(
            "Bitte die Person, sie unter „Fälle übergeben“ selbst mit jemandem zu teilen. Geht das "
            "nicht mehr, hilft nur der Notfallschlüssel aus den Tresoren."
        )
    return f"{text} " + _(
        "Entweder das Konto noch einmal freigeben, damit die Person sie teilt, oder den "
        "Notfallschlüssel aus den Tresoren holen."
    )


add_duty("incidents:cases", Duty(find=cases_left, hand_over=hand_over))
add_duty(
    "incidents:team-cases",
    Duty(find=team_cases_left, hand_over=hand_over_in_team, release=release),
)
