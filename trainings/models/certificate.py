"""Certificates: what is needed to set each again, and the batches in which they are issued."""

from __future__ import annotations

import uuid

from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trainings.certificate_codes import new_code
from trainings.enums import CertificateState
from trainings.models.consent import NAME_LENGTH

TITLE_LENGTH = 120
MOST_CERTIFIED_MINUTES = 60 * 1000


class Facts(models.Model):
    """What a certificate says beside the name: title, topics, hours, and from when to when."""

    title = models.CharField(
        _("Titel"), max_length=TITLE_LENGTH, validators=[ProhibitNullCharactersValidator()]
    )
    topics = models.JSONField(_("Themen"), default=list, blank=True)
    first_day = models.DateField(_("erster Tag"))
    last_day = models.DateField(_("letzter Tag"))
    language = models.CharField(
        _("Sprache"), max_length=10, choices=[("de", "Deutsch"), ("en", "English")], default="de"
    )

    class Meta:
        abstract = True


class CertificateBatch(Facts):
    """Certificates for several people with the same title, issued one after the other.

    Everything that is still to do stands in its rows: whoever goes on, after whatever, finds it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(
        "trainings.Training",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="certificate_batches",
    )
    cohort = models.ForeignKey(
        "trainings.Cohort",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="certificate_batches",
        help_text="Whose programme the certificates are about; empty for those of one training.",
    )
    issued_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    begun_at = models.DateTimeField(_("begonnen"))
    submission = models.UUIDField(
        null=True,
        blank=True,
        unique=True,
        help_text="Drawn with the form: sent twice, it makes one batch.",
    )

    class Meta:
        verbose_name = _("Stapel Zertifikate")
        verbose_name_plural = _("Stapel Zertifikate")
        ordering = ["-begun_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="certificate_batch_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Certificate(Facts):
    """A certificate, verified by its code. The name stands apart, and goes with the account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("Code"), max_length=16, unique=True, default=new_code)
    state = models.CharField(
        _("Stand"),
        max_length=20,
        choices=CertificateState.choices,
        default=CertificateState.VALID,
    )
    initials = models.CharField(_("Initialen"), max_length=20, blank=True)
    minutes = models.PositiveIntegerField(
        _("Minuten"), validators=[MinValueValidator(1), MaxValueValidator(MOST_CERTIFIED_MINUTES)]
    )
    issued_on = models.DateField(_("ausgestellt am"))
    issued_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("Zertifikat")
        verbose_name_plural = _("Zertifikate")
        ordering = ["-issued_on", "title", "id"]
        indexes = [models.Index(fields=["-issued_on"], name="certificate_issued_on")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CertificateState.values), name="certificate_state_known"
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, MOST_CERTIFIED_MINUTES)),
                name="certificate_minutes_in_range",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="certificate_days_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state=CertificateState.REPLACED) | Q(initials=""),
                name="certificate_replaced_has_no_initials",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.initials})"


class CertificateHolder(models.Model):
    """Whose certificate it is, and the name on it; empty where only initials may stand there.

    A row of its own, so that the name is gone at once with the account or with a re-issue, while
    the code goes on telling what became of the paper.
    """

    certificate = models.OneToOneField(
        Certificate, primary_key=True, on_delete=models.CASCADE, related_name="holder"
    )
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="certificates")
    name = models.CharField(_("Name"), max_length=NAME_LENGTH, blank=True)

    class Meta:
        verbose_name = _("Inhaber*in eines Zertifikats")
        verbose_name_plural = _("Inhaber*innen von Zertifikaten")
        ordering = ["certificate_id"]

    def __str__(self) -> str:
        return self.name or self.certificate.initials


class BatchEntryQuerySet(models.QuerySet["BatchEntry"]):
    """Conditions on entries of batches."""

    def waiting(self) -> BatchEntryQuerySet:
        """Keep those for which there is neither a certificate nor a reason why not."""
        return self.filter(certificate__isnull=True, problem="", done=False)


class BatchEntry(models.Model):
    """One person of a batch: waits, then has a certificate, or a reason why there is none."""

    class Problem(models.TextChoices):
        """Why nothing was issued."""

        UNPRINTABLE = "unprintable", _("Der Name enthält ein Zeichen, das die Schrift nicht hat.")

    batch = models.ForeignKey(CertificateBatch, on_delete=models.CASCADE, related_name="entries")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveIntegerField(_("Minuten"))
    done = models.BooleanField(default=False)
    certificate = models.OneToOneField(
        Certificate,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="batch_entry",
        help_text="Empty again when the certificate has been erased.",
    )
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True)

    objects = BatchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zertifikat eines Stapels")
        verbose_name_plural = _("Zertifikate eines Stapels")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "user"], name="batch_entry_person_once"),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, MOST_CERTIFIED_MINUTES)),
                name="batch_entry_minutes_in_range",
            ),
            models.CheckConstraint(
                condition=Q(certificate__isnull=True) | Q(done=True, problem=""),
                name="batch_entry_certificate_is_done",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)
