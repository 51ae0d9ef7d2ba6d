"""The session backend: Django's own, which also writes down whose session it is and since when.

Without the two columns nobody could list the own sessions but by opening those of everybody.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from accounts.models.session import Session

# When the account signed in, in seconds since 1970; set by `accounts.receivers`.
STARTED_AT = "started_at"


class SessionStore(DatabaseStore):
    """Django's database sessions with account and start."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model of the rows."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row for what the session holds."""
        session = cast("Session", super().create_model_instance(data))
        started_at = data.get(STARTED_AT)
        if SESSION_KEY in data and started_at is not None:
            session.account_id = UUID(data[SESSION_KEY])
            session.started_at = datetime.fromtimestamp(started_at, tz=UTC)
        return session
