"""Who wants to come to a training."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Conditions on sign-ups."""

    def coming(self) -> SignUpQuerySet:
        """Keep who has not excused themselves, in the order in which places are given."""
        return self.filter(excused_at__isnull=True).order_by("at", "id")


class SignUp(models.Model):
    """Somebody wants to come: an account, or somebody without one; name and address are optional.

    Who has a place is derived from the order, see `trainings.places`: whoever excuses themselves
    and comes back stands at the end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(
        "trainings.Training", on_delete=models.CASCADE, related_name="sign_ups"
    )
    user = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(
        _("Name"), max_length=120, blank=True, validators=[ProhibitNullCharactersValidator()]
    )
    email = models.EmailField(_("E-Mail"), blank=True)
    language = models.CharField(
        _("Sprache"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    at = models.DateTimeField(_("angemeldet"))
    excused_at = models.DateTimeField(_("abgemeldet"), null=True, blank=True)
    mailed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the link was last mailed; not again within the hour."
    )
    submission = models.UUIDField(
        null=True,
        blank=True,
        unique=True,
        help_text="Drawn with the form: sent twice, it makes one sign-up.",
    )

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["training", "user"], name="sign_up_account_once"),
            models.UniqueConstraint(
                fields=["training", "email"], condition=~Q(email=""), name="sign_up_address_once"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(name="", email=""),
                name="sign_up_account_or_name",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user else self.name
