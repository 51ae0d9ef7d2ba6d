"""A training with its sessions, topics, trainers and counted heads."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution
from trainings.enums import TO_COME, TOOK_PLACE, Kind, State
from trainings.topics import Topic

if TYPE_CHECKING:
    from accounts.models import User

NOTE_LENGTH = 500
MATERIALS_LENGTH = 1000
MOST_MINUTES = 24 * 60
MOST_PLACES = 2000


class TrainingQuerySet(models.QuerySet["Training"]):
    """Conditions on trainings. Pages start from `visible_to`; nothing else exists for them."""

    def visible_to(self, user: User) -> TrainingQuerySet:
        """Keep all for the office, those of the own institution and cohort for a team."""
        if user.works_in_office:
            return self.all()
        if user.works_in_team:
            own = Q(institution__in=Institution.objects.visible_to(user))
            return self.filter(own | Q(cohort__in=user.cohort_memberships.values("cohort")))
        return self.none()

    def took_place(self) -> TrainingQuerySet:
        """Keep what was held, confirmed or not."""
        return self.filter(state__in=TOOK_PLACE)

    def to_come(self) -> TrainingQuerySet:
        """Keep what is planned, whether it is fixed or not."""
        return self.filter(state__in=TO_COME)

    def waiting(self) -> TrainingQuerySet:
        """Keep what was held and still has to be confirmed."""
        return self.filter(state=State.HELD)

    def ended_by(self, day: date) -> TrainingQuerySet:
        """Keep what has its last session on or before the day."""
        return self.annotate(last_on=Max("sessions__date")).filter(last_on__lte=day)

    def ended_between(self, first: date, last: date) -> TrainingQuerySet:
        """Keep what has its last session from `first` to `last`, both included."""
        return self.annotate(last_on=Max("sessions__date")).filter(last_on__range=(first, last))

    def newest_first(self) -> TrainingQuerySet:
        """Order by the last session."""
        trainings = self.annotate(last_on=Max("sessions__date"))
        return trainings.order_by("-last_on", "title", "id")

    def with_details(self) -> TrainingQuerySet:
        """Load what a list shows, in a fixed number of queries."""
        return self.select_related("institution", "team", "logged_by").prefetch_related(
            "sessions__attendances", "topic_rows", "head_counts"
        )


class Training(models.Model):
    """Somebody trains somebody: planned, fixed, held, confirmed; or cancelled.

    `sequence` grows with every change that calendars show, and `changed_at` says when the last one
    was. `sign_up_key` opens the sign-up: its link is made of it, and ends with it. A confirmed
    training knows when it was confirmed. By whom may be unknown: the name goes with the account,
    the fact stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind.choices)
    institution = models.ForeignKey(
        "accounts.Institution",
        on_delete=models.PROTECT,
        related_name="trainings",
        verbose_name=_("Einrichtung"),
    )
    team = models.ForeignKey(
        "accounts.Team",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="trainings",
        verbose_name=_("Team"),
    )
    cohort = models.ForeignKey(
        "trainings.Cohort",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="trainings",
        verbose_name=_("Jahrgang"),
        help_text="Whose members stand on the list of who was there.",
    )
    title = models.CharField(_("Titel"), max_length=120)
    place = models.CharField(_("Ort"), max_length=120, blank=True)
    link = models.URLField(_("Link"), max_length=300, blank=True)
    note = models.CharField(
        _("Notiz"),
        max_length=NOTE_LENGTH,
        blank=True,
        help_text=_("Hier nichts über Vorfälle; dafür gibt es das Meldeformular."),
    )
    state = models.CharField(
        _("Stand"), max_length=20, choices=State.choices, default=State.PLANNED
    )
    logged_by = models.ForeignKey(
        "accounts.User",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("eingetragen von"),
    )
    logged_at = models.DateTimeField(_("eingetragen"))
    confirmed_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("bestätigt von"),
    )
    confirmed_at = models.DateTimeField(_("bestätigt"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("Plätze"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
        help_text="How many can take part; empty means as many as come.",
    )
    materials = models.CharField(_("Material"), max_length=MATERIALS_LENGTH, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)
    sign_up_key = models.UUIDField(null=True, blank=True, unique=True)
    submission = models.UUIDField(
        null=True,
        blank=True,
        unique=True,
        help_text="Drawn with the form that made the training: sent twice, it makes one.",
    )

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schulung")
        verbose_name_plural = _("Schulungen")
        indexes = [models.Index(fields=["state"], name="training_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="training_state_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="training_kind_known"),
            models.CheckConstraint(
                condition=Q(state=State.CONFIRMED, confirmed_at__isnull=False)
                | (~Q(state=State.CONFIRMED) & Q(confirmed_at__isnull=True)),
                name="training_confirmed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(confirmed_at__isnull=False),
                name="training_confirmer_has_time",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__range=(1, MOST_PLACES)),
                name="training_capacity_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def took_place(self) -> bool:
        """Whether the training was held, confirmed or not."""
        return self.state in TOOK_PLACE

    @property
    def is_to_come(self) -> bool:
        """Whether the training is planned, fixed or not."""
        return self.state in TO_COME

    @property
    def last_day(self) -> date:
        """The day of the last session; from then on the follow-ups count."""
        found: date | None = getattr(self, "last_on", None)  # asked of the database with the rest
        return found or max(session.date for session in self.sessions.all())

    @property
    def topics(self) -> list[str]:
        """The topics' names, in the order they were given."""
        return [row.get_code_display() for row in self.topic_rows.all()]

    def clean(self) -> None:
        """Refuse a team of another institution; the database cannot compare across tables."""
        if self.team is not None and self.team.institution_id != self.institution_id:
            raise ValidationError({"team": _("Das Team gehört zu einer anderen Einrichtung.")})


class TrainingTopic(models.Model):
    """A training is about a topic. A row each, so that topics can be counted."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="topic_rows")
    code = models.CharField(_("Thema"), max_length=30, choices=Topic.choices)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["training", "code"], name="training_topic_once"),
            models.CheckConstraint(condition=Q(code__in=Topic.values), name="training_topic_known"),
        ]

    def __str__(self) -> str:
        return self.get_code_display()


class Session(models.Model):
    """A day on which a training takes place, and for how long."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="sessions")
    date = models.DateField(_("Datum"))
    starts_at = models.TimeField(_("Beginn"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("Minuten"), validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)]
    )

    class Meta:
        ordering = ["date", "starts_at", "id"]
        indexes = [models.Index(fields=["date"], name="session_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(1, MOST_MINUTES)), name="session_minutes_in_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y}, {self.minutes} min"


class Trainer(models.Model):
    """Who holds a training: an account, or somebody without one by name and, if known, address.

    All may be empty: when an account is erased, that somebody held the training remains.
    """

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="trainers")
    user = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("Name"), max_length=120, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["training", "user"], name="trainer_account_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(name=""), name="trainer_account_or_name"
            ),
            models.CheckConstraint(
                condition=Q(email="") | Q(user__isnull=True) & ~Q(name=""),
                name="trainer_email_has_name",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user else self.name
