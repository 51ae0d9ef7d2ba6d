"""How mails are shown: what they are about and how they fared, never what they say."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import NEVER_WITHDRAWN
from followups.mails import CASE_WAITING, DIGEST
from followups.sources import SOURCES

_LABELS: dict[str, str | Promise] = {source.kind: source.label for source in SOURCES} | {
    CASE_WAITING: _("Hinweis, dass etwas wartet"),
    DIGEST: _("Sammelmail"),
    "training.follow_up_unanswered": _("Nachfrage ohne Antwort"),
    "account_invitation": _("Einladung"),
    "account_keys_activated": _("Schlüssel freigeschaltet"),
    "audit_head": _("Prüfwert des Protokolls"),
}
_TONES = {
    MailState.SENT: "success",
    MailState.REFUSED: "danger",
    MailState.UNCERTAIN: "warning",
    MailState.SENDING: "info",
}


@dataclass(frozen=True)
class MailRow:
    """A mail as the list shows it. To whom a mail about cases went is nobody's business."""

    mail: Mail
    label: str | Promise
    tone: str
    address: str

    @classmethod
    def of(cls, mail: Mail) -> MailRow:
        """Show a mail; kinds without a name of their own belong to accounts."""
        return cls(
            mail,
            _LABELS.get(mail.kind, _("Konto")),
            _TONES.get(MailState(mail.state), ""),
            "" if mail.kind == CASE_WAITING else mail.address,
        )

    @property
    def may_be_resent(self) -> bool:
        """Whether it did not arrive, or perhaps did not."""
        return self.mail.state in {MailState.UNCERTAIN, MailState.REFUSED}

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether it still waits and is none that has to arrive."""
        return self.mail.state == MailState.QUEUED and self.mail.kind not in NEVER_WITHDRAWN
