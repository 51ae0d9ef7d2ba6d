"""Which code lists there are. Their codes stand in `data/`, and in the database once loaded."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class CodeList(StrEnum):
    """The name of a list, in the order in which the office sees them."""

    GROUND = "ground"
    INCIDENT_KIND = "incident_kind"
    FORM = "form"
    RESPONSIBLE_ROLE = "responsible_role"
    AFFECTED_STATUS = "affected_status"
    REPORTER_ROLE = "reporter_role"
    SETTING = "setting"
    AGE_BAND = "age_band"
    GENDER = "gender"
    WISH = "wish"
    INTERVENTION = "intervention"
    REFERRAL_BODY = "referral_body"
    OUTCOME = "outcome"
    ASSESSMENT = "assessment"
    CLOSING_REASON = "closing_reason"
    TRAINING_ROLE = "training_role"
    CHANNEL = "channel"
    CASE_TYPE = "case_type"
    STATUS = "status"
    INSTITUTION_TYPE = "institution_type"
    TRAINING_TOPIC = "training_topic"


# The program acts on every code of these: they can be called otherwise, and nothing else.
FIXED = frozenset(
    {
        CodeList.CHANNEL,
        CodeList.CASE_TYPE,
        CodeList.STATUS,
        CodeList.INSTITUTION_TYPE,
        CodeList.TRAINING_TOPIC,
    }
)
# A code of these can belong to another, its group: the tables of a year count by group.
IN_GROUPS = frozenset({CodeList.GROUND})
# What the office adds to these can be a step towards somebody outside.
MAY_ACT_OUTSIDE = frozenset({CodeList.INTERVENTION})


class Outward(models.TextChoices):
    """Which step towards somebody outside an entry is: each needs a consent to exactly that."""

    REFERRAL = "referral", _("Eine andere Stelle einschalten")
    CONTACT = "contact", _("Mit der anderen Seite sprechen (Schule, Leitung, beschuldigte Person)")
    LETTER = "letter", _("Etwas schreiben: Brief, Mail oder Stellungnahme")
    POLICE = "police", _("Die Polizei einschalten")
