"""Closed lists of the outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """How far a mail has come.

    | from      | to        | when                                                     |
    |-----------|-----------|----------------------------------------------------------|
    | queued    | sending   | a delivery process took it and is about to talk          |
    | queued    | withdrawn | somebody took it back, or nobody waits for it any more    |
    | sending   | sent      | the server accepted it                                   |
    | sending   | queued    | the server said "later" (4xx)                            |
    | sending   | refused   | the server said "no" (5xx), or "later" too often         |
    | sending   | uncertain | no clear answer, or the process died                     |
    | uncertain | sent      | the answer of a process that had been given up came late |
    | uncertain | queued    | somebody decided to send it again                        |
    | refused   | queued    | somebody decided to send it again                        |
    | refused   | withdrawn | its text was erased in the end                           |
    | uncertain | withdrawn | its text was erased in the end                           |
    """

    QUEUED = "queued", _("wartet")
    SENDING = "sending", _("wird gesendet")
    SENT = "sent", _("gesendet")
    REFUSED = "refused", _("abgelehnt")
    UNCERTAIN = "uncertain", _("ungewiss")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


class Hours(models.TextChoices):
    """When a mail may leave, in Berlin's time; `ateams.outbox.hours` decides."""

    AT_ONCE = "at_once", _("sofort")  # somebody waits for it: an invitation, a new password
    OFFICE = "office", _("werktags 8 bis 18 Uhr")
    DAYTIME = "daytime", _("täglich 8 bis 20 Uhr")
    SCHOOL = "school", _("an Schultagen 8 bis 18 Uhr")
