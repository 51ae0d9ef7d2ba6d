"""Sessions, each with the account and the moment of the sign-in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string


class SessionQuerySet(models.QuerySet["Session"]):
    """Conditions on sessions."""

    def running(self) -> SessionQuerySet:
        """Keep the sessions whose time is not over."""
        return self.filter(expire_date__gt=timezone.now())


class Session(AbstractBaseSession):
    """A session. What it holds beside `session_data` is written by `accounts.sessions` alone.

    No address and no browser: neither is known here, and a list of them would be a log of where
    somebody was.
    """

    account = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    started_at = models.DateTimeField(null=True, help_text="When the account signed in.")

    # The base class has a manager of its own, which only its own backend would use.
    objects = SessionQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=True) | Q(started_at__isnull=False),
                name="session_of_account_has_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at or '-'}"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return the backend that writes these rows."""
        store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        return store
