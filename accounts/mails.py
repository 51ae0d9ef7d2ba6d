"""Every mail about accounts. Each is queued in the transaction of what it tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Invitation, User
from accounts.presenters import KeyHolder
from accounts.selectors import recipient
from ateams.due import Recipient
from ateams.outbox.services import queue


def invitation(*, invitation: Invitation, link: str) -> None:
    """Invite somebody who has no account yet."""
    to = Recipient("", invitation.name, invitation.email, invitation.language)
    _queue("invitation", to=to, context={"invitation": invitation, "link": link})


def keys_activated(*, holders: Iterable[User], by: User) -> None:
    """Tell every lead whose keys were activated, so that none is activated unseen.

    The holders come with `accounts.selectors.with_origin`.
    """
    context = {
        "holders": [KeyHolder(holder) for holder in holders],
        "by": by,
        "link": _absolute("accounts:keys"),
    }
    for lead in User.objects.leads():
        _queue("keys_activated", to=recipient(lead), context=context)


def second_factor_added(*, person: User) -> None:
    """Tell somebody that the account has a new second factor, in case it was not them."""
    _queue("second_factor_added", to=recipient(person), context={"timestamp": timezone.now()})


def sign_in_linked(*, person: User, provider: str) -> None:
    """Tell somebody that an account at a provider signs in to the own account from now on."""
    _queue("sign_in_linked", to=recipient(person), context={"provider": _name_of(provider)})


def sign_in_unlinked(*, person: User, provider: str) -> None:
    """Tell somebody that it does so no more."""
    _queue("sign_in_unlinked", to=recipient(person), context={"provider": _name_of(provider)})


def second_factor_reset(*, person: User, by: User | None) -> None:
    """Tell the person and every lead that somebody took the person's second factors away."""
    context = {"person": person, "by": by, "link": _absolute("accounts:account")}
    _queue("second_factor_reset", to=recipient(person), context=context)
    for lead in User.objects.leads().exclude(pk=person.pk):
        _queue("second_factor_reset_leads", to=recipient(lead), context=context)


def case_words_changed(*, person: User, by_code: bool) -> None:
    """Tell the holder of a key that its words were changed: who it was not, can still act."""
    context = {"by_code": by_code, "link": _absolute("accounts:vault")}
    _queue("case_words_changed", to=recipient(person), context=context)


def term_shortened(*, person: User, by: User, last_day: date) -> None:
    """Tell somebody and every lead that their time in a team ends, as whoever coordinates set it.

    Whoever might be accused in a case could want its readers gone: that is never done unseen.
    """
    context = {"person": person, "by": by, "last_day": last_day}
    for told in [person, *User.objects.leads()]:
        _queue("term_shortened", to=recipient(told), context=context)


def recovery_used(*, receiver: User, activated: bool) -> None:
    """Tell every lead that the recovery key was taken out of the safes, and for whom."""
    context = {"receiver": receiver, "activated": activated}
    for lead in User.objects.leads():
        _queue("recovery_used", to=recipient(lead), context=context)


def recovery_key_made() -> None:
    """Tell every lead that there are new sheets for the safes."""
    for lead in User.objects.leads():
        _queue("recovery_key_made", to=recipient(lead), context={})


def account_notice(*, name: str, to: Recipient, context: Mapping[str, Any]) -> None:
    """Send one of the mails of the sign-in: `name` is its folder in mail/accounts/."""
    _queue(name, to=to, context=context)


def _queue(name: str, *, to: Recipient, context: Mapping[str, Any]) -> None:
    shown = {**context, "to": to, "product_name": settings.PRODUCT_NAME}
    shown |= {"office_name": settings.OFFICE_NAME, "base_url": settings.BASE_URL}
    with translation.override(to.language):
        subject, text, html = (
            render_to_string(f"mail/accounts/{name}/{part}", shown).strip()
            for part in ("subject.txt", "body.txt", "body.html")
        )
    queue(kind=f"account_{name}", to=to, subject=subject, text=text, html=html)


def _name_of(provider: str) -> str:
    names: dict[str, str] = {one["id"]: one["name"] for one in settings.IDENTITY_PROVIDERS}
    return names.get(provider, provider)


def _absolute(url_name: str) -> str:
    return f"{settings.BASE_URL}{reverse(url_name)}"
