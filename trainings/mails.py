"""Every mail about trainings: one folder of templates each, in `templates/mail/trainings/`.

Each is written in the transaction of what it tells. Mails of follow-ups are not among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator

from accounts.selectors import recipient
from ateams.due import Recipient
from ateams.outbox.enums import Hours
from ateams.outbox.services import queue
from trainings.changes import Change
from trainings.links import place_link
from trainings.models import SignUp, Training, TrainingRequest

_LONGEST_SUBJECT = 200


def signed_up(*, sign_up: SignUp, waits_at: int | None) -> None:
    """Give somebody the own link, and say whether there is a place."""
    context = {"training": sign_up.training, "link": place_link(sign_up), "waits_at": waits_at}
    _queue("signed_up", to=_guest(sign_up), context=context, hours=Hours.AT_ONCE)


def moved_up(*, sign_up: SignUp) -> None:
    """Tell somebody who waited that there is a place now. Nobody is told who left no address."""
    training = sign_up.training
    if sign_up.user and sign_up.user.is_active:
        link = f"{settings.BASE_URL}{reverse('trainings:detail', args=[training.id])}"
        to = recipient(sign_up.user)
    elif sign_up.email:
        link, to = place_link(sign_up), _guest(sign_up)
    else:
        return
    _queue("moved_up", to=to, context={"training": training, "link": link})


def changes(*, to: Recipient, changes: Sequence[Change]) -> None:
    """Tell somebody in one mail of all that is different about their trainings."""
    cancelled = all(change.is_cancelled for change in changes)
    _queue("changes", to=to, context={"changes": changes, "cancelled": cancelled})


def request_planned(*, request: TrainingRequest, training: Training) -> None:
    """Tell who asked for a training when it is."""
    to = Recipient("", request.name, request.email, request.language)
    _queue("request_planned", to=to, context={"request": request, "training": training})


def _guest(sign_up: SignUp) -> Recipient:
    return Recipient("", sign_up.name, sign_up.email, sign_up.language)


def _queue(
    name: str, *, to: Recipient, context: Mapping[str, Any], hours: Hours = Hours.DAYTIME
) -> None:
    shown = {**context, "to": to, "product_name": settings.PRODUCT_NAME}
    shown |= {"office_name": settings.OFFICE_NAME}
    with translation.override(to.language):
        subject, text, html = (
            render_to_string(f"mail/trainings/{name}/{part}", shown).strip()
            for part in ("subject.txt", "body.txt", "body.html")
        )
    queue(
        kind=f"training_{name}",
        to=to,
        subject=Truncator(" ".join(subject.split())).chars(_LONGEST_SUBJECT),
        text=text + "\n",
        html=html,
        hours=hours,
    )
