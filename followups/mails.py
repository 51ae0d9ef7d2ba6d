"""Every mail of the follow-ups: one function and one folder of templates each.

The folders lie in `templates/mail/followups/`: `<kind>/subject.txt`, `body.txt` and, except for
cases, `body.html`. All mails to people with an account share `_staff`, which says since when
something is due and why somebody is told. A kind without a function of its own is told in the
words of `anything/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from ateams.due import DueItem, Part, Recipient
from ateams.outbox.enums import Hours, MailState
from ateams.outbox.models import Mail
from followups.answer_links import Question, addressee_of, link_to
from followups.mail_writing import Told, worded, write, write_to_staff
from followups.models import Rule, generation_of
from followups.stages import Call
from followups.turns import Turn, place_of
from trainings.models import Training

CASE_WAITING = "case.waiting"
FOLLOW_UP = "training.follow_up"
DIGEST = "digest"


def case_waiting(*, to: Recipient, not_before: datetime, hours: Hours) -> Mail:
    """Say that something waits in the system: the same bytes whatever it is, and for whomever.

    No name, no number, no institution, no count: whoever reads over a shoulder, or runs the mail
    server, learns nothing about a case. Text alone, so that there is nothing else to compare.
    """
    context = {"link": f"{settings.BASE_URL}/"}
    return write(CASE_WAITING, to=to, context=context, hours=hours, not_before=not_before)


def follow_up_question(*, item: DueItem, call: Call, hours: Hours) -> Mail:
    """Ask the responsible contact how it went on after a training."""
    training_id, _separator, months = item.object_id.partition(":")
    training = Training.objects.select_related("institution").get(pk=training_id)
    rules = list(Rule.objects.active().filter(kind=item.kind))
    turn = place_of(call, rules).turn
    return _question(training, int(months), to=call.recipient, turn=turn, hours=hours)


def follow_up_link(*, training: Training, months: int, to: Recipient) -> Mail:
    """Send somebody whose link has expired a new one, at once: they are waiting for it."""
    return _question(training, months, to=to, turn=Turn.RENEWED, hours=Hours.AT_ONCE)


def due(*, item: DueItem, call: Call, hours: Hours) -> Mail:
    """Tell somebody with an account of anything else that is due."""
    unanswered = item.kind == FOLLOW_UP and call.part != Part.CONTACT
    letter = follow_up_unanswered if unanswered else LETTERS.get(item.kind, anything)
    rules = list(Rule.objects.active().filter(kind=item.kind))
    return letter(Told(item, call, hours, place_of(call, rules)))


def anything(told: Told) -> Mail:
    """Tell of what has no words of its own."""
    return write_to_staff(told.item.kind, told, words="anything")


def digest(*, to: Recipient, items: Sequence[DueItem], not_before: datetime) -> Mail:
    """Tell somebody of several things at once; cases are not among them."""
    return write(
        DIGEST,
        to=to,
        context=_of_digest(items),
        hours=Hours.OFFICE,
        not_before=not_before,
        html=True,
    )


def write_digest_anew(*, mail: Mail, to: Recipient, items: Sequence[DueItem]) -> None:
    """Let a mail that still collects name these things, in place of those that it named."""
    texts = worded(DIGEST, to=to, context=_of_digest(items), html=True)
    Mail.objects.filter(pk=mail.pk, state=MailState.QUEUED).update(**texts)


def _of_digest(items: Sequence[DueItem]) -> Mapping[str, Any]:
    return {
        "items": [(item, f"{settings.BASE_URL}{item.url}") for item in items],
        "link": f"{settings.BASE_URL}{reverse('followups:agenda')}",
    }


def training_to_confirm(told: Told) -> Mail:
    """Ask whether what a team logged is right."""
    return write_to_staff("training.to_confirm", told)


def attendance_missing(told: Told) -> Mail:
    """Ask who was there."""
    return write_to_staff("training.attendance_missing", told)


def contact_missing(told: Told) -> Mail:
    """Ask for somebody who can be asked at an institution."""
    return write_to_staff("training.contact_missing", told)


def follow_up_unanswered(told: Told) -> Mail:
    """Say that the contact has not answered, so that somebody asks in person."""
    return write_to_staff("training.follow_up_unanswered", told)


def help_wanted(told: Told) -> Mail:
    """Say that an institution wants support."""
    return write_to_staff("training.help_wanted", told)


def contact_changed(told: Told) -> Mail:
    """Ask to enter the new contact of an institution."""
    return write_to_staff("training.contact_changed", told)


def training_asked(told: Told) -> Mail:
    """Say that an institution asks for a training."""
    return write_to_staff("training.asked", told)


def consent_withdrawn(told: Told) -> Mail:
    """Say that somebody took a consent back, and not whose it was."""
    return write_to_staff("training.consent_withdrawn", told)


def feedback_later(told: Told) -> Mail:
    """Ask to hand on the second link to feedback."""
    return write_to_staff("training.feedback_later", told)


def hours_to_approve(told: Told) -> Mail:
    """Ask to approve hours in time for the school reports."""
    return write_to_staff("training.hours_to_approve", told)


def certificates(told: Told) -> Mail:
    """Say that somebody completed the programme and has no certificate yet."""
    return write_to_staff("training.certificates", told)


def term_ends(told: Told) -> Mail:
    """Say that somebody's term ends."""
    return write_to_staff("team.term_ends", told)


def succession(told: Told) -> Mail:
    """Say that a team has too few members after the summer."""
    return write_to_staff("team.succession", told)


def agreement_ends(told: Told) -> Mail:
    """Ask whether an agreement with an institution goes on."""
    return write_to_staff("institution.agreement", told)


def address_refused(told: Told) -> Mail:
    """Ask to mend an address; of the mail that it refused nothing is said."""
    return write_to_staff("mail.refused", told)


Letter: TypeAlias = Callable[[Told], Mail]

LETTERS: Mapping[str, Letter] = {
    "training.to_confirm": training_to_confirm,
    "training.attendance_missing": attendance_missing,
    "training.contact_missing": contact_missing,
    "training.follow_up": follow_up_unanswered,
    "training.help_wanted": help_wanted,
    "training.contact_changed": contact_changed,
    "training.asked": training_asked,
    "training.consent_withdrawn": consent_withdrawn,
    "training.feedback_later": feedback_later,
    "training.hours_to_approve": hours_to_approve,
    "training.certificates": certificates,
    "team.term_ends": term_ends,
    "team.succession": succession,
    "institution.agreement": agreement_ends,
    "mail.refused": address_refused,
}


def _question(training: Training, months: int, *, to: Recipient, turn: Turn, hours: Hours) -> Mail:
    contact_id = UUID(to.key.partition(":")[2])
    question = Question(
        training.id, months, contact_id, addressee_of(to.email), generation_of(contact_id)
    )
    context = {
        "training": training,
        "months": months,
        "turn": turn,
        "link": link_to(question),
        "valid_until": timezone.now() + settings.ANSWER_LINK_VALID,
    }
    return write(FOLLOW_UP, to=to, context=context, hours=hours, html=True)
