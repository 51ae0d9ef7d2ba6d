"""Links that are good for one thing: each is signed for its purpose, and ends with its key."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from trainings.models import CalendarFeed, SignUp, Training

SIGN_UP, PLACE, FEED = "trainings.sign_up", "trainings.place", "trainings.feed"


def token_of(purpose: str, key: UUID) -> str:
    """Return what a link carries: a key, signed for this purpose alone."""
    return _signer(purpose).sign(key.hex)


def key_of(purpose: str, token: str) -> UUID | None:
    """Return the key of a link; None if it was not made here, or for something else."""
    try:
        return UUID(_signer(purpose).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def sign_up_link(training: Training) -> str:
    """Return the absolute link by which anybody signs up, while the sign-up is open."""
    assert training.sign_up_key
    return _absolute("joining:sign-up", SIGN_UP, training.sign_up_key)


def place_link(sign_up: SignUp) -> str:
    """Return the absolute link by which one person sees the own place and excuses themselves."""
    with translation.override(sign_up.language):
        return _absolute("joining:place", PLACE, sign_up.id)


def feed_link(feed: CalendarFeed) -> str:
    """Return the absolute address of a calendar feed."""
    return _absolute("trainings:feed", FEED, feed.key)


def _absolute(name: str, purpose: str, key: UUID) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=[token_of(purpose, key)])}"


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(sep=".", salt=purpose)
