"""Other bodies that help, and referring somebody to one of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from incidents.enums import ReferralState

if TYPE_CHECKING:
    from incidents.models.case import Case


class ReferralBodyQuerySet(models.QuerySet["ReferralBody"]):
    """Conditions on bodies."""

    def offered(self) -> ReferralBodyQuerySet:
        """Keep those that can be chosen."""
        return self.filter(active=True)


class ReferralBody(models.Model):
    """A body to which the office refers people; never deleted, only no longer offered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("Art"), max_length=40)
    name = models.CharField(_("Name"), max_length=200, unique=True)
    contact = models.TextField(_("Kontakt"), max_length=1000, blank=True)
    languages = models.CharField(_("Sprachen"), max_length=200, blank=True)
    area = models.CharField(_("Wofür und wo"), max_length=300, blank=True)
    active = models.BooleanField(_("wird angeboten"), default=True)

    objects = ReferralBodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Verweisstelle")
        verbose_name_plural = _("Verweisstellen")
        ordering = ["-active", "name"]

    def __str__(self) -> str:
        return self.name


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Conditions on referrals."""

    def passed_on(self, case: Case) -> ReferralQuerySet:
        """Keep those of a case of which a body was told, by a consent that was used for it."""
        known = (ReferralState.CONSENTED, ReferralState.ACCEPTED)
        return self.filter(entry__case=case, state__in=known)

    def unanswered(self, told_before: datetime) -> ReferralQuerySet:
        """Keep those of which a body was told before a moment and has said nothing since.

        When it was told is `passed_on_at`: the first thing noted of them, for nothing comes before.
        """
        told = self.filter(state=ReferralState.CONSENTED)
        noted = told.annotate(passed_on_at=Min("entry__followed__at"))
        found: ReferralQuerySet = noted.filter(passed_on_at__lt=told_before)
        return found


class Referral(models.Model):
    """What became of an offer to refer somebody.

    Which body it is, is sealed with its entry: "police" or "crisis service" would tell of the
    case. Plain is how it stands: it is looked at before anything may be passed on.
    """

    entry = models.OneToOneField(
        "incidents.Entry", primary_key=True, on_delete=models.CASCADE, related_name="referral"
    )
    state = models.CharField(
        max_length=20, choices=ReferralState.choices, default=ReferralState.OFFERED
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("Verweis")
        verbose_name_plural = _("Verweise")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(ReferralState.values)), name="referral_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()
