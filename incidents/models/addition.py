"""What somebody adds to a case that they cannot open."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.crypto import Place


class Addition(models.Model):
    """A letter that lies with a case until somebody opens the case; then it becomes an `Entry`.

    Sealed to the key pair of the shared envelope: whoever wrote it cannot read it any more.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey("incidents.Case", on_delete=models.CASCADE, related_name="additions")
    at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    author_role = models.CharField(max_length=20)
    sealed = models.BinaryField()
    sealed_key = models.BinaryField(help_text="The key of the letter, sealed to the case's.")

    class Meta:
        verbose_name = _("Nachtrag")
        verbose_name_plural = _("Nachträge")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"

    @property
    def place(self) -> Place:
        """Where the payload is stored; it opens nowhere else."""
        return Place("incidents_addition", str(self.id), "sealed")
