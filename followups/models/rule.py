"""Rules: who is reminded of which kind of due item, and when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ateams.outbox.enums import Hours
from followups.enums import Counting, Who

# Nobody is reminded at night.
QUIET_AT_NIGHT = (Hours.OFFICE, Hours.DAYTIME)


class RuleQuerySet(models.QuerySet["Rule"]):
    """Conditions on rules."""

    def active(self) -> RuleQuerySet:
        """Keep the rules that remind."""
        return self.filter(active=True)


class Rule(models.Model):
    """One stage of one kind. The defaults come with the migrations, see `followups.stages`."""

    kind = models.CharField(_("Anlass"), max_length=40, help_text="Kind of the due items.")
    stage = models.CharField(_("Stufe"), max_length=20, help_text="Stable code within the kind.")
    offset = models.SmallIntegerField(
        _("Abstand"), help_text="Days after the due date; negative ones lie before it."
    )
    working_days = models.BooleanField(
        _("zählt Arbeitstage"), default=False, help_text="The offset skips weekends and holidays."
    )
    repeat_days = models.PositiveSmallIntegerField(
        _("danach alle … Tage"),
        null=True,
        blank=True,
        help_text="Calendar days after which the stage comes again, until it is done.",
    )
    who = models.CharField(_("wer"), max_length=20, choices=Who.choices)
    otherwise = models.CharField(
        _("sonst"), max_length=20, choices=Who.choices, help_text="Who, where there is no such."
    )
    active = models.BooleanField(_("aktiv"), default=True)
    school_days = models.BooleanField(
        _("zählt Schultage"),
        default=False,
        help_text="The offset skips school holidays, too, and mails wait until they are over.",
    )
    hours = models.CharField(
        _("Uhrzeiten"), max_length=10, choices=Hours.choices, default=Hours.OFFICE
    )

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Erinnerungsregel")
        verbose_name_plural = _("Erinnerungsregeln")
        ordering = ["kind", "offset", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "stage"], name="rule_stage_once"),
            models.CheckConstraint(
                condition=Q(repeat_days__isnull=True) | Q(repeat_days__gte=1),
                name="rule_repeats_after_a_day",
            ),
            models.CheckConstraint(
                condition=Q(who__in=Who.values, otherwise__in=Who.values), name="rule_who_known"
            ),
            models.CheckConstraint(
                condition=Q(school_days=False) | Q(working_days=True),
                name="rule_school_days_are_working_days",
            ),
            models.CheckConstraint(
                condition=Q(school_days=False, hours__in=QUIET_AT_NIGHT)
                | Q(school_days=True, hours=Hours.SCHOOL),
                name="rule_hours_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stage}"

    @property
    def counting(self) -> Counting:
        """Which days count."""
        if self.school_days:
            return Counting.SCHOOL_DAYS
        return Counting.WORKING_DAYS if self.working_days else Counting.DAYS


def rules_by_kind() -> dict[str, list[Rule]]:
    """Return the active rules, in the order in which their stages come."""
    rules: dict[str, list[Rule]] = {}
    for rule in Rule.objects.active():
        rules.setdefault(rule.kind, []).append(rule)
    return rules
