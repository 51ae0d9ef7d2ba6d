"""Closed lists of the contact points."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttestationKind(models.TextChoices):
    """What somebody of the office attests for a term."""

    DECLARATION = "declaration", _("Verschwiegenheitserklärung")
    CONFIRMATION = "confirmation", _("Bestätigung der Beratungsstelle")
