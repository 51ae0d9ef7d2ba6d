"""How mails are shown: what they are about and how they fared, never what they say."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import NEVER_WITHDRAWN
from followups.mails import CASE_WAITING, DIGEST
from followups.sources import SOURCES

_LABELS: dict[str, str | Promise] = {
    source.kind: source.label for source in SOURCES if not source.kind.startswith("case.")
} | {
    CASE_WAITING: _("Hinweis, dass etwas wartet"),
    DIGEST: _("Sammelmail"),
    "training.follow_up_unanswered": _("Nachfrage ohne Antwort"),
    "training_signed_up": _("Anmeldung zu einer Schulung"),
    "training_moved_up": _("Nachgerückt bei einer Schulung"),
    "training_changes": _("Änderungen an Schulungen"),
    "training_request_planned": _("Termin zu einer Anfrage"),
    "account_invitation": _("Einladung"),
    "account_keys_activated": _("Schlüssel freigeschaltet"),
    "audit_head": _("Prüfwert des Protokolls"),
}
# All that have no name of their own.
_ACCOUNT = "account"
_TONES = {
    MailState.SENT: "success",
    MailState.REFUSED: "danger",
    MailState.UNCERTAIN: "warning",
    MailState.SENDING: "info",
}


@dataclass(frozen=True)
class State:
    """What a state is called and means, and what to do."""

    label: str | Promise
    meaning: str | Promise = ""


STATES: dict[str, State] = {
    "": State(_("alle")),
    MailState.QUEUED: State(
        MailState.QUEUED.label,
        _(
            "Die Mail geht von selbst hinaus: sobald der Mailserver sie nimmt und es nicht nachts "
            "ist. Zu tun ist nichts."
        ),
    ),
    MailState.SENDING: State(
        MailState.SENDING.label,
        _("Der Mailserver hat die Mail gerade. Zu tun ist nichts."),
    ),
    MailState.SENT: State(
        MailState.SENT.label,
        _("Der Mailserver hat die Mail angenommen. Ob sie jemand liest, weiß niemand."),
    ),
    MailState.REFUSED: State(
        MailState.REFUSED.label,
        _(
            "Der Mailserver hat nein gesagt. Meist stimmt die Adresse nicht: Erst richtigstellen, "
            "dann noch einmal senden."
        ),
    ),
    MailState.UNCERTAIN: State(
        MailState.UNCERTAIN.label,
        _(
            "Der Mailserver hat nicht klar geantwortet. Die Mail kann angekommen sein. Von selbst "
            "wird sie nicht noch einmal gesendet; ein Klick sendet sie, vielleicht ein zweites Mal."
        ),
    ),
    MailState.WITHDRAWN: State(
        MailState.WITHDRAWN.label,
        _(
            "Die Mail geht nicht mehr hinaus: Jemand hat sie zurückgezogen, es hat sich erledigt, "
            "oder ihr Text ist nach Frist gelöscht."
        ),
    ),
}


def kind_choices() -> list[tuple[str, str | Promise]]:
    """Return what the list can be narrowed to; whatever is about accounts counts as one."""
    named = sorted(_LABELS.items(), key=lambda entry: str(entry[1]))
    return [("", _("alle")), *named, (_ACCOUNT, _("Konto"))]


def kind_group(kind: str, mails: QuerySet[Mail]) -> QuerySet[Mail]:
    """Keep the mails of one of `kind_choices`."""
    return mails.exclude(kind__in=_LABELS) if kind == _ACCOUNT else mails.filter(kind=kind)


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
