"""Teams of institutions and who belongs to them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import OFFICE_ROLES, EndReason, Role

if TYPE_CHECKING:
    from accounts.models.user import User


# As people call each other: a first name, or two.
LONGEST_NAME = 60


class TeamQuerySet(models.QuerySet["Team"]):
    """Conditions on teams."""

    def visible_to(self, user: User) -> TeamQuerySet:
        """Keep all for office and administration, the own one for everybody else."""
        if user.role in OFFICE_ROLES | {Role.ADMIN}:
            return self.all()
        own = Membership.objects.current(timezone.localdate()).filter(user=user)
        return self.filter(memberships__in=own)


class Team(models.Model):
    """The A-Team of an institution. `slug` is what the QR code at the wall says (`/m/<slug>`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="teams"
    )
    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(_("Kurzname für den QR-Code"), max_length=60, unique=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("Team")
        verbose_name_plural = _("Teams")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Conditions on memberships."""

    def current(self, on: date) -> MembershipQuerySet:
        """Keep what has begun, has not ended and whose term still runs on the day `on`."""
        return self.filter(
            Q(term_ends_on__isnull=True) | Q(term_ends_on__gte=on),
            starts_on__lte=on,
            ended_on__isnull=True,
        )

    def published(self, on: date) -> MembershipQuerySet:
        """Keep whose name the public directory shows on the day."""
        return self.current(on).filter(published_at__isnull=False, user__is_active=True)

    def over(self, on: date) -> MembershipQuerySet:
        """Keep what nobody has ended although its term was over before the day `on`."""
        return self.filter(term_ends_on__lt=on, ended_on__isnull=True)


class Membership(models.Model):
    """An account belongs to a team for a term. At most one membership per account is open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    starts_on = models.DateField(_("seit"))
    term_ends_on = models.DateField(_("Amtszeit bis"), null=True, blank=True)
    ended_on = models.DateField(_("beendet am"), null=True, blank=True)
    end_reason = models.CharField(
        _("Grund des Endes"), max_length=20, choices=EndReason.choices, blank=True
    )

    published_name = models.CharField(
        _("Name im öffentlichen Verzeichnis"),
        max_length=LONGEST_NAME,
        blank=True,
        help_text="Public by the person's own consent, and as they wish to be called.",
    )
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="When the person agreed; empty: the name is not public."
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_on__isnull=True), name="membership_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="membership_end_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(term_ends_on__isnull=True) | Q(term_ends_on__gte=F("starts_on")),
                name="membership_term_in_order",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_name="")
                | (Q(published_at__isnull=False) & ~Q(published_name="")),
                name="membership_published_has_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.team}"
