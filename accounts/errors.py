"""What the people package refuses. `text` says why, in words for whoever asked for it."""

from __future__ import annotations

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RefusedError(Exception):
    """Any refusal. Nothing has been written."""

    text: str | Promise = _("Das geht gerade nicht.")


class HasAccountError(RefusedError):
    """The address belongs to an account, perhaps a deactivated one."""

    text = _("Zu dieser Adresse gibt es schon ein Konto.")


class AlreadyInvitedError(RefusedError):
    """An invitation to the address is still open."""

    text = _("An diese Adresse ist schon eine Einladung unterwegs.")


class CardsMadeError(RefusedError):
    """These cards were made a moment ago; what stands on them is shown once."""

    text = _(
        "Diese Karten sind schon gemacht. Sie werden nur einmal gezeigt; wer sie nicht mehr hat, "
        "zieht sie unten zurück und macht neue."
    )


class InvitationClosedError(RefusedError):
    """The invitation was accepted or withdrawn, has expired, or never existed."""

    text = _("Diese Einladung gilt nicht mehr.")


class OwnAccountError(RefusedError):
    """Nobody changes the own role or takes the own access away."""

    text = _("Die eigene Rolle und den eigenen Zugang ändert jemand anderes.")


class LastLeadError(RefusedError):
    """Without a lead whose key is active nobody could activate a key again."""

    text = _(
        "Ohne diese Leitung könnte niemand mehr Schlüssel freischalten. "
        "Bitte zuerst eine zweite Person zur Leitung machen und ihren Schlüssel freischalten."
    )


class DutiesLeftError(RefusedError):
    """Something has to be handed over first; the person's page says what, and to whom."""

    text = _("Erst muss alles übergeben sein, wofür diese Person zuständig ist.")


class TermOverError(RefusedError):
    """The term is over, and what was read by it is gone: the person has to be taken in anew."""

    text = _(
        "Diese Amtszeit ist schon zu Ende. Wer weitermacht, bekommt von der Beratungsstelle eine "
        "neue; danach schaltet eine Leitung den Schlüssel wieder frei."
    )


class KeyNotWaitingError(RefusedError):
    """The key pair, the role or the team is no longer what the page showed."""

    text = _("Inzwischen hat sich etwas geändert. Bitte die Liste noch einmal ansehen.")


class GateClosedError(RefusedError):
    """Something that must be there before a key is activated is lacking."""

    text = _("Bei mindestens einer Person fehlt noch etwas. Bitte die Liste noch einmal ansehen.")


class NoNextKeyError(RefusedError):
    """There is no second key pair that a lead has activated for what the account is now."""

    text = _("Der neue Schlüssel ist noch nicht freigeschaltet.")


class CannotUnlockError(RefusedError):
    """The account has no key pair that a lead has activated for its present role and team."""

    text = _("Der Schlüssel ist noch nicht freigeschaltet.")


class LinkedElsewhereError(RefusedError):
    """The provider's account signs in to another account here."""

    text = _("Damit meldet sich schon ein anderes Konto an.")


class LastSignInError(RefusedError):
    """Without password and without another link nobody could sign in any more."""

    text = _("Ohne Passwort ist das der einzige Weg in das Konto. Bitte zuerst eines setzen.")


class ConsentIncompleteError(RefusedError):
    """Something else has to be agreed to before a name becomes public; `missing` says what."""

    text = _("Dein Name kann noch nicht veröffentlicht werden.")

    def __init__(self, missing: list[str]) -> None:
        super().__init__(missing)
        self.missing = missing


class PassphraseRefusedError(RefusedError):
    """The passphrase was wrong, or came too early after wrong ones (`until` says how long)."""

    text = _("Das sind nicht die richtigen Wörter.")

    def __init__(self, until: datetime | None = None) -> None:
        super().__init__(until)
        self.until = until
