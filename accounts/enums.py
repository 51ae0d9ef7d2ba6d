"""Closed lists of the people package."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What an account is for. Every account has exactly one role."""

    MEMBER = "member", _("A-Team-Mitglied")
    COORDINATOR = "coordinator", _("Koordinierungsperson")
    COUNSELLOR = "counsellor", _("Berater*in")
    LEAD = "lead", _("Leitung")
    ADMIN = "admin", _("Administration")


TEAM_ROLES = frozenset({Role.MEMBER, Role.COORDINATOR})
OFFICE_ROLES = frozenset({Role.COUNSELLOR, Role.LEAD})


class KeyState(models.TextChoices):
    """How far an account is from reading cases."""

    NOT_NEEDED = "not_needed", _("nicht vorgesehen")
    NO_TERM = "no_term", _("keine laufende Amtszeit")
    MISSING = "missing", _("noch kein Schlüssel")
    WAITING = "waiting", _("wartet auf Freischaltung")
    ACTIVE = "active", _("freigeschaltet")


class PeopleState(models.TextChoices):
    """What the people page can be narrowed to."""

    ACTIVE = "active", _("aktiv")
    INACTIVE = "inactive", _("deaktiviert")
    INVITED = "invited", _("eingeladen")
    KEY_WAITING = "key_waiting", _("Schlüssel wartet")


class EndReason(models.TextChoices):
    """Why a membership ended."""

    TERM_OVER = "term_over", _("Amtszeit vorbei")
    LEFT_INSTITUTION = "left_institution", _("Einrichtung verlassen")
    OWN_WISH = "own_wish", _("eigener Wunsch")
    REMOVED = "removed", _("entfernt")
    MOVED = "moved", _("anderes Team")


class ChannelKind(models.TextChoices):
    """How one reaches a team; in the order in which they are shown."""

    ROOM = "room", _("Ort")
    HOURS = "hours", _("Zeiten")
    PHONE = "phone", _("Telefon")
    EMAIL = "email", _("E-Mail")
    MESSENGER = "messenger", _("Messenger")
    INSTAGRAM = "instagram", _("Instagram")
    WEBSITE = "website", _("Webseite")
    OTHER = "other", _("Sonst noch")


class InstitutionType(models.TextChoices):
    """Code list `institution_type`: counts are published by it, never by institution."""

    PRIMARY = "primary", _("Grundschule")
    OBERSCHULE = "oberschule", _("Oberschule")
    HAUPT_REAL = "haupt_real", _("Haupt-/Realschule")
    GYMNASIUM = "gymnasium", _("Gymnasium")
    IGS = "igs", _("Integrierte Gesamtschule (IGS)")
    KGS = "kgs", _("Kooperative Gesamtschule (KGS)")
    SPECIAL_SCHOOL = "special_school", _("Förderschule")
    BBS = "bbs", _("Berufsbildende Schule (BBS)")
    SECOND_CHANCE = "second_chance", _("Kolleg / Abendgymnasium")
    PRIVATE_SCHOOL = "private_school", _("Schule in freier Trägerschaft")
    UNIVERSITY = "university", _("Universität")
    UAS = "uas", _("Hochschule (HAW)")
    YOUTH_FACILITY = "youth_facility", _("Jugendeinrichtung / non-formale Bildung")
    OTHER = "other", _("Andere")


class ImportState(models.TextChoices):
    """How far the import of a list has come."""

    DRAFT = "draft", _("wird geprüft")
    WAITING = "waiting", _("läuft")
    DONE = "done", _("fertig")
    FAILED = "failed", _("nicht übernommen")


class MailChoice(models.TextChoices):
    """How often somebody wants to be told by mail what is due; urgent things come at once."""

    AT_ONCE = "at_once", _("sofort, jede einzeln")
    DAILY = "daily", _("werktags um 8 Uhr")
    WEEKLY = "weekly", _("montags um 8 Uhr")
