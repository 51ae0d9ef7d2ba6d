"""The office's work in the demo's stories: what was done, promised, offered, linked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from ateams.ops.demo.people import Cast
from codelists.enums import CodeList
from codelists.selectors import code_book
from incidents.agg import TwoMonths
from incidents.enums import ConsentState, ReferralState
from incidents.models import Agreement, Case, Consent, Referral, ReferralBody, Task
from incidents.selectors import OpenCase, open_case
from incidents.services import agreements, interventions, links, referrals, tasks

Act = Callable[[Cast, OpenCase, User, list[Any], datetime], None]


def _for_office(opened: OpenCase, by: User) -> dict[str, Any]:
    assert opened.internal
    return {"case": opened.case, "by": by, "internal": opened.internal}


def task(cast: Cast, opened: OpenCase, by: User, words: list[Any], _at: datetime) -> None:
    """Give somebody something to do: what, who, and by which day counted from today."""
    text, person, days = words
    tasks.set_task(
        **_for_office(opened, by),
        text=text,
        due_on=timezone.localdate() + timedelta(days=days),
        person=cast.people[person],
        once=uuid4(),
    )


def agg(cast: Cast, opened: OpenCase, by: User, words: list[Any], at: datetime) -> None:
    """Set a day to look at two months that are counted from the day of the report."""
    person, days = words
    tasks.set_task(
        **_for_office(opened, by),
        text="AGG: zwei Monate prüfen",
        due_on=timezone.localdate() + timedelta(days=days),
        person=cast.people[person],
        once=uuid4(),
        counted=TwoMonths(timezone.localdate(at), None),
    )


def intervene(_cast: Cast, opened: OpenCase, by: User, words: list[Any], at: datetime) -> None:
    """Write down what was done that day: code, minutes, words; outside by the newest consent."""
    code, minutes, text = words
    given = Consent.objects.filter(case=opened.case, state=ConsentState.GIVEN)
    newest = given.order_by("asked_at").last()
    interventions.record_intervention(
        **_for_office(opened, by),
        code=code,
        on=timezone.localdate(at),
        minutes=minutes,
        text=text,
        once=uuid4(),
        shared=opened.shared,
        consent_id=newest.pk if newest else None,
    )


def done(_cast: Cast, opened: OpenCase, by: User, _words: list[Any], at: datetime) -> None:
    """Finish the task that was set last."""
    newest = Task.objects.open().filter(entry__case=opened.case).latest("entry__at")
    tasks.finish_task(**_for_office(opened, by), task_id=newest.pk)
    Task.objects.filter(pk=newest.pk).update(done_at=at)


def offer(_cast: Cast, opened: OpenCase, by: User, words: list[Any], _at: datetime) -> None:
    """Offer a body of the table by its kind."""
    kind, text = words
    body = ReferralBody.objects.filter(kind=kind).first() or ReferralBody.objects.create(
        kind=kind, name=code_book(CodeList.REFERRAL_BODY).label(CodeList.REFERRAL_BODY, kind)
    )
    referrals.offer_referral(**_for_office(opened, by), body=body, text=text, once=uuid4())


def refer(_cast: Cast, opened: OpenCase, by: User, words: list[Any], _at: datetime) -> None:
    """Move the newest referral on: to where, a note; passing it on by the newest consent."""
    to, text = words
    given = Consent.objects.filter(case=opened.case, state=ConsentState.GIVEN)
    referrals.move_referral(
        **_for_office(opened, by),
        shared=opened.shared,
        referral_id=Referral.objects.filter(entry__case=opened.case).latest("entry__at").pk,
        to=to,
        text=text,
        consent_id=given.latest("asked_at").pk if to == ReferralState.CONSENTED else None,
    )


def agree(_cast: Cast, opened: OpenCase, by: User, words: list[Any], _at: datetime) -> None:
    """Note what an institution has promised: with whom, what, by when in days from today."""
    partner, text, days = words
    agreements.make_agreement(
        **_for_office(opened, by),
        partner=partner,
        text=text,
        due_on=timezone.localdate() + timedelta(days=days),
        once=uuid4(),
    )


def check(_cast: Cast, opened: OpenCase, by: User, words: list[Any], at: datetime) -> None:
    """Note whether the newest agreement was kept."""
    kept, text = words
    newest = Agreement.objects.filter(entry__case=opened.case).latest("entry__at")
    agreements.check_agreement(
        **_for_office(opened, by), agreement_id=newest.pk, kept=kept, text=text
    )
    Agreement.objects.filter(pk=newest.pk).update(checked_at=at)


def link(cast: Cast, opened: OpenCase, by: User, words: list[Any], _at: datetime) -> None:
    """Link the case with the one that was told before it, for a reason."""
    earlier = Case.objects.filter(apart=False).exclude(pk=opened.case.pk)
    other = open_case(earlier.latest("received_at"), cast.key_of(words[0]))
    assert other
    assert other.internal
    links.link_cases(
        **_for_office(opened, by),
        other=other.case,
        other_internal=other.internal,
        reason=words[1],
        once=uuid4(),
    )


ACTS: dict[str, Act] = {
    "intervene": intervene,
    "task": task,
    "agg": agg,
    "done": done,
    "offer": offer,
    "refer": refer,
    "agree": agree,
    "check": check,
    "link": link,
}
