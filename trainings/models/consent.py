"""What people agreed to about themselves, and what is known of their age."""

from __future__ import annotations

import uuid

from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from trainings.enums import AgeBand, ConsentScope

NAME_LENGTH = 120


def people_around(user: User) -> models.QuerySet[User]:
    """Return the accounts that this person looks after: all for the office, else the own team's."""
    if user.works_in_office:
        return User.objects.all()
    today = Membership.objects.current(timezone.localdate())
    teams = today.filter(user=user).values("team")
    return User.objects.filter(memberships__in=today.filter(team__in=teams))


class AboutPerson(models.Model):
    """What papers need to know of somebody beside the account: a chosen name, and an age band."""

    user = models.OneToOneField(
        "accounts.User", primary_key=True, on_delete=models.CASCADE, related_name="about_person"
    )
    chosen_name = models.CharField(
        _("Name für Zertifikate"),
        max_length=NAME_LENGTH,
        blank=True,
        validators=[ProhibitNullCharactersValidator()],
        help_text=_("Bleibt das Feld leer, gilt der Name des Kontos."),
    )
    age_band = models.CharField(_("Alter"), max_length=10, choices=AgeBand.choices, blank=True)

    class Meta:
        verbose_name = _("Angaben für Zertifikate")
        verbose_name_plural = _("Angaben für Zertifikate")
        constraints = [
            models.CheckConstraint(
                condition=Q(age_band__in=["", *AgeBand.values]), name="about_person_age_band_known"
            ),
        ]

    def __str__(self) -> str:
        return self.chosen_name


class PersonConsentQuerySet(models.QuerySet["PersonConsent"]):
    """Conditions on consents."""

    def current(self) -> PersonConsentQuerySet:
        """Keep what was given and not taken back."""
        return self.filter(withdrawn_on__isnull=True)

    def to_act_on(self) -> PersonConsentQuerySet:
        """Keep what was taken back, while somebody still has to do something about it."""
        return self.filter(withdrawn_on__isnull=False, handled_on__isnull=True)

    def visible_to(self, user: User) -> PersonConsentQuerySet:
        """Keep all for the office, those of the own teams' people for who is in a team today."""
        if user.works_in_office:
            return self.all()
        return self.filter(user__in=people_around(user))


class PersonConsent(models.Model):
    """Somebody agreed to one thing on one day; taking it back ends the row, a new one begins anew.

    Under 16 a guardian has signed on paper, which somebody has noted here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="person_consents"
    )
    scope = models.CharField(_("wofür"), max_length=20, choices=ConsentScope.choices)
    given_on = models.DateField(_("gegeben am"))
    by_guardian = models.BooleanField(_("von Sorgeberechtigten unterschrieben"), default=False)
    noted_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who saw the paper; empty when the person agreed on the own page.",
    )
    withdrawn_on = models.DateField(_("zurückgenommen am"), null=True, blank=True)
    handled_on = models.DateField(_("erledigt am"), null=True, blank=True)
    handled_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PersonConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        ordering = ["scope", "-given_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "scope"],
                condition=Q(withdrawn_on__isnull=True),
                name="person_consent_one_current",
            ),
            models.CheckConstraint(
                condition=Q(scope__in=ConsentScope.values), name="person_consent_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                name="person_consent_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(handled_on__isnull=True) | Q(withdrawn_on__isnull=False),
                name="person_consent_handled_was_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.get_scope_display()
