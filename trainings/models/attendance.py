"""Who took part: heads counted by group, and names where they are wanted."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trainings.enums import AttendanceStatus, Group
from trainings.models.training import MOST_MINUTES

MOST_HEADS = 2000


class Attendance(models.Model):
    """One person at one session: an account, or somebody without one by name.

    Both may be empty: when an account is erased, that somebody was there remains.
    """

    session = models.ForeignKey(
        "trainings.Session", on_delete=models.CASCADE, related_name="attendances"
    )
    user = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("Name"), max_length=120, blank=True)
    status = models.CharField(
        _("Anwesenheit"),
        max_length=20,
        choices=AttendanceStatus.choices,
        default=AttendanceStatus.PRESENT,
    )
    minutes = models.PositiveSmallIntegerField(
        _("Minuten"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_MINUTES)],
        help_text="How long; empty means as long as the session for those who took part.",
    )

    class Meta:
        verbose_name = _("Anwesenheit")
        verbose_name_plural = _("Anwesenheiten")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="attendance_account_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(name=""), name="attendance_account_or_name"
            ),
            models.CheckConstraint(
                condition=Q(status__in=AttendanceStatus.values), name="attendance_status_known"
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__lte=MOST_MINUTES),
                name="attendance_minutes_in_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user else self.name


class HeadCount(models.Model):
    """How many people of one group took part."""

    training = models.ForeignKey(
        "trainings.Training", on_delete=models.CASCADE, related_name="head_counts"
    )
    group = models.CharField(_("Gruppe"), max_length=20, choices=Group.choices)
    count = models.PositiveSmallIntegerField(
        _("Anzahl"), validators=[MaxValueValidator(MOST_HEADS)]
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["training", "group"], name="head_count_group_once"),
            models.CheckConstraint(
                condition=Q(count__range=(0, MOST_HEADS)), name="head_count_in_range"
            ),
            models.CheckConstraint(
                condition=Q(group__in=Group.values), name="head_count_group_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.get_group_display()}"
