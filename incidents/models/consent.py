"""What a reporter was asked for, and whether a step outside is allowed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import ConsentState, ConsentWay
from vault.crypto import Place


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Conditions on consents."""

    def pending(self) -> ConsentQuerySet:
        """Keep those that wait: for the reporter's answer, or for the step that is allowed."""
        return self.filter(state__in=[ConsentState.ASKED, ConsentState.GIVEN])

    def opened(self) -> ConsentQuerySet:
        """Keep those that let further people in and have not ended since, gone readers or not."""
        return self.filter(state=ConsentState.DONE, opened=True)

    def overrides(self) -> ConsentQuerySet:
        """Keep the decisions of a lead that took the reporter's place."""
        return self.filter(way=ConsentWay.OVERRIDE)


class Consent(models.Model):
    """The consent to exactly one step outside: asked for, answered, and used once.

    Which step it is and in which words it was asked is sealed in the shared envelope, as is the
    reporter's answer in words; the reason of an override is sealed for the office. Plain are
    dates, state, and who may read because of it, which the grants tell anyway.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("incidents.Case", on_delete=models.CASCADE, related_name="consents")
    state = models.CharField(
        max_length=20, choices=ConsentState.choices, default=ConsentState.ASKED
    )
    way = models.CharField(max_length=20, choices=ConsentWay.choices, default=ConsentWay.MAILBOX)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        "accounts.User",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who asked, who recorded the talk, or which lead decided.",
    )
    answered_at = models.DateTimeField(null=True, help_text="When it was allowed or refused.")
    talk_on = models.DateField(null=True, help_text="The day of the talk in which it was agreed.")
    done_at = models.DateTimeField(null=True, help_text="When the step was taken.")
    ended_at = models.DateTimeField(null=True, help_text="When it was taken back or recalled.")
    sealed = models.BinaryField()
    sealed_answer = models.BinaryField(null=True)
    sealed_reason = models.BinaryField(null=True)
    opened = models.BooleanField(
        default=False,
        help_text="Further people were let in by it. True even when all of them are gone.",
    )
    readers = models.ManyToManyField(
        "vault.KeyPair", related_name="+", help_text="Whom it let in, as far as they still exist."
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einverständnis")
        verbose_name_plural = _("Einverständnisse")
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["state", "asked_at"], name="consent_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[ConsentState.ASKED, ConsentState.RECALLED])
                | Q(answered_at__isnull=False),
                name="consent_answer_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=ConsentState.DONE) | Q(done_at__isnull=False),
                name="consent_done_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(way=ConsentWay.TALK) | Q(talk_on__isnull=False),
                name="consent_talk_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(way=ConsentWay.OVERRIDE) | Q(sealed_reason__isnull=False),
                name="consent_override_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(opened=False) | Q(done_at__isnull=False),
                name="consent_opened_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.asked_at:%Y-%m-%d}"

    def place(self, column: str) -> Place:
        """Return where one of the sealed columns is stored; it opens nowhere else."""
        return Place("incidents_consent", str(self.id), column)
