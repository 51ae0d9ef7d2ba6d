"""Code list `training_topic`. Codes are stored and counted; they never change their meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """What a training was about. A training has at least one topic."""

    OUTREACH = "outreach", _("Das A-Team stellt sich vor")
    INTRO = "intro", _("Auftakt: Was ist Diskriminierung?")
    ANTI_BLACK = "anti_black", _("Anti-Schwarzer Rassismus")
    ANTI_MUSLIM = "anti_muslim", _("Antimuslimischer Rassismus")
    ANTISEMITISM = "antisemitism", _("Antisemitismus")
    SEXISM = "sexism", _("Sexismus, Frauenfeindlichkeit")
    QUEER = "queer", _("Queerfeindlichkeit")
    ABLEISM = "ableism", _("Behindertenfeindlichkeit (Ableismus)")
    ARGUMENTATION = "argumentation", _("Zivilcourage, Argumente gegen Parolen")
    HATE_ONLINE = "hate_online", _("Hass im Netz, Klassenchat")
    INTERSECTIONALITY = "intersectionality", _("Mehrfachdiskriminierung (Intersektionalität)")
    ANTIGYPSYISM = "antigypsyism", _("Gadjé-Rassismus, Antiziganismus")
    CLASSISM = "classism", _("Klassismus")
    EMPOWERMENT = "empowerment", _("Empowerment")
    NVC = "nvc", _("Sprechen, ohne zu verletzen")
    AGG_BASICS = "agg_basics", _("Rechte kennen: Grundgesetz, AGG, Schulrecht")
    FIRST_TALK = "first_talk", _("Erstgespräch, Verschwiegenheit, Verweisen")
    CHILD_PROTECTION = "child_protection", _("Kinderschutz: wann Hilfe holen")
    DOCUMENTATION = "documentation", _("Fälle anonym melden, Datenschutz")
    MEDIATION_COACHING = "mediation_coaching", _("Mediation und Coaching")
    YOUTH_WORK = "youth_work", _("Grundlagen der Jugendarbeit")
    COACHING = "coaching", _("Coaching-Treffen")
    NETWORK_MEETING = "network_meeting", _("Netzwerktreffen der A-Teams")
