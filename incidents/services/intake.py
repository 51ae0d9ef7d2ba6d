"""Where a report goes that comes in: into the list of cases or, in a flood, on a pile apart.

Nothing is refused and nothing is lost, nobody is counted by an address, and whoever reports sees
no difference. `docs/adr/0019-floods-go-on-a-pile.md` has the sums.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from incidents.enums import Channel
from incidents.models import Case
from incidents.models.case import CaseQuerySet

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Nobody reads the form, writes a sentence and sends it in less.
FASTEST = timedelta(seconds=20)


def goes_apart(*, drawn_at: datetime | None, now: datetime) -> bool:
    """Whether a public report whose form was served at `drawn_at` goes on the pile.

    Three queries, each of which stops at its limit: however large the flood, they cost the same.
    Reports stored at the same instant do not see each other, so that the list can get some more
    than its limit: as many as the server has threads.
    """
    calm = settings.REPORTS_IN_CALM_HOUR
    public = Case.objects.filter(channel=Channel.WEB_FORM)
    taken = public.filter(apart=False)
    this_hour = _up_to(settings.REPORTS_PER_HOUR, taken.filter(received_at__gt=now - HOUR))
    today = _up_to(settings.REPORTS_PER_DAY, taken.filter(received_at__gt=now - DAY))
    piled = _up_to(calm, public.filter(apart=True, received_at__gt=now - HOUR))
    if this_hour >= settings.REPORTS_PER_HOUR or today >= settings.REPORTS_PER_DAY:
        return True
    quick = drawn_at is not None and now - drawn_at < FASTEST
    return quick and this_hour + piled >= calm


def _up_to(limit: int, cases: CaseQuerySet) -> int:
    return cases.order_by()[:limit].count()
