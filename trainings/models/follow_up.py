"""What the responsible contact answered some months after a training."""

from __future__ import annotations

import uuid

from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trainings.enums import CALLS_THE_OFFICE, FOLLOW_UP_MONTHS, Answer

ANSWER_LENGTH = 500
NAME_LENGTH = 120
EMAIL_LENGTH = 254
FUNCTION_LENGTH = 80
# What an answer says about the person who answers from now on.
SUCCESSOR = ("successor_name", "successor_email", "successor_function")


class FollowUpAnswerQuerySet(models.QuerySet["FollowUpAnswer"]):
    """Conditions on answers."""

    def current(self) -> FollowUpAnswerQuerySet:
        """Keep what no later answer to the same question has replaced."""
        return self.filter(superseded_at__isnull=True)

    def unhandled(self) -> FollowUpAnswerQuerySet:
        """Keep the current answers after which somebody still has to do something."""
        return self.current().filter(answer__in=CALLS_THE_OFFICE, handled_at__isnull=True)


class FollowUpAnswer(models.Model):
    """One answer to "how did it go on?". A correction replaces it and leaves the earlier one.

    A handled answer knows when; by whom may be unknown, since names go with their accounts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(
        "trainings.Training", on_delete=models.CASCADE, related_name="follow_up_answers"
    )
    months = models.PositiveSmallIntegerField(
        _("Monate danach"), choices=[(months, str(months)) for months in FOLLOW_UP_MONTHS]
    )
    contact = models.ForeignKey(
        "accounts.Contact",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who answered; empty when the person has been erased or somebody noted it down.",
    )
    answer = models.CharField(_("Antwort"), max_length=20, choices=Answer.choices)
    text = models.CharField(
        _("Nachricht"),
        max_length=ANSWER_LENGTH,
        blank=True,
        validators=[ProhibitNullCharactersValidator()],
    )
    successor_name = models.CharField(
        _("wer jetzt zuständig ist"),
        max_length=NAME_LENGTH,
        blank=True,
        help_text="Blanked as soon as somebody has handled the answer, or another replaces it.",
        validators=[ProhibitNullCharactersValidator()],
    )
    successor_email = models.EmailField(
        _("E-Mail dieser Person"), max_length=EMAIL_LENGTH, blank=True
    )
    successor_function = models.CharField(
        _("Funktion dieser Person"),
        max_length=FUNCTION_LENGTH,
        blank=True,
        validators=[ProhibitNullCharactersValidator()],
    )
    at = models.DateTimeField(_("geantwortet"))
    superseded_at = models.DateTimeField(_("ersetzt"), null=True, blank=True)
    handled_at = models.DateTimeField(_("erledigt"), null=True, blank=True)
    handled_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("erledigt von"),
    )

    objects = FollowUpAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("Antwort auf die Nachfrage")
        verbose_name_plural = _("Antworten auf Nachfragen")
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "months"],
                condition=Q(superseded_at__isnull=True),
                name="follow_up_answer_one_current",
            ),
            models.CheckConstraint(
                condition=Q(months__in=FOLLOW_UP_MONTHS), name="follow_up_answer_months_known"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="follow_up_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(handled_by__isnull=True) | Q(handled_at__isnull=False),
                name="follow_up_answer_handler_has_time",
            ),
            models.CheckConstraint(
                condition=Q(successor_name="", successor_email="", successor_function="")
                | Q(
                    answer=Answer.CONTACT_CHANGED,
                    handled_at__isnull=True,
                    superseded_at__isnull=True,
                ),
                name="follow_up_answer_successor_while_open",
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display()

    @property
    def is_unhandled(self) -> bool:
        """Whether somebody still has to do something about it."""
        return (
            self.answer in CALLS_THE_OFFICE
            and self.handled_at is None
            and self.superseded_at is None
        )

    @property
    def names_successor(self) -> bool:
        """Whether anything was said about who answers from now on."""
        return bool(self.successor_name or self.successor_email or self.successor_function)

    @property
    def can_be_taken_over(self) -> bool:
        """Whether enough was said to make the successor the institution's contact."""
        return bool(self.successor_name and self.successor_email)

    def forget_successor(self) -> None:
        """Blank whom the answer named; the caller saves."""
        self.successor_name = self.successor_email = self.successor_function = ""
