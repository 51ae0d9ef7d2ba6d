"""Loading the account behind a session."""

from __future__ import annotations

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from accounts.selectors import memberships_today


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Brings along what every page asks of the signed-in account: key pair and membership."""

    def get_user(self, user_id: UUID) -> User | None:
        """Return the account if it may sign in."""
        accounts = User.objects.active().select_related("key_pair", "next_key_pair")
        return accounts.prefetch_related(memberships_today()).filter(pk=user_id).first()
