"""Every mail of the follow-ups: one folder of templates each, in `templates/mail/followups/`.

`<kind>/subject.txt`, `body.txt` and, except for cases, `body.html`. A kind without a folder of
its own is told in the words of `anything/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import select_template
from django.utils import timezone, translation
from django.utils.text import Truncator

from ateams.due import DueItem, Part, Recipient
from ateams.outbox.enums import Hours
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from followups.answer_links import Question, addressee_of, link_to
from followups.models import generation_of
from followups.stages import Call
from trainings.models import Training

CASE_WAITING = "case.waiting"
FOLLOW_UP = "training.follow_up"
_LONGEST_SUBJECT = 200


def case_waiting(*, to: Recipient, not_before: datetime, hours: Hours) -> Mail:
    """Say that something waits in the system: the same bytes whatever it is, and for whomever.

    No name, no number, no institution, no count: whoever reads over a shoulder, or runs the mail
    server, learns nothing about a case.
    """
    context = {"link": f"{settings.BASE_URL}/"}
    return _queue(
        CASE_WAITING, to=to, context=context, hours=hours, not_before=not_before, html=False
    )


def follow_up_question(*, item: DueItem, call: Call, hours: Hours) -> Mail:
    """Ask the responsible contact how it went on after a training."""
    training_id, _separator, months = item.object_id.partition(":")
    training = Training.objects.select_related("institution").get(pk=training_id)
    return _question(training, int(months), to=call.recipient, stage=call.stage, hours=hours)


def follow_up_link(*, training: Training, months: int, to: Recipient) -> Mail:
    """Send somebody whose link has expired a new one, at once: they are waiting for it."""
    return _question(training, months, to=to, stage="renewed", hours=Hours.AT_ONCE)


def _question(training: Training, months: int, *, to: Recipient, stage: str, hours: Hours) -> Mail:
    contact_id = UUID(to.key.partition(":")[2])
    question = Question(
        training.id, months, contact_id, addressee_of(to.email), generation_of(contact_id)
    )
    context = {
        "training": training,
        "months": months,
        "stage": stage,
        "link": link_to(question),
        "valid_until": timezone.now() + settings.ANSWER_LINK_VALID,
    }
    return _queue(FOLLOW_UP, to=to, context=context, hours=hours)


def due(*, item: DueItem, call: Call, hours: Hours) -> Mail:
    """Tell somebody with an account of anything else that is due."""
    unanswered = item.kind == "training.follow_up" and call.part != Part.CONTACT
    folder = "training.follow_up_unanswered" if unanswered else item.kind
    context = {"item": item, "stage": call.stage, "link": f"{settings.BASE_URL}{item.url}"}
    return _queue(folder, to=call.recipient, context=context, hours=hours)


def _queue(
    folder: str,
    *,
    to: Recipient,
    context: Mapping[str, Any],
    hours: Hours,
    not_before: datetime | None = None,
    html: bool = True,
) -> Mail:
    names = {"product_name": settings.PRODUCT_NAME, "office_name": settings.OFFICE_NAME}
    shown = {**names, **context, "to": to}
    with translation.override(to.language):
        subject = " ".join(_render(folder, "subject.txt", shown).split())
        return queue(
            kind=folder,
            to=to,
            subject=Truncator(subject).chars(_LONGEST_SUBJECT),
            text=_render(folder, "body.txt", shown) + "\n",
            html=_render(folder, "body.html", shown) if html else "",
            hours=hours,
            not_before=not_before,
        )


def _render(folder: str, part: str, context: dict[str, Any]) -> str:
    paths = [f"mail/followups/{name}/{part}" for name in (folder, "anything")]
    return str(select_template(paths).render(context)).strip()
