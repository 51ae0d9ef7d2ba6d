"""What stands on a case's timeline."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import OFFICE_KINDS, SHARED_KINDS, WORK_KINDS, Channel, EntryKind, State
from vault.crypto import Place

if TYPE_CHECKING:
    from accounts.models import User
    from incidents.models.proposal import Proposal


def entry_id(case_id: uuid.UUID, once: uuid.UUID) -> uuid.UUID:
    """Return the id of what a form makes in a case: the same form gives the same id, there only."""
    return uuid.uuid5(case_id, once.hex)


def place_of_entry(pk: uuid.UUID) -> Place:
    """Return where the payload of an entry is stored, for reading many without their rows."""
    return Place("incidents_entry", str(pk), "sealed")


class EntryQuerySet(models.QuerySet["Entry"]):
    """Conditions on entries."""

    def made_by(self, case_id: uuid.UUID, once: uuid.UUID) -> EntryQuerySet:
        """Keep the entry that the form with this id has made in the case already."""
        return self.filter(pk=entry_id(case_id, once))

    def noted_by(self, author: User) -> EntryQuerySet:
        """Keep the notes of talks that somebody has written, the newest first."""
        noted = self.filter(kind=EntryKind.REPORT, author=author)
        return noted.filter(case__channel=Channel.A_TEAM_TALK).order_by("-at", "id")

    def shared(self) -> EntryQuerySet:
        """Keep what everybody whom the reporter chose may read."""
        return self.exclude(kind__in=OFFICE_KINDS)


class Entry(models.Model):
    """One thing that was said or done in a case.

    `sealed` holds a payload sealed in the shared or the internal envelope, by kind; a change
    without words has none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("incidents.Case", on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=20, choices=EntryKind.choices)
    at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(
        "accounts.User",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty for the reporter.",
    )
    author_role = models.CharField(
        max_length=20, blank=True, help_text="The author's role at that time; shown to reporters."
    )
    sealed = models.BinaryField(null=True)
    state = models.CharField(
        max_length=20, choices=State.choices, blank=True, help_text="The state moved to."
    )
    person = models.ForeignKey(
        "accounts.User",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who was made responsible.",
    )
    date = models.DateField(
        null=True, help_text="The next date that was set, or the day on which something was done."
    )
    about = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.CASCADE,
        related_name="followed",
        help_text="The task, referral or agreement that went on.",
    )

    proposal: Proposal  # of an entry of that kind

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Eintrag")
        verbose_name_plural = _("Einträge")
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["case", "at"], name="entry_timeline"),
            models.Index(
                fields=["case"],
                condition=Q(kind=EntryKind.MOVE, state=State.WAITING_PERSON),
                name="entry_waits",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.MOVE) | ~Q(state=""), name="entry_move_has_state"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(SHARED_KINDS)) | Q(sealed__isnull=False),
                name="entry_words_are_sealed",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(WORK_KINDS)) | Q(sealed__isnull=False),
                name="entry_work_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.FOLLOWED, about__isnull=False)
                | (~Q(kind=EntryKind.FOLLOWED) & Q(about__isnull=True)),
                name="entry_followed_is_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"

    @property
    def is_shared(self) -> bool:
        """Whether the payload is sealed in the shared envelope."""
        return self.kind in SHARED_KINDS

    @property
    def place(self) -> Place:
        """Where the payload is stored; it opens nowhere else."""
        return place_of_entry(self.id)
