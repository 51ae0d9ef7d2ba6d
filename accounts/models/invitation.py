"""Invitations: the only way to an account."""

from __future__ import annotations

import uuid
from datetime import datetime
from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import TEAM_ROLES, Role


def token_hash(token: str) -> bytes:
    """Return what is stored of the secret in an invitation's link."""
    return sha256(token.encode(errors="replace")).digest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Conditions on invitations."""

    def open(self, at: datetime) -> InvitationQuerySet:
        """Keep what can still be accepted at the moment `at`."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """An offer of an account to one address. Only a hash of the link's token is stored.

    Without an address it is a card: whoever holds it becomes a member of the team.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("E-Mail"), blank=True)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    role = models.CharField(_("Rolle"), max_length=20, choices=Role.choices)
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    language = models.CharField(
        _("Sprache"), max_length=10, choices=[("de", "Deutsch"), ("en", "English")], default="de"
    )
    term_ends_on = models.DateField(
        _("Amtszeit bis"), null=True, blank=True, help_text="Empty for the end of the school year."
    )
    token_hash = models.BinaryField(max_length=32, unique=True)
    from_terminal = models.BooleanField(
        default=False,
        help_text="Made by the setup command: the first lead's key needs nobody to activate it.",
    )
    invited_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    account = models.OneToOneField(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="invitation",
        help_text="The account that it became.",
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einladung")
        verbose_name_plural = _("Einladungen")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=sorted(TEAM_ROLES), team__isnull=False)
                | (~Q(role__in=sorted(TEAM_ROLES)) & Q(team__isnull=True)),
                name="invitation_team_fits_role",
            ),
            models.CheckConstraint(
                condition=Q(from_terminal=False) | Q(role=Role.LEAD),
                name="invitation_from_terminal_is_for_lead",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True) & ~Q(email=""),
                name="invitation_one_open_per_address",
            ),
            models.CheckConstraint(
                condition=~Q(email="") | Q(role=Role.MEMBER), name="invitation_card_is_for_member"
            ),
        ]

    def __str__(self) -> str:
        return self.email or gettext("Karte vom %(day)s") % {
            "day": date_format(timezone.localtime(self.created_at), "SHORT_DATE_FORMAT")
        }

    @property
    def is_card(self) -> bool:
        """Whether it was handed over on a card instead of mailed."""
        return not self.email

    @property
    def has_expired(self) -> bool:
        """Whether its time is over; it may be sent again."""
        return self.expires_at <= timezone.now()
