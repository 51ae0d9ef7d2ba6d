"""Every mail of the follow-ups: one folder of templates each, in `templates/mail/followups/`.

`<kind>/subject.txt`, `body.txt` and, except for cases, `body.html`. A kind without a folder of
its own is told in the words of `anything/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import select_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator

from ateams.due import DueItem, Part, Recipient
from ateams.outbox.enums import Hours, MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from followups.answer_links import Question, addressee_of, link_to
from followups.stages import Call
from trainings.models import Training

CASE_WAITING = "case.waiting"
DIGEST = "digest"
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
    contact_id = UUID(call.recipient.key.partition(":")[2])
    addressee = addressee_of(call.recipient.email)
    question = Question(training.id, int(months), contact_id, addressee)
    context = {
        "training": training,
        "months": question.months,
        "stage": call.stage,
        "link": link_to(question),
        "valid_until": timezone.now() + settings.ANSWER_LINK_VALID,
    }
    return _queue("training.follow_up", to=call.recipient, context=context, hours=hours)


def due(*, item: DueItem, call: Call, hours: Hours) -> Mail:
    """Tell somebody with an account of anything else that is due."""
    unanswered = item.kind == "training.follow_up" and call.part != Part.CONTACT
    folder = "training.follow_up_unanswered" if unanswered else item.kind
    context = {"item": item, "stage": call.stage, "link": f"{settings.BASE_URL}{item.url}"}
    return _queue(folder, to=call.recipient, context=context, hours=hours)


def digest(*, to: Recipient, items: Sequence[DueItem], not_before: datetime) -> Mail:
    """Tell somebody of several things at once; cases are not among them."""
    context = _of_digest(items)
    return _queue(DIGEST, to=to, context=context, hours=Hours.OFFICE, not_before=not_before)


def write_digest_anew(*, mail: Mail, to: Recipient, items: Sequence[DueItem]) -> None:
    """Let a mail that still collects name these things, in place of those that it named."""
    written = _written(DIGEST, to=to, context=_of_digest(items))
    Mail.objects.filter(pk=mail.pk, state=MailState.QUEUED).update(**written)


def _of_digest(items: Sequence[DueItem]) -> Mapping[str, Any]:
    return {
        "items": [(item, f"{settings.BASE_URL}{item.url}") for item in items],
        "link": f"{settings.BASE_URL}{reverse('followups:agenda')}",
    }


def _queue(
    folder: str,
    *,
    to: Recipient,
    context: Mapping[str, Any],
    hours: Hours,
    not_before: datetime | None = None,
    html: bool = True,
) -> Mail:
    written = _written(folder, to=to, context=context, html=html)
    return queue(kind=folder, to=to, hours=hours, not_before=not_before, **written)


def _written(
    folder: str, *, to: Recipient, context: Mapping[str, Any], html: bool = True
) -> dict[str, str]:
    """Return what a mail says, in the recipient's language."""
    names = {"product_name": settings.PRODUCT_NAME, "office_name": settings.OFFICE_NAME}
    shown = {**names, **context, "to": to}
    with translation.override(to.language):
        subject = " ".join(_render(folder, "subject.txt", shown).split())
        return {
            "subject": Truncator(subject).chars(_LONGEST_SUBJECT),
            "text": _render(folder, "body.txt", shown) + "\n",
            "html": _render(folder, "body.html", shown) if html else "",
        }


def _render(folder: str, part: str, context: dict[str, Any]) -> str:
    paths = [f"mail/followups/{name}/{part}" for name in (folder, "anything")]
    return str(select_template(paths).render(context)).strip()
