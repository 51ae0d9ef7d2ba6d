"""Closed lists of the follow-ups."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ateams.due import Part


class ReminderState(models.TextChoices):
    """How far a reminder has come.

    | from    | to      | when                                                          |
    |---------|---------|---------------------------------------------------------------|
    | planned | queued  | its mail was written into the outbox, in the same transaction |
    | planned | dropped | derived again, nobody is to be reminded of it any more        |
    | queued  | dropped | the same, and its mail had not left: that was withdrawn       |
    | dropped | planned | derived again, it is due after all: a date was moved back     |
    """

    PLANNED = "planned", _("geplant")
    QUEUED = "queued", _("an den Versand gegeben")
    DROPPED = "dropped", _("hinfällig")


class Counting(models.TextChoices):
    """Which days count between the due date and a stage; a stage falls on a day that counts."""

    DAYS = "days", _("alle Tage")
    WORKING_DAYS = "working_days", _("Arbeitstage")
    SCHOOL_DAYS = "school_days", _("Schultage")


class Who(models.TextChoices):
    """Whom a rule reminds: the parts of `ateams.due`, with names for people."""

    RESPONSIBLE = Part.RESPONSIBLE.value, _("zuständige Person")
    COORDINATOR = Part.COORDINATOR.value, _("Koordinierungsperson")
    OFFICE = Part.OFFICE.value, _("alle in der Antidiskriminierungsstelle")
    LEAD = Part.LEAD.value, _("Leitung")
    CONTACT = Part.CONTACT.value, _("verantwortliche Kontaktperson der Einrichtung")


class PutOffReason(models.TextChoices):
    """Why something is put off."""

    OTHERS = "others", _("Ich warte auf andere.")
    ARRANGED = "arranged", _("Ein anderer Tag ist abgesprochen.")
    HOLIDAYS = "holidays", _("Es sind Ferien oder Prüfungen.")
    NO_TIME = "no_time", _("Gerade geht anderes vor.")
    OTHER = "other", _("Etwas anderes")
