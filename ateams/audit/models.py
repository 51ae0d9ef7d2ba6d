"""An append-only, hash-chained log: who did what to which thing, and when.

No foreign keys, so that it never blocks an erasure; no free text, so that it never has to be
erased itself. The application only ever inserts and selects here; in production the database
gives it no other right (docs/security/database-rights.md).
"""

from django.db import models
from django.db.models import F, Q


class EntryQuerySet(models.QuerySet["Entry"]):
    """Conditions on entries."""

    def concerning(self, kind: str, subject_id: object) -> "EntryQuerySet":
        """Keep what was done to one thing."""
        return self.filter(subject_kind=kind, subject_id=str(subject_id))


class Entry(models.Model):
    """One act. Never changed; deleted only by a signed cut.

    `id` is the place in the chain: 1, 2, 3 and so on, without gaps.
    """

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True, help_text="The acting account; empty for a reporter.")
    action = models.CharField(max_length=40, help_text="One of `ateams.audit.enums.Action`.")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=64)
    about = models.UUIDField(
        null=True, help_text="The account concerned, such as the one that may read now."
    )
    number = models.PositiveIntegerField(null=True, help_text="How many, such as hits of a search.")
    previous = models.BinaryField(max_length=32, unique=True)
    digest = models.BinaryField(max_length=32)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_subject"),
            models.Index(fields=["actor", "id"], name="audit_actor"),
            models.Index(fields=["action", "id"], name="audit_action"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_kind}:{self.subject_id}"


class Cut(models.Model):
    """Entries up to a place in the chain were removed, because their time was over.

    `digest` is that of the last one removed, which the first one left names as its previous. The
    signature (`ateams.audit.signatures`) keeps whoever can write to the database from making one.
    """

    position = models.BigIntegerField(primary_key=True)
    digest = models.BinaryField(max_length=32)
    removed = models.BigIntegerField()
    at = models.DateTimeField()
    signature = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(removed__gte=1, removed__lte=F("position")), name="audit_cut_removed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.removed} up to {self.position}"
