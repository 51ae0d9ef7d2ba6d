"""Consents in the demo's stories: asked for, answered, taken back, and steps that were taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.models import User
from ateams.ops.demo.people import Cast
from incidents.consent_cards import usable_for
from incidents.enums import Step
from incidents.further_readers import Group, further_readers
from incidents.models import Case, Consent
from incidents.selectors import OpenCase, consents_of
from incidents.services import consent_answers, consents, outward
from incidents.services.consents import Wish
from incidents.services.mailbox import Mailbox

_DATES = ("asked_at", "answered_at", "done_at", "ended_at")


def ask(cast: Cast, opened: OpenCase, by: User, words: list[Any], _at: datetime) -> None:
    """Ask for one step: its code, the sentence, and for `readers` whose coordination shall read."""
    wish = _wish(cast, opened.case, *words)
    consents.ask(case=opened.case, wish=wish, once=uuid4(), by=by, shared=opened.shared)


def talk(cast: Cast, opened: OpenCase, by: User, words: list[Any], at: datetime) -> None:
    """Write down what was agreed on the phone that day."""
    consents.record_talk(
        case=opened.case,
        wish=_wish(cast, opened.case, *words),
        talk_on=timezone.localdate(at),
        how="phone",
        once=uuid4(),
        by=by,
        shared=opened.shared,
    )


def override(cast: Cast, opened: OpenCase, by: User, words: list[Any], _at: datetime) -> None:
    """Decide without consent: the step, what the reporter reads, and the reason."""
    *wish, reason = words
    assert opened.internal
    consents.override(
        case=opened.case,
        wish=_wish(cast, opened.case, *wish),
        reason=reason,
        once=uuid4(),
        by=by,
        shared=opened.shared,
        internal=opened.internal,
    )


def step(_cast: Cast, opened: OpenCase, by: User, words: list[Any], at: datetime) -> None:
    """Take the step that was allowed last; a note belongs to it, unless readers are let in."""
    consent = _newest(opened.case)
    assert opened.internal
    taken = Step(consents.wish_of(consent, opened.shared)["step"])
    allowed: dict[str, Any] = {
        "case": opened.case,
        "consent_id": consent.pk,
        "once": uuid4(),
        "by": by,
        "shared": opened.shared,
        "internal": opened.internal,
    }
    if taken == Step.READERS:
        outward.open_to(**allowed)
    else:
        outward.take_step(step=taken, on=timezone.localdate(at), note=words[0], **allowed)


ACTS = {"ask": ask, "talk": talk, "override": override, "step": step}


def answer(mailbox: Mailbox, act: str, words: list[Any]) -> None:
    """Let the reporter say yes or no to what was asked last, or take it back."""
    consent_id = _newest(mailbox.case).pk
    if act == "take_back":
        consent_answers.take_back(mailbox=mailbox, consent_id=consent_id)
        return
    consent_answers.answer(
        mailbox=mailbox, consent_id=consent_id, agreed=act == "agree", text="".join(words)
    )


def given_for_referral(opened: OpenCase) -> UUID | None:
    """Return the consent by which a case is referred; none if a referral has used it."""
    told = consents_of(opened.case, opened.shared)
    return next((consent_id for consent_id, _words in usable_for(Step.REFERRAL, told)), None)


def date_consents(case_id: UUID, at: datetime, dated: set[tuple[UUID, str]]) -> None:
    """Move what has just become of a case's consents to the moment when it happened."""
    for consent in Consent.objects.filter(case=case_id):
        new = [
            name
            for name in _DATES
            if getattr(consent, name) is not None and (consent.pk, name) not in dated
        ]
        Consent.objects.filter(pk=consent.pk).update(**dict.fromkeys(new, at))
        dated.update((consent.pk, name) for name in new)


def _newest(case: Case) -> Consent:
    return Consent.objects.filter(case=case).latest("asked_at")


def _wish(cast: Cast, case: Case, code: str, what: str, institution: str = "") -> Wish:
    if code != Step.READERS:
        return Wish(Step(code), what)
    key = f"{Group.COORDINATORS}:{cast.teams[institution].pk}"
    return Wish(Step.READERS, what, further_readers(case)[key])
