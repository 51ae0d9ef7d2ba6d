"""What institutions ask for."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trainings.enums import Group, RequestState
from trainings.models.attendance import MOST_HEADS

WISH_LENGTH = 1000


class TrainingRequestQuerySet(models.QuerySet["TrainingRequest"]):
    """Conditions on requests."""

    def unanswered(self) -> TrainingRequestQuerySet:
        """Keep what the office has still to decide, oldest first."""
        return self.filter(state=RequestState.NEW).order_by("at", "id")


class TrainingRequest(models.Model):
    """Somebody at an institution would like a training.

    What it became is known from `training`; an answered request knows when it was answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution_name = models.CharField(
        _("Einrichtung"), max_length=120, validators=[ProhibitNullCharactersValidator()]
    )
    name = models.CharField(
        _("Name"), max_length=120, validators=[ProhibitNullCharactersValidator()]
    )
    email = models.EmailField(_("E-Mail"))
    phone = models.CharField(
        _("Telefon"), max_length=40, blank=True, validators=[ProhibitNullCharactersValidator()]
    )
    language = models.CharField(
        _("Sprache"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    topics = models.JSONField(_("Themen"), default=list, blank=True)
    group = models.CharField(_("Für wen?"), max_length=20, choices=Group.choices)
    heads = models.PositiveSmallIntegerField(
        _("Wie viele?"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HEADS)],
    )
    wish = models.CharField(
        _("Wünsche"),
        max_length=WISH_LENGTH,
        blank=True,
        validators=[ProhibitNullCharactersValidator()],
    )
    at = models.DateTimeField(_("angefragt"))
    state = models.CharField(
        _("Stand"), max_length=20, choices=RequestState.choices, default=RequestState.NEW
    )
    training = models.ForeignKey(
        "trainings.Training", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(_("beantwortet"), null=True, blank=True)
    submission = models.UUIDField(
        null=True, blank=True, unique=True, help_text="Sent twice, a form makes one request."
    )

    objects = TrainingRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anfrage")
        verbose_name_plural = _("Anfragen")
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["at"], name="training_request_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="training_request_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.NEW, answered_at__isnull=True)
                | ~Q(state=RequestState.NEW) & Q(answered_at__isnull=False),
                name="training_request_answered_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.institution_name
