"""What the public directory shows of a team: its channels, and names by own consent."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.enums import ChannelKind
from accounts.errors import ConsentIncompleteError
from accounts.models import Membership, Team, TeamChannel, User
from accounts.publishing import missing_consents
from ateams.audit.services import record

# What is said in German, and in English if it is said otherwise there.
Texts = tuple[str, str]


@transaction.atomic
def save_channels(*, team: Team, channels: Mapping[ChannelKind, Texts], by: User) -> None:
    """Store how one reaches a team; a kind without text is removed, others stay as they are.

    Raises ValidationError.
    """
    Team.objects.select_for_update().get(pk=team.pk)
    for kind, (text, text_en) in channels.items():
        if not text:
            TeamChannel.objects.filter(team=team, kind=kind).delete()
            continue
        channel = TeamChannel.objects.filter(team=team, kind=kind).first()
        channel = channel or TeamChannel(team=team, kind=kind)
        channel.text, channel.text_en = text, text_en
        channel.full_clean()
        channel.save()
    record(action="team.channels_saved", subject=("team", team.id), by=by.id)


@transaction.atomic
def publish_name(*, person: User, name: str) -> Membership | None:
    """Show a name in the public directory, as the person themselves wishes it.

    Returns nothing where no membership runs today. Raises ConsentIncompleteError, and
    ValidationError for a name that does not fit.
    """
    current = Membership.objects.current(timezone.localdate()).filter(user=person)
    membership = current.select_for_update().first()
    if membership is None:
        return None
    if missing := missing_consents(membership):
        raise ConsentIncompleteError(missing)
    if membership.published_name == name:
        return membership
    membership.published_name, membership.published_at = name, timezone.now()
    membership.full_clean()
    membership.save(update_fields=["published_name", "published_at"])
    record(action="account.name_published", subject=("account", person.id), by=person.id)
    return membership


@transaction.atomic
def withdraw_name(*, person: User, by: User | None) -> None:
    """Take a name out of the public directory at once. Twice is as good as once."""
    found = Membership.objects.filter(user=person, published_at__isnull=False)
    if not found.update(published_name="", published_at=None):
        return
    record(
        action="account.name_withdrawn",
        subject=("account", person.id),
        by=by.id if by else None,
    )
