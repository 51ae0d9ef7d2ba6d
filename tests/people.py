"""Fills an installation with people. Runs inside it: `product.call("tests.people:make_people")`."""

from __future__ import annotations

from django.core.cache import cache
from django.test.utils import override_settings

from accounts.access import RIGHTS, Right
from accounts.enums import InstitutionType, Role
from accounts.models import Institution
from accounts.sessions import SessionStore
from ateams import celery_app
from ateams.outbox.tasks import deliver
from followups import tasks as followups
from tests.factories.accounts import (
    PASSWORD,
    InvitationFactory,
    MembershipFactory,
    TeamFactory,
    UserFactory,
)
from tests.factories.incidents import PASSPHRASE, give_key, open_office
from vault.services import make_recovery_key

TEAM = "am-teich"


def make_people() -> dict[str, str]:
    """Make one person per role, a second counsellor called "colleague", and all their keys.

    Returns the addresses by role, and what everybody types: `password` and `passphrase`.
    """
    make_recovery_key()
    team = TeamFactory.create(slug=TEAM)
    made = {"team": team.slug, "password": PASSWORD, "passphrase": PASSPHRASE}
    for name, role in [*((role.value, role) for role in Role), ("colleague", Role.COUNSELLOR)]:
        user = UserFactory.create(role=role)
        if user.works_in_team:
            MembershipFactory.create(user=user, team=team)
        if Right.HOLD_KEY in RIGHTS[role]:
            give_key(user)
        made[name] = user.email
    return made


# Nobody will type these passwords and passphrases.
@override_settings(
    VAULT_PASSPHRASE_COST=(1, 8192),
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
)
def make_city(teams: int, members: int) -> None:
    """Make an office of five, and teams with so many members each; all have active keys."""
    open_office(*UserFactory.create_batch(4), UserFactory.create(role=Role.LEAD))
    for team in [TeamFactory.create(slug=TEAM), *TeamFactory.create_batch(teams - 1)]:
        for membership in MembershipFactory.create_batch(members, team=team):
            give_key(membership.user)


def wake_worker() -> None:
    """Leave work in the broker, as beat does."""
    for task in (followups.plan, followups.send, deliver):
        task.delay()


def plant(text: str) -> None:
    """Leave a text in the database as text and as bytes, in a session, cache and broker."""
    Institution.objects.create(name=text, slug=text, type=InstitutionType.OTHER)
    InvitationFactory.create(token_hash=text.encode())
    session = SessionStore()
    session["planted"] = text * 20  # long enough to be compressed
    session.create()
    cache.set("planted", text)
    celery_app.send_task("planted", args=[text], queue="nobody-listens")
