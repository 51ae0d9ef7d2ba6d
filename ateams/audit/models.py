"""An append-only, hash-chained log: who did what to which thing, and when.

No foreign keys, so that it never blocks an erasure; no free text, so that it never has to be
erased itself.
"""

from django.db import models


class ChainHead(models.Model):
    """The one row that is locked while an entry is appended; holds the newest hash."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    newest = models.BinaryField(max_length=32, default=bytes(32))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="audit_one_chain"),
        ]

    def __str__(self) -> str:
        return bytes(self.newest).hex()


class Entry(models.Model):
    """One act. Never changed, never deleted."""

    at = models.DateTimeField()
    actor = models.UUIDField(null=True, help_text="The acting account; empty for a reporter.")
    action = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=64)
    previous = models.BinaryField(max_length=32, unique=True)
    digest = models.BinaryField(max_length=32)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_kind}:{self.subject_id}"
