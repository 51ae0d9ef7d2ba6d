"""Closed lists of the trainings package."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Who trains whom."""

    OUTREACH = "outreach", _("Das A-Team schult")
    QUALIFICATION = "qualification", _("Das A-Team wird geschult")
    COACHING = "coaching", _("Coaching-Treffen")


class State(models.TextChoices):
    """Where a training stands; `trainings.transitions` says which moves exist."""

    PLANNED = "planned", _("geplant")
    FIXED = "fixed", _("steht fest")
    HELD = "held", _("noch nicht bestätigt")
    CONFIRMED = "confirmed", _("abgeschlossen")
    CANCELLED = "cancelled", _("abgesagt")


TO_COME = frozenset({State.PLANNED, State.FIXED})
TOOK_PLACE = frozenset({State.HELD, State.CONFIRMED})


class RequestState(models.TextChoices):
    """How far the office is with what an institution asked for."""

    NEW = "new", _("offen")
    PLANNED = "planned", _("geplant")
    DECLINED = "declined", _("nicht möglich")


class Feed(models.TextChoices):
    """What a calendar feed shows."""

    OWN = "own", _("Meine Termine")
    TEAM = "team", _("Alle Termine, die ich sehe")


class Group(models.TextChoices):
    """Whom a training reached, where heads are counted instead of names."""

    PUPILS = "pupils", _("Schüler*innen")
    STUDENTS = "students", _("Studierende")
    TEACHERS = "teachers", _("Lehrkräfte")
    SOCIAL_WORK = "social_work", _("Schulsozialarbeit")
    PARENTS = "parents", _("Eltern")
    OTHERS = "others", _("andere")


class AttendanceStatus(models.TextChoices):
    """How somebody took part in one session."""

    PRESENT = "present", _("da")
    LATE = "late", _("zu spät")
    LEFT_EARLY = "left_early", _("früher gegangen")
    EXCUSED = "excused", _("entschuldigt")
    ABSENT = "absent", _("gefehlt")


TOOK_PART = frozenset(
    {AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY}
)

# Who came later or left before the end: for them minutes are asked.
CAME_OR_LEFT = frozenset({AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY})


class Answer(models.TextChoices):
    """What the responsible contact answers when asked how it went on after a training."""

    DONE = "done", _("Läuft gut, nichts zu tun")
    WANT_HELP = "want_help", _("Wir wünschen uns Unterstützung")
    CONTACT_CHANGED = "contact_changed", _("Zuständig ist jetzt eine andere Person")
    STOP = "stop", _("Bitte nicht mehr nachfragen")


# Answers after which the office has to do something.
CALLS_THE_OFFICE = frozenset({Answer.WANT_HELP, Answer.CONTACT_CHANGED})

# How many calendar months after the last session the responsible contact is asked.
FOLLOW_UP_MONTHS = (1, 3, 6, 12)


class AgeBand(models.TextChoices):
    """How old somebody is, as far as it matters: no birth date is kept."""

    UNDER_16 = "under_16", _("unter 16")
    FROM_16 = "from_16", _("16 oder 17")
    ADULT = "adult", _("18 oder älter")


class ConsentScope(models.TextChoices):
    """What somebody, or their guardian, can agree to. Each stands for itself."""

    NAME = "name", _("Name auf dem Zertifikat")
    PHOTO = "photo", _("Foto veröffentlichen")
    CEREMONY = "ceremony", _("Bei der Feier mit Namen genannt werden")
    CONTACT = "contact", _("Kontaktdaten weitergeben")
    DIRECTORY = "directory", _("Name im öffentlichen Verzeichnis")


class CertificateState(models.TextChoices):
    """What the public page tells of a certificate."""

    VALID = "valid", _("gültig")
    REPLACED = "replaced", _("ersetzt")
    REVOKED = "revoked", _("widerrufen")


class Moment(models.TextChoices):
    """When participants are asked what they think of a training."""

    AFTER = "after", _("gleich nach der Schulung")
    LATER = "later", _("nach drei Monaten")


# How many calendar months after the last session the second round begins.
FEEDBACK_LATER_MONTHS = 3
