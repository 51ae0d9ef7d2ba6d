"""The plain skeleton of a case. Everything that tells what happened is sealed in its entries."""

from __future__ import annotations

import secrets
import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import scope_of
from ateams.erasure import end_of, newest_outlived
from incidents.enums import ENDED, CaseType, Channel, State
from incidents.languages import language_label
from incidents.retention import BACKUPS_KEPT, SPARE, months_kept
from vault.crypto import Place
from vault.models import Grant

if TYPE_CHECKING:
    from accounts.models import User

# No vowels, no look-alikes: a reference can be read out on the phone and spells no word.
REFERENCE_LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"


def new_reference() -> str:
    """Draw a reference, such as "K7QX-3MPD": random, so that it says nothing about how many."""
    letters = [secrets.choice(REFERENCE_LETTERS) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


class CaseQuerySet(models.QuerySet["Case"]):
    """Conditions on cases. Pages start from `readable_by`; nothing else exists for them."""

    def readable_by(self, user: User) -> CaseQuerySet:
        """Keep the cases that the user's active key opens; what lies on the pile is none yet."""
        return self.granted_to(user).filter(apart=False)

    def piled_for(self, user: User) -> CaseQuerySet:
        """Keep what lies on the pile and the user's active key opens."""
        return self.granted_to(user).filter(apart=True)

    def granted_to(self, user: User) -> CaseQuerySet:
        """Keep the cases whose shared envelope is granted to the user's active key."""
        pair = user.key_pair
        if pair is None or pair.activated_at is None or pair.activation_scope != scope_of(user):
            return self.none()
        # Asked of the grants alone: a join by way of the envelopes takes half as long again.
        grants = Grant.objects.filter(key_pair=pair, scope=pair.activation_scope)
        return self.filter(shared_envelope__in=grants.values("envelope"))

    def open(self) -> CaseQuerySet:
        """Keep the cases that somebody still has to look after; the pile is a thing by itself."""
        return self.exclude(state__in=ENDED).filter(apart=False)

    def unattended(self) -> CaseQuerySet:
        """Keep the open cases that lack a responsible person or a next date."""
        return self.open().filter(Q(responsible__isnull=True) | Q(next_date__isnull=True))

    def closed(self) -> CaseQuerySet:
        """Keep the cases that are over."""
        return self.filter(state__in=ENDED)

    def outlived(self, day: date) -> CaseQuerySet:
        """Keep the cases whose time is over on the day; `incidents.retention` says when."""
        cases, reports = (
            end_of(newest_outlived(day, months=months_kept(case_type)))
            for case_type in (CaseType.CASEWORK, CaseType.REPORT)
        )
        return self.filter(
            Q(gone_by__lte=day + BACKUPS_KEPT + SPARE)
            | Q(closed_at__lt=cases)
            | Q(type=CaseType.REPORT, closed_at__lt=reports)
        )


class Case(models.Model):
    """A report, a noted conversation or an intake by the office, and what became of it.

    Plain by necessity: that the case exists, its type, channel, team, language, dates, state,
    urgency, unread flags and responsible person. `version` rises with every change of these, so
    that of two people who change at once the second is told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    state = models.CharField(_("Status"), max_length=20, choices=State.choices, default=State.NEW)
    type = models.CharField(
        _("Art"), max_length=20, choices=CaseType.choices, default=CaseType.COUNSELLING
    )
    channel = models.CharField(_("Kontaktweg"), max_length=20, choices=Channel.choices)
    language = models.CharField(_("Sprache"), max_length=10)
    urgent = models.BooleanField(_("dringend"), default=False)
    team = models.ForeignKey(
        "accounts.Team",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
        help_text="The team that the reporter chose as a reader; empty for the office alone.",
    )
    with_members = models.BooleanField(
        default=False, help_text="The reporter opened the case to the members of the team."
    )
    with_coordinator = models.BooleanField(
        default=False, help_text="The reporter opened the case to the coordinator of the team."
    )
    responsible = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="responsible_cases",
        verbose_name=_("zuständig"),
    )
    apart = models.BooleanField(
        default=False,
        help_text="Came in a flood and lies on the pile, see `incidents.services.intake`.",
    )
    received_at = models.DateTimeField(_("eingegangen"), default=timezone.now, editable=False)
    reply_due_on = models.DateField(
        _("Antwort bis"), null=True, help_text="Empty while no answer is owed."
    )
    first_reply_at = models.DateTimeField(null=True)
    next_date = models.DateField(_("nächster Termin"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True)
    gone_by = models.DateField(
        editable=False,
        help_text="Promised on the receipt: everything is erased, backups included. Never moved.",
    )
    unread = models.BooleanField(default=True, help_text="Nobody has opened the newest message.")
    unread_by_reporter = models.BooleanField(default=False)
    mailbox_opening = models.UUIDField(
        default=uuid.uuid4,
        editable=False,
        help_text="What open mailboxes carry; drawn anew when one is closed, which ends them all.",
    )
    shared_envelope = models.OneToOneField(
        "vault.Envelope", on_delete=models.PROTECT, related_name="+"
    )
    internal_envelope = models.OneToOneField(
        "vault.Envelope", on_delete=models.PROTECT, related_name="+"
    )
    receipt = models.BinaryField(
        max_length=32, unique=True, editable=False, help_text="Hash of the code's look-up value."
    )
    code_given = models.BooleanField(
        default=True, help_text="The person was shown the receipt code; without it nobody answers."
    )
    sealed_news_address = models.BinaryField(
        null=True, help_text="Where a mail without content says that there is an answer."
    )
    sealed_kept_out = models.BinaryField(
        null=True, help_text="Whom the reporter shut out one by one, see `incidents.kept_out`."
    )
    letter_key = models.BinaryField(
        max_length=32, null=True, help_text="To it people seal what they add without reading."
    )
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Fall")
        verbose_name_plural = _("Fälle")
        ordering = ["-urgent", "received_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(ENDED), closed_at__isnull=False)
                | (~Q(state__in=sorted(ENDED)) & Q(closed_at__isnull=True)),
                name="case_closed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(with_members=False, with_coordinator=False) | Q(team__isnull=False),
                name="case_readers_need_team",
            ),
            models.CheckConstraint(
                condition=~Q(shared_envelope=F("internal_envelope")), name="case_two_envelopes"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "received_at"], name="case_queue"),
            models.Index(fields=["apart", "received_at"], name="case_intake"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def news_place(self) -> Place:
        """Where the address for mails about news is stored; it opens nowhere else."""
        return Place("incidents_case", str(self.id), "sealed_news_address")

    @property
    def kept_out_place(self) -> Place:
        """Where the list of those who are shut out is stored; it opens nowhere else."""
        return Place("incidents_case", str(self.id), "sealed_kept_out")

    @property
    def language_label(self) -> str:
        """The name of the language in which the person writes or speaks."""
        return language_label(self.language)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look after the case."""
        return self.state not in ENDED
