"""Institutions and the people there who have no account."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import OFFICE_ROLES, InstitutionType, Role
from accounts.models.team import Membership

if TYPE_CHECKING:
    from accounts.models.user import User


class InstitutionQuerySet(models.QuerySet["Institution"]):
    """Conditions on institutions."""

    def visible_to(self, user: User) -> InstitutionQuerySet:
        """Keep all for office and administration, the own one for everybody else."""
        if user.role in OFFICE_ROLES | {Role.ADMIN}:
            return self.all()
        own = Membership.objects.current(timezone.localdate()).filter(user=user)
        return self.filter(teams__memberships__in=own)


class Institution(models.Model):
    """A school, university or youth centre."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("Name"), max_length=120, unique=True)
    slug = models.SlugField(_("Kurzname"), max_length=60, unique=True)
    type = models.CharField(_("Art"), max_length=20, choices=InstitutionType.choices)
    district = models.CharField(_("Stadtteil"), max_length=60, blank=True)
    address = models.CharField(_("Adresse"), max_length=200, blank=True)
    agreement_signed_on = models.DateField(_("Vereinbarung vom"), null=True, blank=True)
    agreement_until = models.DateField(_("Vereinbarung bis"), null=True, blank=True)
    active = models.BooleanField(_("nimmt teil"), default=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einrichtung")
        verbose_name_plural = _("Einrichtungen")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement_until__isnull=True)
                | Q(agreement_signed_on__isnull=True)
                | Q(agreement_until__gte=F("agreement_signed_on")),
                name="institution_agreement_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an agreement that ends before it begins."""
        signed, until = self.agreement_signed_on, self.agreement_until
        if signed and until and until < signed:
            raise ValidationError(
                {"agreement_until": _("Die Vereinbarung kann nicht vor ihrem Beginn enden.")}
            )


class Contact(models.Model):
    """Somebody at an institution who is written to and has no account.

    The *responsible* contact answers the follow-ups after a training.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("Name"), max_length=120)
    function = models.CharField(_("Funktion"), max_length=80, blank=True)
    email = models.EmailField(_("E-Mail"))
    language = models.CharField(
        _("Sprache"), max_length=10, choices=[("de", "Deutsch"), ("en", "English")], default="de"
    )
    responsible = models.BooleanField(_("verantwortlich"), default=False)
    active = models.BooleanField(_("aktuell"), default=True)

    class Meta:
        verbose_name = _("Kontaktperson")
        verbose_name_plural = _("Kontaktpersonen")
        constraints = [
            models.UniqueConstraint(
                fields=["institution"],
                condition=Q(responsible=True, active=True),
                name="contact_one_responsible",
            ),
        ]

    def __str__(self) -> str:
        return self.name
